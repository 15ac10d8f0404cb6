from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "yiwang.subsystems.participation.letters"
    label = "participation_letters"
    verbose_name = "信件办理"

    def ready(self) -> None:
        from yiwang.subsystems.participation.letters import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

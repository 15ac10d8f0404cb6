from django.apps import AppConfig


class LetterMailConfig(AppConfig):
    name = "yiwang.subsystems.participation.letters.mail"
    label = "participation_letter_mail"
    verbose_name = "邮件来信"

    def ready(self) -> None:
        from yiwang.subsystems.participation.letters.mail import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

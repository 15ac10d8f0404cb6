from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "yiwang.subsystems.participation.interviews"
    label = "participation_interviews"
    verbose_name = "在线访谈"

    def ready(self) -> None:
        from yiwang.subsystems.participation.interviews import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

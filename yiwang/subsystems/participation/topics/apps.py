from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "yiwang.subsystems.participation.topics"
    label = "participation_topics"
    verbose_name = "社会热点"

    def ready(self) -> None:
        from yiwang.subsystems.participation.topics import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

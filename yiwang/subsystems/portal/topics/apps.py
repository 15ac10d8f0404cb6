from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "yiwang.subsystems.portal.topics"
    label = "portal_topics"
    verbose_name = "专题"

    def ready(self) -> None:
        from yiwang.subsystems.portal.topics import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

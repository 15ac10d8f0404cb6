from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "yiwang.subsystems.portal.newsroom"
    label = "portal_newsroom"
    verbose_name = "采访与资料"

    def ready(self) -> None:
        from yiwang.subsystems.portal.newsroom import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

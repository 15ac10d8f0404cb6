from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "yiwang.subsystems.portal.pages"
    label = "portal_pages"
    verbose_name = "静态发布"

    def ready(self) -> None:
        from yiwang.subsystems.portal.pages import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

from django.apps import AppConfig


class GroupConfig(AppConfig):
    name = "yiwang.subsystems.portal.group"
    label = "portal_group"
    verbose_name = "网站群"

    def ready(self) -> None:
        from yiwang.subsystems.portal.group import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

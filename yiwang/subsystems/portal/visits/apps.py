from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "yiwang.subsystems.portal.visits"
    label = "portal_visits"
    verbose_name = "访问统计"

    def ready(self) -> None:
        from yiwang.subsystems.portal.visits import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

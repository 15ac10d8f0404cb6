from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "yiwang.subsystems.approvals.applications"
    label = "applications"
    verbose_name = "审批"

    def ready(self) -> None:
        from yiwang.subsystems.approvals.applications import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

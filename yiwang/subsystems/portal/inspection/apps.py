from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "yiwang.subsystems.portal.inspection"
    label = "portal_inspection"
    verbose_name = "网站检查"

    def ready(self) -> None:
        from yiwang.subsystems.portal.inspection import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

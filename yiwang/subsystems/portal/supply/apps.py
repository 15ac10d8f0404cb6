from django.apps import AppConfig


class SupplyConfig(AppConfig):
    name = "yiwang.subsystems.portal.supply"
    label = "portal_supply"
    verbose_name = "信息报送"

    def ready(self) -> None:
        from yiwang.subsystems.portal.supply import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

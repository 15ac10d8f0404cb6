from django.apps import AppConfig


class GuardingConfig(AppConfig):
    name = "yiwang.subsystems.portal.guarding"
    label = "portal_guarding"
    verbose_name = "网页防篡改"

    def ready(self) -> None:
        from yiwang.subsystems.portal.guarding import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "yiwang.subsystems.portal.channels"
    label = "portal_channels"
    verbose_name = "订阅与渠道"

    def ready(self) -> None:
        from yiwang.subsystems.portal.channels import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

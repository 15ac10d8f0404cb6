from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "yiwang.subsystems.portal"
    label = "portal"
    verbose_name = "门户网站"

    def ready(self) -> None:
        from yiwang.subsystems.portal import declarations  # noqa: PLC0415 - models may be imported only now

        declarations.declare()

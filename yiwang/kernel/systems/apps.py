from django.apps import AppConfig


class SystemsConfig(AppConfig):
    name = "yiwang.kernel.systems"
    label = "systems"
    verbose_name = "业务系统"

    def ready(self) -> None:
        from yiwang.kernel.systems import declarations  # noqa: PLC0415 - apps are loaded first

        declarations.declare()

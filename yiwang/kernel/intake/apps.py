from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "yiwang.kernel.intake"
    label = "intake"
    verbose_name = "受理"

    def ready(self) -> None:
        from yiwang.kernel.intake import declarations  # noqa: PLC0415 - models may be imported only now

        declarations.declare()

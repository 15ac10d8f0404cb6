from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    name = "yiwang.kernel.processes"
    label = "processes"
    verbose_name = "流程"

    def ready(self) -> None:
        from yiwang.kernel.processes import declarations  # noqa: PLC0415 - models may be imported only now

        declarations.declare()

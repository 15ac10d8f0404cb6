from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "yiwang.kernel.findings"
    label = "findings"
    verbose_name = "发现问题"

    def ready(self) -> None:
        from yiwang.kernel.findings import declarations  # noqa: PLC0415 - models may be imported only now

        declarations.declare()

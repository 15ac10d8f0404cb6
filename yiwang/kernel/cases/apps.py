from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yiwang.kernel.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        from yiwang.kernel.cases.declarations import declare  # noqa: PLC0415 - apps are loaded first

        declare()

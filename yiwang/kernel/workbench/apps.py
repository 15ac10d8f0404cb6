from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "yiwang.kernel.workbench"
    label = "workbench"
    verbose_name = "工作台"

    def ready(self) -> None:
        from yiwang.kernel.workbench.declarations import declare  # noqa: PLC0415 - apps are loaded first

        declare()

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "yiwang.kernel.workbench"
    label = "workbench"
    verbose_name = "工作台"

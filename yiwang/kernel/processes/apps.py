from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    name = "yiwang.kernel.processes"
    label = "processes"
    verbose_name = "流程"

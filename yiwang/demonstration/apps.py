from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "yiwang.demonstration"
    label = "demonstration"
    verbose_name = "演示城市"

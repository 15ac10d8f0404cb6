from django.apps import AppConfig


class SystemsConfig(AppConfig):
    name = "yiwang.kernel.systems"
    label = "systems"
    verbose_name = "业务系统"

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "yiwang.kernel.intake"
    label = "intake"
    verbose_name = "受理"

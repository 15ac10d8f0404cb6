from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "yiwang.subsystems.approvals.counter"
    label = "counter"
    verbose_name = "窗口"

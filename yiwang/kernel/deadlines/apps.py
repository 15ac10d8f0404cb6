from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "yiwang.kernel.deadlines"
    label = "deadlines"
    verbose_name = "期限"

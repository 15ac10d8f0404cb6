from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "yiwang.subsystems.approvals.hall"
    label = "hall"
    verbose_name = "办事大厅"

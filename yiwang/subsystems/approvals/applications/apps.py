from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "yiwang.subsystems.approvals.applications"
    label = "applications"
    verbose_name = "审批"

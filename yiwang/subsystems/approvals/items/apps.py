from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "yiwang.subsystems.approvals.items"
    label = "items"
    verbose_name = "事项库"

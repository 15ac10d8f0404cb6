from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "yiwang.subsystems.approvals.items"
    label = "items"
    verbose_name = "事项库"

    def ready(self) -> None:
        from yiwang.subsystems.approvals.items.declarations import declare  # noqa: PLC0415

        declare()

from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "yiwang.subsystems.approvals.hall"
    label = "hall"
    verbose_name = "办事大厅"

    def ready(self) -> None:
        from yiwang.subsystems.approvals.hall.declarations import declare  # noqa: PLC0415

        declare()

from django.apps import AppConfig

from yiwang.kernel.audit import events


class AuditConfig(AppConfig):
    name = "yiwang.kernel.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        events.declare(audit__entries_read="查阅审计记录", audit__entries_export="导出审计记录")

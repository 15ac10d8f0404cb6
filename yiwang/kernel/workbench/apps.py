from django.apps import AppConfig

from yiwang.kernel.audit import events
from yiwang.kernel.organizations import roles


class WorkbenchConfig(AppConfig):
    name = "yiwang.kernel.workbench"
    label = "workbench"
    verbose_name = "工作台"

    def ready(self) -> None:
        from yiwang.kernel.workbench import menu  # noqa: PLC0415 - apps are loaded first

        events.declare(workbench__notice_enter="录入放假通知")
        roles.describe(workbench__calendar_manage="录入放假通知")
        roles.declare(
            "calendar_keeper",
            "日历管理员",
            ("workbench.calendar_manage",),
            description="录入国务院办公厅的放假通知；录入后相关期限自动重算。",
        )
        menu.register("工作台", "workbench:home", "办公")
        menu.register("消息", "notifications:list", "办公")
        menu.register("工作日日历", "workbench:calendar", "办公")
        menu.register("机构名录", "organizations:units", "管理")
        menu.register("人员", "organizations:people", "管理")
        menu.register("未送出的消息", "notifications:outbox", "管理", "notifications.outbox_manage")
        menu.register("隔离的文件", "files:quarantine", "管理", "files.quarantine_manage")
        menu.register("审计记录", "workbench:audit", "监督", "audit.entry_read")

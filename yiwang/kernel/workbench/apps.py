from django.apps import AppConfig

from yiwang.kernel.audit import events
from yiwang.kernel.organizations import roles


class WorkbenchConfig(AppConfig):
    name = "yiwang.kernel.workbench"
    label = "workbench"
    verbose_name = "工作台"

    def ready(self) -> None:
        from yiwang.kernel.exchange.todos import to_sign  # noqa: PLC0415 - apps are loaded first
        from yiwang.kernel.workbench import menu, todos  # noqa: PLC0415

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
        menu.register("收件箱", "exchange:inbox", "办公", "exchange.mail_handle")
        menu.register("发件箱", "exchange:sent", "办公", "exchange.mail_handle")
        menu.register("写公文", "exchange:write", "办公", "exchange.mail_handle")
        menu.register("工作日日历", "workbench:calendar", "办公")
        menu.register("流程", "processes:list", "管理", "processes.manage")
        menu.register("机构名录", "organizations:units", "管理")
        menu.register("人员", "organizations:people", "管理")
        menu.register("地址组", "exchange:groups", "管理", "exchange.groups_manage")
        menu.register("交换节点", "nodes:board", "管理", "nodes.manage")
        menu.register("签名证书", "signatures:certificates", "管理", "signatures.keys_manage")
        menu.register("业务系统", "systems:list", "管理", "systems.manage")
        menu.register("未送出的消息", "notifications:outbox", "管理", "notifications.outbox_manage")
        menu.register("隔离的文件", "files:quarantine", "管理", "files.quarantine_manage")
        menu.register("交换统计", "exchange:statistics", "监督", "exchange.statistics_read")
        menu.register("审计记录", "workbench:audit", "监督", "audit.entry_read")
        todos.register("exchange.to_sign", "待签收的公文和信息", to_sign, "/office/exchange/")

"""What does the workbench declare, for itself and for the packages below, which do not know it?"""

from yiwang.kernel.audit import events
from yiwang.kernel.cases.waiting import questions_for, waiting_for
from yiwang.kernel.exchange.todos import to_sign
from yiwang.kernel.organizations import roles
from yiwang.kernel.workbench import menu, notice_due, todos


def declare() -> None:
    events.declare(workbench__notice_enter="录入放假通知")
    roles.describe(workbench__calendar_manage="录入放假通知")
    roles.declare(
        "calendar_keeper",
        "日历管理员",
        ("workbench.calendar_manage",),
        description="录入国务院办公厅的放假通知；录入后相关期限自动重算。",
    )
    _work()
    _administration()
    _waiting()


def _work() -> None:
    menu.register("工作台", "workbench:home", "办公")
    menu.register("消息", "notifications:list", "办公")
    menu.register("收件箱", "exchange:inbox", "办公", "exchange.mail_handle")
    menu.register("发件箱", "exchange:sent", "办公", "exchange.mail_handle")
    menu.register("写公文", "exchange:write", "办公", "exchange.mail_handle")
    menu.register("工作日日历", "workbench:calendar", "办公")
    menu.register("我的待办件", "cases:todos", "政务服务", "cases.handle")
    menu.register("单位办件", "cases:board", "政务服务", "cases.read")


def _administration() -> None:
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


def _waiting() -> None:
    todos.register("workbench.notice", "工作日日历", notice_due.to_enter, "/office/calendar/")
    todos.register("cases.waiting", "待办理的办件", waiting_for, "/office/cases/")
    todos.register("cases.questions", "待答复的征求意见", questions_for)
    todos.register("exchange.to_sign", "待签收的公文和信息", to_sign, "/office/exchange/")

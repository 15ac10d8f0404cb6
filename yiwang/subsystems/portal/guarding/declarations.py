"""Which acts, roles, jobs, to-dos, pages and processes does the protection of published pages declare?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.organizations import roles
from yiwang.kernel.workbench import companions, menu, todos
from yiwang.subsystems.portal.guarding import queries, rules
from yiwang.subsystems.portal.guarding.actions import duty, reporting, safeguards
from yiwang.subsystems.portal.pages import alarms, mode


def declare() -> None:
    _acts()
    _roles()
    alarms.register(reporting.raised)
    if mode.are_files():
        companions.register("guard-pages")
    ticking.every("guarding.tell_of_silence", seconds=60, call=duty.tell_of_silence)
    if settings.ZONE != "outer":
        ticking.every("guarding.remind_safeguards", seconds=3600, call=safeguards.remind)
    menu.register("网页防篡改", "portal_guarding:overview", "信息发布", rules.READ)
    menu.register("网站安全检查单", "portal_guarding:jobs", "信息发布", rules.READ)
    todos.register(
        "portal.tamperings", "待处置的网页篡改", queries.to_handle, "/office/portal/guard/?state=open"
    )


def _acts() -> None:
    events.declare(
        portal__tampering_find="发现并恢复被篡改的网页",
        portal__tampering_handle="处置网页篡改",
        portal__guard_set_duty="安排网页防篡改值班",
        portal__safeguard_done="登记网站安全工作完成情况",
        portal__safeguard_set="调整网站安全工作周期",
        portal__safeguard_remind="提醒网站安全工作到期",
    )


def _roles() -> None:
    roles.describe(
        portal__guard_read="查看网页防篡改和网站安全检查单",
        portal__guard_manage="处置网页篡改、安排值班、登记安全工作",
    )
    roles.declare(
        rules.GUARD,
        "网站安全员",
        may=(rules.READ, rules.MANAGE),
        description="处置网页篡改，安排值班，登记各网站的安全策略、补丁、防护产品、防病毒和备份工作。",
    )

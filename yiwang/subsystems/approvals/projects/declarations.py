"""What does this room declare: what it follows, its acts, roles, messages, jobs, menu entry?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.cases import rules as cases
from yiwang.kernel.deadlines import subjects as clocks
from yiwang.kernel.deadlines import ticking, watchers
from yiwang.kernel.exchange import kinds, telling
from yiwang.kernel.exchange.rules import SERVICE
from yiwang.kernel.organizations import roles
from yiwang.kernel.workbench import menu
from yiwang.subsystems.approvals.applications import followers
from yiwang.subsystems.approvals.projects import messages, rules, subjects, tasks, waiting
from yiwang.subsystems.approvals.projects.actions import holding, showing


def declare() -> None:
    followers.register("projects", followers.Follower(holding.join, holding.follow))
    kinds.register(kinds.Kind(messages.SHOWN, 1, "投资项目进度", SERVICE, messages.Shown, showing.take_shown))
    watchers.watch(waiting.warn, kind=rules.CLOCK)
    watchers.watch_moves(showing.owe_moved_phases, kind=rules.CLOCK)
    watchers.watch_moves(showing.owe_moved_cases, kind=cases.SUBJECT)
    clocks.register(rules.CLOCK, "项目阶段总时限", subjects.about_phases)
    if settings.ZONE != "outer":
        ticking.every("approvals.show_projects", seconds=60, call=showing.show_waiting)
        ticking.every("approvals.start_phases", seconds=3600, call=tasks.start_untimed)
        telling.register_again("projects", showing.owe_again)
    menu.register("投资项目", "projects:projects", "政务服务", rules.COORDINATE)
    _roles()
    events.declare(
        approvals__project_describe="登记投资项目信息",
        approvals__phase_extend="延长项目阶段总时限",
        approvals__project_show="收到投资项目进度",
    )


def _roles() -> None:
    roles.describe(
        approvals__project_coordinate="统筹投资项目审批",
        approvals__project_extend="批准延长项目总时限",
    )
    roles.declare(
        rules.COORDINATOR,
        "项目统筹员",
        may=(rules.COORDINATE,),
        description="查看本单位牵头和参与的投资项目的全部审批进度，登记项目名称和类型。",
    )
    roles.declare(
        rules.APPROVER,
        "项目时限批准人",
        may=(rules.COORDINATE, rules.EXTEND),
        description="由本级人民政府负责人批准延长一个阶段的总时限，每阶段一次，最多15个工作日。",
    )

"""What does this room declare: its roles, acts, what it listens to, its jobs and pages?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.cases import followers
from yiwang.kernel.deadlines import ticking, watchers
from yiwang.kernel.organizations import oversight, roles
from yiwang.kernel.workbench import menu
from yiwang.subsystems.supervision.watching import listening, rulebook, rules, sweep

READING = (oversight.OVERSEE, rules.READ, "cases.read")


def declare() -> None:
    _roles()
    _pages()
    rulebook.declare()
    if settings.ZONE != "outer":
        watchers.watch_batches(listening.hear_clocks)
        followers.register(listening.hear_deed)
        ticking.every("supervision.sweep", seconds=60, call=sweep.sweep_now, lease=600)


def _pages() -> None:
    events.declare(
        supervision__rule_set="调整监察规则",
        supervision__threshold_set="调整亮灯阈值",
        supervision__finding_read="监督查阅问题",
    )
    menu.register("亮灯", "supervision_watching:lights", "监督", rules.READ)
    menu.register("问题清单", "supervision_watching:findings", "监督", rules.READ)
    menu.register("本单位亮灯", "supervision_watching:lights", "监督", rules.RESPOND)
    menu.register("本单位问题", "supervision_watching:findings", "监督", rules.RESPOND)
    menu.register("监察规则", "supervision_watching:rules", "监督", rules.READ)
    menu.register("监督范围", "supervision_watching:areas", "监督", rules.SET)


def _roles() -> None:
    roles.describe(
        supervision__read="查看监察情况",
        supervision__lead="确认、撤销监察牌，下达督办",
        supervision__set="调整监察规则和监督范围",
        supervision__respond="说明监察牌、反馈督办",
    )
    roles.declare(
        rules.SUPERVISOR,
        "监察员",
        READING,
        description="查看所监督单位的办件、期限和问题，核实投诉；不能改动任何办件。",
    )
    roles.declare(
        rules.LEADER,
        "监察负责人",
        (*READING, rules.LEAD, rules.SET, "cases.handle", "cases.decide"),
        description="确认或撤销监察牌，下达督办，调整监察规则和监督范围。",
    )
    roles.declare(
        rules.RESPONDER,
        "监察联络员",
        (rules.RESPOND,),
        description="代表本单位签收监察牌、督办单，提交说明和反馈。",
    )

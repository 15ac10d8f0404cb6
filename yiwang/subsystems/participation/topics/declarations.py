"""What does this room declare: its sources, its job, its page and who may read it?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.organizations import roles
from yiwang.kernel.workbench import menu
from yiwang.subsystems.participation.topics import actions, rooms, rules


def declare() -> None:
    rooms.declare()
    events.declare(topics__week_take="生成一周社会热点")
    roles.describe(topics__read="查看社会热点")
    roles.declare(
        rules.ANALYST,
        "社会热点分析员",
        (rules.READ,),
        description="查看每周社会热点及其热度、走势；来信原文只能打开本岗位有权查看的。",
    )
    if settings.ZONE != "outer":
        ticking.every("topics.take_weeks", seconds=3_600, call=actions.take_due, lease=3_600)
    menu.register("社会热点", "participation_topics:week", "监督", rules.READ)

"""What do visits declare: their jobs, the kind of message that crosses, their page?"""

from django.conf import settings

from yiwang.kernel.deadlines import ticking
from yiwang.kernel.exchange import kinds
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.exchange.kinds import Kind
from yiwang.kernel.workbench import menu
from yiwang.subsystems.portal.rules import WRITE
from yiwang.subsystems.portal.visits import actions, messages


def declare() -> None:
    kinds.register(
        Kind(messages.COUNTS, 1, "网站访问统计", exchange.SERVICE, messages.Counts, take=actions.take)
    )
    if settings.ZONE == "outer":
        ticking.every("visits.tell_inner", seconds=3600, call=actions.send_due)
    ticking.every("visits.fold_old", seconds=86_400, call=actions.fold_due, lease=1800)
    if settings.ZONE != "inner":
        ticking.every("visits.forget_marks", seconds=600, call=actions.forget_due)
    menu.register("访问统计", "portal_visits:visits", "信息发布", WRITE)

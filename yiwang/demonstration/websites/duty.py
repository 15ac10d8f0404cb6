"""Who watches over the published pages, and which safety jobs were done?"""

from collections.abc import Iterator
from functools import partial

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.kernel.deadlines.moments import today
from yiwang.subsystems.portal.guarding.actions import duty, safeguards
from yiwang.subsystems.portal.guarding.models import Safeguard
from yiwang.subsystems.portal.sites import MAIN

GUARD, DEPUTY, PHONE = "wei.wangjing", "shi.jing", "0990-8820466"
DONE = "已按清单检查，未发现异常。"


def watch(cast: Cast, days: Days) -> Iterator[Act]:
    yield Act(at(days.back(30), 8 * 60 + 50), partial(_begin, cast))
    yield Act(at(days.back(9), 16 * 60), partial(_do, cast))


def _begin(cast: Cast) -> None:
    guard, deputy = cast.posts[GUARD].person, cast.posts[DEPUTY].person
    duty.set_duty(cast.by(GUARD), guard, deputy, PHONE)
    safeguards.open_lists()


def _do(cast: Cast) -> None:
    for row in Safeguard.objects.filter(site__slug=MAIN).order_by("pk")[:3]:
        safeguards.enter_done(cast.by(GUARD), row.pk, today(), DONE)

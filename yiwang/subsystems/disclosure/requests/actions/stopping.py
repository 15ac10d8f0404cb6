"""When does the time for an answer stand still, and when does it go on? (art. 33, 国办函〔2020〕109号)

Several may be asked at once and a fee be awaited meanwhile: time goes on when nothing is waited for any more,
from the last day on which something was.
"""

from datetime import date

from django.db.models import Max

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.actions import SpecialProcedure
from yiwang.subsystems.disclosure.requests import pages, rules, timing
from yiwang.subsystems.disclosure.requests.actions.holding import clock_of
from yiwang.subsystems.disclosure.requests.models import Charge, Request

NAMES = {"third_party": "第三方意见", "other_organ": "其他机关意见", "fee": "缴费"}


def stand_still(by: Actor, request: Request, ground: str, reason: str, announced: str, day: date) -> None:
    """Part of the caller's transaction; nothing new where it stands still already."""
    if request.case.state != states.ACCEPTED:
        return
    at = timing.standing_still(day, clock_of(request))
    with pages.ours():
        cases.pause(by, request.case_id, SpecialProcedure(ground, reason[:300], announced, at=at))
    request.case.refresh_from_db()


def go_on(by: Actor, request: Request, result: str) -> bool:
    """Part of the caller's transaction: whether nothing is waited for any more, so that time goes on."""
    if request.case.state != states.PAUSED or waited_for(request):
        return False
    paused = request.case.pauses.get(ended_at=None)
    at = max(timing.standing_still(_last_day(request), clock_of(request)), paused.began_at)
    with pages.ours():
        cases.resume(by, request.case_id, result[:300], at)
    request.case.refresh_from_db()
    return True


def waited_for(request: Request) -> list[str]:
    """What is still waited for, in words."""
    kinds = request.consultations.filter(opinion=rules.WAITING).values_list("kind", flat=True)
    found = [NAMES[kind] for kind in rules.ASKED_KINDS if kind in set(kinds)]
    if Charge.objects.filter(request=request, paid_on=None).exists():
        found.append(NAMES["fee"])
    return found


def _last_day(request: Request) -> date:
    """On which something was waited for."""
    ended = request.consultations.aggregate(last=Max("ended_on"))["last"]
    paid = Charge.objects.filter(request=request).aggregate(last=Max("paid_on"))["last"]
    return max(day for day in (ended, paid) if day is not None)

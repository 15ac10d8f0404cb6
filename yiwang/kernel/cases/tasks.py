"""Which regular jobs keep the time of cases, and what happens to it when the calendar changes?"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yiwang.kernel.audit.rules import SYSTEM as NOBODY
from yiwang.kernel.cases import kinds, rules, timing
from yiwang.kernel.cases.actions import deem_accepted
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused

BATCH = 200
SYSTEM = "系统"
MOVED = "办理期限重新计算"
logger = logging.getLogger(__name__)


def accept_by_law() -> int:
    """Cases that nobody answered in time, of kinds that then count as accepted; how many were."""
    waiting = Case.objects.to_accept().filter(accept_due_at__lte=now()).order_by("accept_due_at")
    ids = list(waiting.values_list("pk", flat=True)[:BATCH])
    return sum(deem_accepted(pk) is not None for pk in ids)


def start_untimed() -> int:
    """Clocks that waited for the calendar of a year; how many now run."""
    ids = list(Case.objects.untimed().order_by("accepted_at").values_list("pk", flat=True)[:BATCH])
    return sum(_wind(pk) for pk in ids)


@transaction.atomic
def _wind(case_id: int) -> bool:
    case = Case.objects.untimed().select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        return False
    timing.wind(case, SYSTEM)
    if not case.is_timed:
        return False
    case.save(update_fields=["clock", "is_timed"])
    return True


def tell_moved(clocks: Sequence[Clock]) -> None:
    """A watcher: a change of the calendar moved the ends of these; the history and the party learn of it."""
    keys = [clock.subject_key for clock in clocks if not clock.purpose]
    cases = Case.objects.open().select_for_update(of=("self",)).select_related("unit", "clock")
    for case in cases.filter(reference__in=keys, state=rules.ACCEPTED).order_by("pk"):
        told = Told("note", MOVED, "放假和调休安排已经公布或者调整。", due_on=timing.due_on(case))
        try:
            with transaction.atomic():
                enter(NOBODY, case, Line("recount", MOVED), told)
        except Refused:
            # One that may not be told, for whatever rule, must not keep the others from hearing of it.
            logger.exception("The party of the case %s could not be told of its new last day.", case.pk)


def recount_acceptance(first: datetime, last: datetime) -> None:
    """A watcher: days between the two moments now count otherwise, so what waits for acceptance is due at
    another time. What was received after the last of them is not touched, nor what somebody is just at: who
    holds a case may wait for the clocks that the change holds.
    """
    waiting = Case.objects.to_accept().filter(received_at__lt=last).exclude(accept_due_at__lte=first)
    for case in waiting.select_for_update(of=("self",), skip_locked=True).order_by("pk"):
        before = [getattr(case, name) for name in timing.ACCEPTANCE]
        timing.lay_down_acceptance(case, case.in_hand_since, kinds.of(case).acceptance)
        if before != [getattr(case, name) for name in timing.ACCEPTANCE]:
            case.save(update_fields=timing.ACCEPTANCE)

"""Which regular jobs keep the time of cases?"""

from django.db import transaction

from yiwang.kernel.cases import timing
from yiwang.kernel.cases.actions import deem_accepted
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.moments import now

BATCH = 200
SYSTEM = "系统"


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

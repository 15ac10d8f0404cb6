"""Who hears, after the calendar changed, that the end of their matter moved?

A notice may move thousands of ends. They are moved with the notice; whoever has to hear of it is told by a
regular job in batches, and where it stands is kept with the change: a worker killed between two batches
leaves nothing out and tells nothing twice.
"""

from django.db import transaction
from django.db.models import F

from yiwang.kernel.deadlines import watchers
from yiwang.kernel.deadlines.models import CalendarChange, Clock, ClockEvent
from yiwang.kernel.deadlines.rules import State

BATCH = 100


def tell_moves() -> int:
    """The regular job: tells of every end that moved and was not told of; how many clocks."""
    told = 0
    for pk in list(CalendarChange.objects.untold().values_list("pk", flat=True)):
        while (number := _tell_some(pk)) is not None:
            told += number
    return told


@transaction.atomic
def _tell_some(change_id: int) -> int | None:
    """One batch of one change; None where nothing is left, or another worker is at it."""
    untold = CalendarChange.objects.untold().select_for_update(skip_locked=True)
    change = untold.filter(pk=change_id).first()
    if change is None or change.untold_after is None:
        return None
    lines = ClockEvent.objects.filter(change=change, pk__gt=change.untold_after).order_by("pk")
    moved = lines.exclude(due_before=F("due_after"))  # otherwise only the legal end behind a promise did
    batch = list(moved.values_list("pk", "clock_id")[:BATCH])
    change.untold_after = batch[-1][0] if batch else None
    change.save(update_fields=["untold_after"])
    clocks = Clock.objects.filter(pk__in=[clock for _, clock in batch], state=State.RUNNING)
    found = list(clocks.order_by("pk"))
    watchers.tell_moved(found)
    return len(found) if batch else None

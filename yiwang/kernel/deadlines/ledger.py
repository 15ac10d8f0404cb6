"""What does the ledger of a clock say?"""

from collections.abc import Iterable
from datetime import datetime

from yiwang.kernel.deadlines import in_force, moments, rules, working
from yiwang.kernel.deadlines.models import Clock, ClockEvent
from yiwang.kernel.deadlines.rules import Limit, Limits, Pause
from yiwang.kernel.deadlines.working import Line
from yiwang.kernel.prepared import Prepared

_PAUSING = Prepared(
    lambda clock_id: ClockEvent.objects.filter(
        clock=clock_id, kind__in=[ClockEvent.PAUSED, ClockEvent.RESUMED]
    ).order_by("id")
)


def pauses_of(clock: Clock, *, ended_at: datetime | None = None) -> list[Pause]:
    """The pauses of a clock in order; one still open ends at ``ended_at`` or is left out."""
    return pauses_in(_PAUSING.rows(clock.pk), ended_at)


def pauses_in(events: Iterable[ClockEvent], ended_at: datetime | None = None) -> list[Pause]:
    """The same out of the lines of pausing and resuming of one clock, in order."""
    pauses, open_pause = [], None
    for event in events:
        if event.kind == ClockEvent.PAUSED:
            open_pause = event
        elif event.kind == ClockEvent.RESUMED and open_pause:
            pauses.append(_pause(open_pause, event.at))
            open_pause = None
    if open_pause and ended_at:
        pauses.append(_pause(open_pause, ended_at))
    return pauses


def effective_limits(clock: Clock) -> Limits:
    """The limits with the extensions granted."""
    limits = clock.limits
    if clock.extended_number:
        return rules.extended(limits, Limit(clock.extended_number, limits.legal.unit))
    return limits


def working_of(clock: Clock, *, promised: bool = False) -> list[Line]:
    """Day by day to the end of the legal limit, or of the promised one; a paused clock as if it went on now.

    Empty where nothing is promised. Raises Refused where an end lies in a year without calendar.
    """
    limits = effective_limits(clock)
    limit = limits.promised if promised else limits.legal
    if limit is None:
        return []
    counting = in_force.counting(limits.schedule, moves=limits.moves)
    pauses = pauses_of(clock, ended_at=clock.stopped_at or moments.now())
    return working.of_limit(moments.local(clock.started_at), limit, pauses, counting)


def _pause(event: ClockEvent, ended_at: datetime) -> Pause:
    return Pause(moments.local(event.at), moments.local(ended_at), event.ground)

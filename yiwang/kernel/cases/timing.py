"""How does the time of a case run?

What counts stands in the case itself: acceptance, special procedures, the extension, the decision. A clock
that could not be started because a calendar was missing, or that was stopped by a decision taken back, is
wound again from these.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial

from django.db import transaction

from yiwang.kernel.cases import rules
from yiwang.kernel.cases.models import Case, Extension
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines import in_force, ledger, moments
from yiwang.kernel.deadlines.actions import Subject
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.rules import Counting, Limit, Limits, due, is_provisional
from yiwang.kernel.deadlines.working import Line, of_limit
from yiwang.kernel.errors import Refused

DELIVERY = "delivery"
ACCEPTANCE = ("accept_due_at", "is_acceptance_provisional")


def lay_down_acceptance(case: Case, since: datetime, limits: Limits | None) -> None:
    """The first moment that is too late to accept (ACCEPTANCE), unsaved; None where no limit is set or the
    calendar is missing.
    """
    case.accept_due_at, case.is_acceptance_provisional = None, False
    if limits is None:
        return
    limit, counting = limits.promised or limits.legal, _counting(limits)
    try:
        case.accept_due_at = due(moments.local(since), limit, (), counting)
    except Refused:
        return
    case.is_acceptance_provisional = is_provisional(case.accept_due_at, limit, counting)


def last_day(due_at: datetime) -> date:
    """The last day on which it is in time."""
    return moments.day_of(moments.shifted(due_at, seconds=-1))


def due_on(case: Case) -> date | None:
    """The last day for a decision, by the clock as it stands; None while it stands still or has none."""
    due_at = case.clock.due_at if case.clock else None
    return last_day(due_at) if due_at else None


def may_move(case: Case) -> bool:
    """Whether the last day that holds now, for acceptance or for the decision, is provisional."""
    if case.state == rules.RECEIVED:
        return case.is_acceptance_provisional
    return bool(case.clock and case.clock.is_provisional)


def working(clock: Clock, *, was_paused: bool) -> list[tuple[str, list[Line]]]:
    """Day by day to the promised and to the legal end, each with its name; without those that lie in a year
    without calendar. ``was_paused``: whether its ledger has pauses to be asked for.
    """
    limits = ledger.effective_limits(clock)
    counting = _counting(limits)
    pauses = ledger.pauses_of(clock, ended_at=clock.stopped_at or moments.now()) if was_paused else []
    shown = []
    for label, limit in (("承诺时限", limits.promised), ("法定时限", limits.legal)):
        try:
            lines = of_limit(moments.local(clock.started_at), limit, pauses, counting) if limit else []
        except Refused:
            continue
        if lines:
            shown.append((label, lines))
    return shown


def start(case: Case, by: str) -> None:
    """From acceptance on (day 0). Where the calendar is missing ``is_timed`` turns False; unsaved."""
    decision = case.terms.decision
    if decision is None:
        return
    case.clock = _started(case, decision, by, "", case.accepted_at)
    case.is_timed = case.clock is not None


def start_delivery(case: Case, by: str) -> None:
    """From the decision on; unsaved. Delivery without a calendar goes without a clock."""
    limits = case.terms.delivery
    if limits is not None:
        case.delivery_clock = _started(case, limits, by, DELIVERY, case.decided_at)


def pause(case: Case, by: str, ground: str, at: datetime | None = None) -> None:
    if case.clock_id:
        case.clock = deadlines.pause(Clock(pk=case.clock_id), by, ground, at=at)


def resume(case: Case, by: str, ground: str, at: datetime | None = None) -> None:
    """Where the new end lies in a year without calendar the case waits for that; unsaved."""
    if case.clock_id:
        _unless_calendar_is_missing(case, by, partial(deadlines.resume, by=by, ground=ground, at=at))


def extend(case: Case, by: str, extension: Extension, limit: Limit) -> None:
    """As ``resume`` where the calendar is missing; unsaved."""
    if case.clock_id:
        granted = _granted(extension, limit)
        _unless_calendar_is_missing(case, by, partial(deadlines.extend, by=by, extension=granted))


def stop(case: Case, by: str) -> None:
    """The decision is made, or the case ended without one."""
    if case.clock_id:
        deadlines.stop(Clock(pk=case.clock_id), by)


def stop_delivery(case: Case, by: str) -> None:
    if case.delivery_clock_id:
        deadlines.stop(Clock(pk=case.delivery_clock_id), by)


def cancel(case: Case, by: str, ground: str) -> None:
    """The case went away before it was decided: no outcome."""
    if case.clock_id:
        deadlines.cancel(Clock(pk=case.clock_id), by, ground)


def restart(case: Case, by: str) -> None:
    """The decision was taken back: the time went on since acceptance as if it had not been made; unsaved."""
    if case.delivery_clock_id:
        deadlines.cancel(Clock(pk=case.delivery_clock_id), by, "决定已撤回重办")
    case.delivery_clock = None
    wind(case, by)


def wind(case: Case, by: str) -> None:
    """The clock anew out of what stands in the case, ``is_timed`` False where it cannot be; unsaved."""
    case.clock, case.is_timed = None, True
    try:
        with transaction.atomic():
            start(case, by)
            if case.clock:
                _replay(case, case.clock, by)
    except Refused:
        case.clock, case.is_timed = None, False


def _unless_calendar_is_missing(case: Case, by: str, call: "Callable[[Clock], Clock]") -> None:
    try:
        case.clock = call(Clock(pk=case.clock_id))
    except Refused:
        deadlines.cancel(Clock(pk=case.clock_id), by, "期限跨入尚未公布放假安排的年度，待公布后重新起算")
        case.clock, case.is_timed = None, False


def _replay(case: Case, clock: Clock, by: str) -> None:
    """What happened to the case since its acceptance, in order, onto a clock that was just started."""
    for at, call in sorted(_happened(case, clock, by), key=lambda each: each[0]):
        call(at=at)
    ended_at = case.decided_at or case.closed_at
    if ended_at:
        deadlines.stop(clock, by, at=ended_at)
    case.clock = Clock.objects.get(pk=clock.pk)


def _happened(case: Case, clock: Clock, by: str) -> "Iterator[tuple[datetime, partial[Clock]]]":
    extensible = case.terms.extension
    for granted in case.extensions.filter(state=Extension.GRANTED, settled_at__gte=case.accepted_at):
        if extensible and granted.settled_at:
            extension = _granted(granted, Limit(granted.number, extensible.unit))
            yield granted.settled_at, partial(deadlines.extend, clock, by, extension)
    for paused in case.pauses.filter(began_at__gte=case.accepted_at):
        label = rules.PAUSES[paused.ground]
        yield paused.began_at, partial(deadlines.pause, clock, by, label)
        if paused.ended_at:
            yield paused.ended_at, partial(deadlines.resume, clock, by)


def _counting(limits: Limits) -> Counting:
    """Days are counted without office hours, which are then not asked for."""
    if all(limit.unit.is_days for limit in (limits.legal, limits.promised) if limit):
        return Counting(in_force.calendar(), moves=limits.moves)
    return in_force.counting(limits.schedule, moves=limits.moves)


def _started(case: Case, limits: Limits, by: str, purpose: str, at: datetime | None) -> Clock | None:
    subject = Subject(rules.SUBJECT, case.reference, purpose, case.unit_id, case.title)
    try:
        return deadlines.start(subject, limits, by, at=at)
    except Refused:
        return None


def _granted(extension: Extension, limit: Limit) -> deadlines.Extension:
    return deadlines.Extension(limit, extension.settled_by, extension.ground, extension.document)

"""How does the time of a request run beside the clock of its case?"""

from datetime import date, datetime

from yiwang.kernel.cases.terms import Terms
from yiwang.kernel.deadlines import in_force, moments
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.rules import Counting, Limit, due_day
from yiwang.kernel.errors import Refused
from yiwang.subsystems.disclosure.requests import rules

OPENING = 9


def terms_of(received_on: date) -> Terms:
    statute = rules.statute_of(received_on)
    return Terms(statute.answer, statute.extension)


def last_day(day: date, limit: Limit) -> date | None:
    """The last day of a limit that begins to run the day after; None where a calendar is missing."""
    try:
        return due_day(moments.start_of(day), limit, (), Counting(in_force.calendar()))
    except Refused:
        return None


def moment_on(day: date) -> datetime:
    """A moment of that day that is not in the future: of today, now."""
    return min(moments.shifted(moments.start_of(day), hours=OPENING), moments.now())


def standing_still(day: date, clock: Clock | None) -> datetime:
    """The moment from which, or until which, a clock stands still for what happened on ``day``."""
    try:
        counted = rules.counted_day(day, in_force.calendar())
    except Refused:
        counted = day
    at = moments.now() if counted == moments.today() else moments.start_of(counted)
    return max(at, clock.last_at) if clock else at


def is_confirmed_late(channel: str, arrived_on: date, confirmed_on: date) -> bool:
    """False, too, where the calendar of a year is missing: nobody could say."""
    try:
        return rules.is_confirmed_late(channel, arrived_on, confirmed_on, in_force.calendar())
    except Refused:
        return False


def in_time(clock: Clock | None, at: datetime) -> bool | None:
    """Whether it came before the end; None where no clock ran."""
    if clock is None or clock.legal_due_at is None:
        return None
    return at < clock.legal_due_at


def is_late(clock: Clock | None) -> bool:
    return clock is not None and clock.due_at is not None and clock.due_at <= moments.now()

"""How does the time of a letter run beside the clock of its case?"""

from datetime import date, datetime

from yiwang.kernel.cases.terms import Terms
from yiwang.kernel.deadlines import in_force, moments
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.rules import Counting, Limit, due
from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.letters import limits, rules
from yiwang.subsystems.participation.letters.models import Mailbox


def terms_of(mailbox: Mailbox, type_code: str, *, is_review: bool = False) -> Terms:
    """Within which time, and by how much it may be lengthened."""
    kind = mailbox.case_kind
    found = rules.limits_of(kind, type_code, mailbox.days, moves=limits.PETITION_MOVES, is_review=is_review)
    return Terms(found, rules.extension_of(kind, found))


def return_due(kind: str, at: datetime) -> datetime | None:
    """The first moment too late to return it; None where the calendar of a year is missing."""
    return _after(at, limits.RETURN[kind])


def _after(at: datetime, limit: Limit) -> datetime | None:
    try:
        return due(moments.local(at), limit, (), Counting(in_force.calendar()))
    except Refused:
        return None


def working_days(since: datetime, until: datetime) -> int | None:
    """From the day of receipt, which is day 0, to the day of the answer; None without a calendar."""
    try:
        return in_force.calendar().count_workdays(moments.day_of(since), moments.day_of(until))
    except Refused:
        return None


def in_time(clock: Clock | None, at: datetime) -> bool | None:
    """Whether the answer came before the end; None where no clock ran."""
    if clock is None or clock.due_at is None:
        return None
    return at < clock.due_at


def is_over(clock: Clock | None) -> bool:
    return clock is not None and clock.due_at is not None and clock.due_at <= moments.now()


def last_day(moment: datetime | None) -> date | None:
    return moments.day_of(moments.shifted(moment, seconds=-1)) if moment else None

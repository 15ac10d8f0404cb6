"""When is the next digest due?"""

from datetime import datetime

from yiwang.kernel.deadlines.moments import shifted
from yiwang.subsystems.portal.channels.rules import (
    AT_ONCE,
    AT_ONCE_MINUTES,
    EMAIL,
    QUIET_FROM,
    QUIET_UNTIL,
    SEND_AT,
    WEEKLY,
)


def next_due(frequency: str, channel: str, moment: datetime) -> datetime:
    """When the next digest is due after ``moment``, which is on the wall clock of the city."""
    if frequency == AT_ONCE:
        due = shifted(moment, minutes=AT_ONCE_MINUTES)
        return due if channel == EMAIL else _by_day(due)
    due = moment.replace(hour=SEND_AT.hour, minute=SEND_AT.minute, second=0, microsecond=0)
    if due <= moment:
        due = shifted(due, days=1)
    if frequency == WEEKLY:
        due = shifted(due, days=(7 - due.weekday()) % 7)
    return due


def _by_day(moment: datetime) -> datetime:
    """The moment, or the next morning where it falls into the night."""
    if QUIET_UNTIL <= moment.time() < QUIET_FROM:
        return moment
    morning = moment.replace(hour=QUIET_UNTIL.hour, minute=QUIET_UNTIL.minute, second=0, microsecond=0)
    return morning if morning > moment else shifted(morning, days=1)

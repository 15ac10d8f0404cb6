"""What time is it, and how is time added to a moment outside this package?"""

from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.utils import timezone

DateOrMoment = TypeVar("DateOrMoment", date, datetime)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The date on the wall of the city (settings.TIME_ZONE)."""
    return timezone.localdate()


def shifted(
    start: DateOrMoment, *, days: int = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
) -> DateOrMoment:
    """``start`` moved by calendar days and clock time; negative moves back. No working-day logic.

    Raises ValueError where a plain date is to be moved by less than a day: nobody could say from which hour.
    """
    if not isinstance(start, datetime) and (hours or minutes or seconds):
        raise ValueError("A date moves by days only; give a moment to move by hours, minutes or seconds.")
    return start + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def start_of(day: date) -> datetime:
    """00:00 of that day in the city, aware."""
    return datetime.combine(day, time.min, tzinfo=_city())


def end_of(day: date) -> datetime:
    """24:00 of that day in the city, aware: the first moment that is too late (民法典 art. 203)."""
    return start_of(day + timedelta(days=1))


def day_of(moment: datetime) -> date:
    """The date in the city on which an aware moment falls."""
    return timezone.localdate(moment, timezone=_city())


def local(moment: datetime) -> datetime:
    """The same moment on the wall clock of the city; refuses (ValueError) a moment without time zone."""
    return timezone.localtime(moment, timezone=_city())


def _city() -> ZoneInfo:
    return ZoneInfo(timezone.get_default_timezone_name())

"""Which calendar and which office hours are in force?"""

from collections import defaultdict
from functools import lru_cache

from yiwang.kernel.deadlines import shipped
from yiwang.kernel.deadlines.calendar import Calendar, Day
from yiwang.kernel.deadlines.models import (
    CalendarChange,
    CalendarDay,
    LightThreshold,
    Notice,
    OfficeTimetable,
)
from yiwang.kernel.deadlines.office_hours import NO_OFFICE_HOURS, OfficeHours, Timetable, office_hours
from yiwang.kernel.deadlines.rules import Counting, Thresholds
from yiwang.kernel.prepared import ASKED_TEXT, Prepared

_TIMETABLES = Prepared(lambda schedule: OfficeTimetable.objects.filter(schedule=schedule), ASKED_TEXT)


def calendar() -> Calendar:
    """The calendar of the database, kept in memory until it changes: one short query.

    A database whose calendar was never loaded answers with the one the project brings along.
    """
    return _calendar(_token())


def counting(schedule: str = "office", *, moves: bool = False) -> Counting:
    """The facts that limits are counted by today."""
    token = _token()
    hours = office_hours(row.value() for row in _TIMETABLES.rows(schedule))
    return Counting(_calendar(token), hours, moves, _thresholds(token))


class Countings:
    """The facts by schedule, read once for many clocks."""

    def __init__(self) -> None:
        token = _token()
        self._calendar, self._thresholds = _calendar(token), _thresholds(token)
        timetables: dict[str, list[Timetable]] = defaultdict(list)
        for row in OfficeTimetable.objects.all():
            timetables[row.schedule].append(row.value())
        self._hours: dict[str, OfficeHours] = {name: office_hours(rows) for name, rows in timetables.items()}

    def of(self, schedule: str) -> Counting:
        hours = self._hours.get(schedule, NO_OFFICE_HOURS)
        return Counting(self._calendar, hours, thresholds=self._thresholds)


def _token() -> str | None:
    return CalendarChange.objects.values_list("token", flat=True).first()


def _calendar(token: str | None) -> Calendar:
    return _stored_calendar(token) if token else shipped.calendar()


def _thresholds(token: str | None) -> Thresholds:
    return _stored_thresholds(token) if token else Thresholds()


# The token is drawn at random with every change, so a cached calendar is never one that was rolled back.
@lru_cache(maxsize=2)
def _stored_calendar(token: str) -> Calendar:
    years = list(Notice.objects.filter(covers_year=True).values_list("year", flat=True))
    if not years:
        return shipped.calendar()
    days = CalendarDay.objects.in_force().values_list("date", "kind", "holiday", "notice__number")
    return Calendar(years, (Day(*day) for day in days), shipped.expected_after(years))


@lru_cache(maxsize=2)
def _stored_thresholds(token: str) -> Thresholds:
    return Thresholds({(row.kind, row.item): row.value() for row in LightThreshold.objects.all()})

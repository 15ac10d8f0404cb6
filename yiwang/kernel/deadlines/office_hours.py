"""When is an office open, and how are working hours counted?"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from yiwang.kernel.deadlines.calendar import Calendar
from yiwang.kernel.errors import Refused

OPENING_WHERE_NONE_IS_SET = time(9, 0)


@dataclass(frozen=True)
class Period:
    """One opening of a working day, for example 09:00 to 12:00."""

    opens: time
    closes: time


@dataclass(frozen=True)
class Timetable:
    """The openings of every working day from a date on; summer and winter hours are two timetables."""

    begins_on: date
    periods: tuple[Period, ...]

    def as_text(self) -> list[list[str]]:
        """As stored: ``[["09:00", "12:00"], …]``."""
        return [[f"{period.opens:%H:%M}", f"{period.closes:%H:%M}"] for period in self.periods]


@dataclass(frozen=True)
class OfficeHours:
    """Timetables in the order of their dates; a day follows the last one that has begun."""

    timetables: tuple[Timetable, ...] = ()

    def covers(self, day: date) -> bool:
        return bool(self._begun(day))

    def periods(self, day: date) -> tuple[Period, ...]:
        """Raises Refused where no timetable has begun: office hours are local facts and are not guessed."""
        begun = self._begun(day)
        if not begun:
            raise Refused(f"{day:%Y-%m-%d}的办公时间尚未设置，不能按工作小时推算期限；请先设置办公时间。")
        return self.timetables[begun - 1].periods

    def opening(self, day: date) -> time:
        """When the office opens that day; 09:00 where nothing is set: warnings never come at midnight."""
        return self.periods(day)[0].opens if self.covers(day) else OPENING_WHERE_NONE_IS_SET

    def _begun(self, day: date) -> int:
        return bisect_right(self.timetables, day, key=lambda timetable: timetable.begins_on)


NO_OFFICE_HOURS = OfficeHours()


def office_hours(timetables: Iterable[Timetable]) -> OfficeHours:
    """Office hours from timetables in any order; Refused for empty, reversed or overlapping openings."""
    ordered = sorted(timetables, key=lambda timetable: timetable.begins_on)
    for timetable in ordered:
        _check(timetable.periods)
    return OfficeHours(tuple(ordered))


def _check(periods: tuple[Period, ...]) -> None:
    if not periods:
        raise Refused("办公时间至少要有一段，例如 09:00–12:00。", field="periods")
    closed = None
    for period in periods:
        if period.opens >= period.closes or (closed and period.opens < closed):
            raise Refused("办公时间的各段要先后分明，开始早于结束，互不重叠。", field="periods")
        closed = period.closes


def openings(calendar: Calendar, hours: OfficeHours, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The spans of office time from ``start`` on, in the time zone of ``start``; ends only by Refused."""
    day = start.date()
    while True:
        if calendar.is_workday(day):
            for period in hours.periods(day):
                opens = datetime.combine(day, period.opens, tzinfo=start.tzinfo)
                closes = datetime.combine(day, period.closes, tzinfo=start.tzinfo)
                if closes > start:
                    yield max(opens, start), closes
        day += timedelta(days=1)


def add_office_time(calendar: Calendar, hours: OfficeHours, start: datetime, span: timedelta) -> datetime:
    """The moment at which ``span`` of office time after ``start`` has passed."""
    if not span:
        return start
    for opens, closes in openings(calendar, hours, start):
        if closes - opens >= span:
            return opens + span
        span -= closes - opens
    raise AssertionError("openings() never ends by itself")


def count_office_time(calendar: Calendar, hours: OfficeHours, start: datetime, end: datetime) -> timedelta:
    """Office time between two moments."""
    total = timedelta()
    if end <= start:
        return total
    for opens, closes in openings(calendar, hours, start):
        if opens >= end:
            break
        total += min(closes, end) - opens
        if closes >= end:
            break
    return total


def in_words(periods: tuple[Period, ...]) -> str:
    return "、".join(f"{period.opens:%H:%M}–{period.closes:%H:%M}" for period in periods) or "未设置"

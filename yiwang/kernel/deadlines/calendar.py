"""Which days are working days, and how are they counted?"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from yiwang.kernel.errors import Refused

OFF = "off"
WORK = "work"
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True)
class Day:
    """One day that a State Council notice takes out of the weekly rhythm: ``off`` or ``work`` (调休上班)."""

    date: date
    kind: str
    holiday: str
    notice: str = ""


class Calendar:
    """The working days of the years whose notice is known, and provisionally of the year after the last one.

    ``expected``: the days off that the law gives that year, from which its notice, which comes in November,
    will shift some. Whatever is counted into it is provisional and must be shown so (``is_provisional``).
    Every other year is refused: plain weekends would be a guess.

    Counting follows 民法典 art. 201: the event day is not counted, day 1 is the day after it.
    """

    def __init__(self, years: Iterable[int], days: Iterable[Day], expected: Iterable[Day] = ()) -> None:
        self.years = frozenset(years)
        self.days = {day.date: day for day in days}
        following = max(self.years, default=0) + 1
        ahead = {day.date: day for day in expected if day.date.year == following}
        self.provisional_year = following if ahead else None
        # A notice of a known year may reach into the next one: what it says goes before.
        self.days = ahead | self.days
        self._workdays = [day.toordinal() for day in self._every_day() if self._is_workday(day)]

    def is_workday(self, day: date) -> bool:
        self._require(day.year, day.year)
        return self._is_workday(day)

    def add_workdays(self, start: date, number: int) -> date:
        """The ``number``-th working day after ``start``; 0 is ``start`` itself.

        Raises Refused where a year on the way has no calendar. O(log n) in the days known.
        """
        if number == 0:
            return start
        first_year = _year_after(start)
        place = bisect_right(self._workdays, start.toordinal()) + number - 1
        if place >= len(self._workdays):
            self._require(first_year, max(first_year, max(self._counted(), default=0) + 1))
        found = date.fromordinal(self._workdays[place])
        self._require(first_year, found.year)
        return found

    def count_workdays(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``: the half-open span (start, end]."""
        if end < start:
            raise Refused("结束日期早于开始日期，请核对。", field="to")
        if end == start:
            return 0
        self._require(_year_after(start), end.year)
        workdays = self._workdays
        return bisect_right(workdays, end.toordinal()) - bisect_right(workdays, start.toordinal())

    def workday_on_or_after(self, day: date) -> date:
        """``day`` itself or the next working day: where a limit that ends on a rest day ends (art. 203)."""
        return day if self.is_workday(day) else self.add_workdays(day, 1)

    @property
    def last_year(self) -> int:
        """Up to which days can be counted, provisionally or not."""
        return max(self._counted())

    def is_provisional(self, day: date) -> bool:
        """Whether what was counted up to this day may change with a notice that is still to come."""
        return day.year == self.provisional_year

    def reason(self, day: date) -> str:
        """Why the day counts or does not, in the words of the notices."""
        known = self.days.get(day)
        if known:
            said = f"{known.holiday}{'放假' if known.kind == OFF else '调休上班'}"
            return said if known.notice or not self.is_provisional(day) else f"{said}（暂按法定节假日）"
        return f"{WEEKDAYS[day.weekday()]}{'休息' if day.weekday() >= 5 else ''}"

    def _is_workday(self, day: date) -> bool:
        known = self.days.get(day)
        return known.kind == WORK if known else day.weekday() < 5

    def _every_day(self) -> Iterator[date]:
        for year in sorted(self._counted()):
            day = date(year, 1, 1)
            while day.year == year:
                yield day
                day += timedelta(days=1)

    def _counted(self) -> frozenset[int]:
        return self.years | {self.provisional_year} if self.provisional_year else self.years

    def _require(self, first_year: int, last_year: int) -> None:
        for year in range(first_year, last_year + 1):
            if year not in self.years and year != self.provisional_year:
                raise Refused(
                    f"{year}年的节假日安排尚未录入，不能推算期限；请先在工作日历中录入国务院办公厅的通知。"
                )


def _year_after(day: date) -> int:
    return day.year + 1 if (day.month, day.day) == (12, 31) else day.year

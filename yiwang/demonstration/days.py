"""On which days did things happen in the demonstration city?"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from yiwang.kernel.deadlines.calendar import Calendar
from yiwang.kernel.deadlines.moments import shifted

CITY = ZoneInfo("Asia/Shanghai")
LONGEST_MEMORY = 260  # working days, about a year


class Days:
    """The working days before the city was made, counted backwards: 0 is the last one.

    In a year that cannot be counted yet, the last working days before it are taken.
    """

    def __init__(self, made_on: date, calendar: Calendar) -> None:
        self.made_on = made_on
        day = min(made_on, date(calendar.last_year, 12, 31))
        self._past: list[date] = []
        while len(self._past) <= LONGEST_MEMORY:
            day = shifted(day, days=-1)
            if calendar.is_workday(day):
                self._past.append(day)

    def back(self, number: int) -> date:
        """The ``number``-th working day before the last one. Raises IndexError beyond a year."""
        return self._past[number]

    def before(self, day: date, number: int) -> date:
        """The ``number``-th working day before ``day``."""
        earlier = [past for past in self._past if past < day]
        return earlier[number - 1]


def at(day: date, minutes: int) -> datetime:
    """That day in the city, so many minutes after midnight."""
    return datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=CITY)

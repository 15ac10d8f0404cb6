"""Over which time is something counted?"""

from dataclasses import dataclass
from datetime import date, datetime

from yiwang.kernel.deadlines.moments import shifted, start_of


@dataclass(frozen=True)
class Period:
    """From ``first`` on, up to but without ``after``."""

    first: date
    after: date

    @property
    def begins_at(self) -> datetime:
        return start_of(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment that no longer belongs to it."""
        return start_of(self.after)

    @property
    def label(self) -> str:
        """``2026年2月`` for a month, otherwise both days."""
        if self == month(self.first):
            return f"{self.first.year}年{self.first.month}月"
        return f"{self.first:%Y-%m-%d}至{shifted(self.after, days=-1):%Y-%m-%d}"


def month(day: date) -> Period:
    """The month in which the day lies."""
    first = day.replace(day=1)
    return Period(first, shifted(first, days=32).replace(day=1))


def month_before(day: date) -> Period:
    return month(shifted(day.replace(day=1), days=-1))

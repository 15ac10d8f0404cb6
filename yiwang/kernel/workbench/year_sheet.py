"""How does a year of the calendar look on a page?"""

from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date

from yiwang.kernel.deadlines.calendar import OFF, Calendar


@dataclass(frozen=True)
class Cell:
    """One day: its number, what it is (work, rest, off, swapped), and why."""

    day: date
    kind: str
    reason: str


@dataclass(frozen=True)
class Month:
    """Weeks from Monday to Sunday; None where a week reaches into another month."""

    number: int
    weeks: tuple[tuple[Cell | None, ...], ...]
    workdays: int


def months_of(year: int, calendar: Calendar) -> tuple[Month, ...]:
    """Twelve months of a year that the calendar knows."""
    return tuple(_month(year, number, calendar) for number in range(1, 13))


def _month(year: int, number: int, calendar: Calendar) -> Month:
    weeks = tuple(
        tuple(_cell(day, calendar) if day.month == number else None for day in week)
        for week in Weeks().monthdatescalendar(year, number)
    )
    working = sum(cell is not None and cell.kind in {"work", "swapped"} for week in weeks for cell in week)
    return Month(number, weeks, working)


def _cell(day: date, calendar: Calendar) -> Cell:
    named = calendar.days.get(day)
    if named:
        return Cell(day, "off" if named.kind == OFF else "swapped", calendar.reason(day))
    return Cell(day, "work" if calendar.is_workday(day) else "rest", "")

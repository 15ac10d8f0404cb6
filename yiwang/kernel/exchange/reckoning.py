"""Which figures does the board of the exchange show for a period?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yiwang.kernel.deadlines.moments import shifted
from yiwang.kernel.exchange import queries
from yiwang.kernel.exchange.queries import Period, UnitCount
from yiwang.kernel.exchange.tallying import NUMBERS
from yiwang.kernel.organizations.models import Post

PERIODS = {"week": "本周", "month": "本月", "year": "本年", "custom": "自定义"}
LABELS = {
    "sent": "发出",
    "addressed": "发往单位次",
    "received": "收到",
    "signed": "签收",
    "returned": "退回",
    "withdrawn": "撤回",
    "urged": "被催收",
}
# Longer periods are drawn by month.
MOST_DAYS = 62


@dataclass(frozen=True)
class Point:
    """A day or a month of the trend, both days included."""

    label: str
    since: date
    until: date
    numbers: dict[str, int]


@dataclass(frozen=True)
class Board:
    period: Period
    totals: dict[str, int]
    trend: list[Point]
    ranking: list[UnitCount]

    @property
    def rate(self) -> str:
        return rate(self.totals)


def period_of(code: str, today: date) -> Period:
    """The week from Monday, the month or the year that ``today`` lies in, up to today."""
    match code:
        case "week":
            return Period(shifted(today, days=-today.weekday()), today)
        case "year":
            return Period(today.replace(month=1, day=1), today)
    return Period(today.replace(day=1), today)


def board(post: Post, period: Period, category: str) -> Board:
    """Two queries and those of the post's units, however long the period is."""
    ranking = queries.counts_by_unit(post, period, category)
    by_day = dict(queries.counts_by_day(post, period, category))
    totals = summed(each.numbers for each in ranking)
    return Board(period, totals, _trend(period, by_day), ranking)


def rate(numbers: dict[str, int]) -> str:
    """What was signed for in the period against what arrived in it; a dash where nothing arrived."""
    if not numbers["received"]:
        return "—"
    return f"{100 * numbers['signed'] / numbers['received']:.1f}%"


def summed(rows: Iterable[dict[str, int]]) -> dict[str, int]:
    total = dict.fromkeys(NUMBERS, 0)
    for row in rows:
        for name in NUMBERS:
            total[name] += row[name]
    return total


def _trend(period: Period, by_day: dict[date, dict[str, int]]) -> list[Point]:
    """Every day or month of the period, those without any figure too."""
    days = _days(period)
    if len(days) <= MOST_DAYS:
        return [
            Point(f"{day.month}月{day.day}日", day, day, by_day.get(day, dict.fromkeys(NUMBERS, 0)))
            for day in days
        ]
    months: dict[tuple[int, int], list[date]] = {}
    for day in days:
        months.setdefault((day.year, day.month), []).append(day)
    return [_month(within, by_day) for within in months.values()]


def _month(days: Sequence[date], by_day: dict[date, dict[str, int]]) -> Point:
    numbers = summed(by_day[day] for day in days if day in by_day)
    return Point(f"{days[0].year}年{days[0].month}月", days[0], days[-1], numbers)


def _days(period: Period) -> list[date]:
    count = (period.until - period.since).days + 1
    return [shifted(period.since, days=number) for number in range(count)]

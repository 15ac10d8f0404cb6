"""How well is each source connected: its last record, records a day, gaps, silence?"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max
from django.db.models.functions import TruncDate

from yiwang.kernel.deadlines import moments
from yiwang.subsystems.supervision.sources import registry
from yiwang.subsystems.supervision.sources.models import Connection, Record
from yiwang.subsystems.supervision.sources.registry import Measured, Source

DAYS = 14


@dataclass(frozen=True)
class State:
    """``by_day``: of the last DAYS, the oldest first. ``measured``: None where it is not there yet."""

    source: Source
    measured: Measured | None
    connection: Connection | None
    today: date
    by_day: tuple[tuple[date, int], ...] = ()

    @property
    def last_at(self) -> datetime | None:
        return self.measured.last_at if self.measured else None

    @property
    def total(self) -> int:
        return sum(number for _, number in self.by_day)

    @property
    def gaps(self) -> int:
        """Days without a record since the first of these days that had one."""
        numbers = [number for _, number in self.by_day]
        first = next((place for place, number in enumerate(numbers) if number), len(numbers))
        return numbers[first:].count(0)

    @property
    def silent_since(self) -> date | None:
        if self.connection is None or self.measured is None:
            return None
        last = moments.day_of(self.last_at) if self.last_at else self.connection.since
        return max(last, self.connection.since)

    @property
    def quiet_days(self) -> int:
        since = self.silent_since
        return (self.today - since).days if since else 0

    @property
    def is_silent(self) -> bool:
        return self.connection is not None and self.quiet_days > self.connection.silent_days

    @property
    def label(self) -> str:
        if self.measured is None:
            return "未接入"
        if self.is_silent:
            return f"中断{self.quiet_days}天"
        return "正常" if self.last_at else "暂无记录"

    @property
    def tone(self) -> str:
        if self.is_silent:
            return "bad"
        return "good" if self.last_at else "empty"


def states(today: date, only: Source | None = None) -> list[State]:
    """Of all sources, in the order of registration: a fixed number of queries."""
    since = moments.shifted(today, days=1 - DAYS)
    connections = {row.source: row for row in Connection.objects.select_related("unit")}
    sources = [only] if only else list(registry.registered().values())
    arrived = _arrived(since) if any(not each.is_live for each in sources) else {}
    found = []
    for source in sources:
        connection = connections.get(source.code)
        if source.measure:
            measured = source.measure(_reach(today, connection))
        else:
            measured = arrived.get(source.code) or Measured(None, {})
        found.append(State(source, measured, connection, today, _days(measured, since)))
    return found


def _reach(today: date, connection: Connection | None) -> date:
    """Far enough back to tell a silence."""
    days = max(DAYS, connection.silent_days + 1 if connection else 0)
    return moments.shifted(today, days=-days)


def _arrived(since: date) -> Mapping[str, Measured]:
    """Of records: by the day on which they came, on the index; a query, and one for each source."""
    codes = list(registry.imported())
    by_day: dict[str, dict[date, int]] = defaultdict(dict)
    rows = Record.objects.filter(source__in=codes, received_at__gte=moments.start_of(since))
    days = rows.annotate(day=TruncDate("received_at")).values("source", "day").order_by()
    for code, day, number in days.annotate(number=Count("pk")).values_list("source", "day", "number"):
        by_day[code][day] = number
    last = {code: Record.objects.of(code).aggregate(last=Max("received_at"))["last"] for code in codes}
    return {code: Measured(last[code], by_day[code]) for code in codes}


def _days(measured: Measured | None, since: date) -> tuple[tuple[date, int], ...]:
    by_day = measured.by_day if measured else {}
    days = [moments.shifted(since, days=number) for number in range(DAYS)]
    return tuple((day, by_day.get(day, 0)) for day in days)

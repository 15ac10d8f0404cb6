"""Outer side: which figures of letters are public, and which letters are behind each?

Each is counted from the traces, never stated; its link leads to the very letters (issue: closing rate, mean
working days, satisfaction with its denominator).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Avg, Count, Q

from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters.models import Box, Trace, TraceQuerySet

Counted = TypeVar("Counted")
REMEMBERED_S = 60
TAKEN_ON = Q(accepted_on__isnull=False) & ~Q(state="withdrawn")
CLOSED = TAKEN_ON & Q(state="answered")
IN_TIME = CLOSED & Q(is_in_time=True)
TIMED = CLOSED & Q(is_in_time__isnull=False)
MEASURED = CLOSED & Q(working_days__isnull=False)
RATED = ~Q(level="")
SATISFIED = Q(level__in=sorted(rules.GOOD_LEVELS))
OF: Mapping[str, tuple[str, Q]] = {
    "received": ("收到", Q()),
    "accepted": ("受理", TAKEN_ON),
    "closed": ("办结", CLOSED),
    "in_time": ("按期办结", IN_TIME),
    "rated": ("已评价", RATED),
    "satisfied": ("满意", SATISFIED),
    "shown": ("公开", Q(is_shown=True)),
}


@dataclass(frozen=True)
class Row:
    """The figures of one mailbox or unit, or of all."""

    label: str
    query: Mapping[str, str]
    received: int
    accepted: int
    closed: int
    in_time: int
    timed: int
    rated: int
    satisfied: int
    shown: int
    days: Decimal | None

    @property
    def rate(self) -> str:
        return percent(self.closed, self.accepted)

    @property
    def in_time_rate(self) -> str:
        return percent(self.in_time, self.timed)

    @property
    def satisfaction(self) -> str:
        return percent(self.satisfied, self.rated)

    @property
    def links(self) -> dict[str, str]:
        """Where each figure opens to its letters."""
        return {code: urlencode({**self.query, "of": code}) for code in OF}


def percent(part: int, whole: int) -> str:
    """``90.9%``, halves up; a dash where nothing was there."""
    if not whole:
        return "—"
    share = Decimal(part * 100) / Decimal(whole)
    return f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


_COUNTED = {
    "received": Count("pk"),
    "accepted": Count("pk", filter=TAKEN_ON),
    "closed": Count("pk", filter=CLOSED),
    "in_time": Count("pk", filter=IN_TIME),
    "timed": Count("pk", filter=TIMED),
    "rated": Count("pk", filter=RATED),
    "satisfied": Count("pk", filter=SATISFIED),
    "shown": Count("pk", filter=Q(is_shown=True)),
    "days": Avg("working_days", filter=MEASURED),
}


def total(year: int) -> Row:
    """Counted at most once a minute, like the others: hundreds of thousands of letters are gone through."""
    return _remembered(f"total:{year}", lambda: _total(year))


def by_mailbox(year: int) -> list[Row]:
    """In the order of the mailboxes."""
    return _remembered(f"mailboxes:{year}", lambda: _by_mailbox(year))


def by_unit(year: int) -> list[Row]:
    """The busiest first; what names no unit is not among them."""
    return _remembered(f"units:{year}", lambda: _by_unit(year))


def _remembered(key: str, count: "Callable[[], Counted]") -> Counted:
    found: Counted | None = cache.get(f"letters:{key}")
    if found is None:
        found = count()
        cache.set(f"letters:{key}", found, REMEMBERED_S)
    return found


def _total(year: int) -> Row:
    counted = Trace.objects.received_in(year).aggregate(**_COUNTED)
    return _row("全部", {"year": str(year)}, counted)


def _by_mailbox(year: int) -> list[Row]:
    names = dict(Box.objects.in_order().values_list("code", "name"))
    counted = {str(row["box_code"]): row for row in _grouped(year, "box_code")}
    codes = [code for code in names if code in counted] + [code for code in counted if code not in names]
    return [
        _row(names.get(code, code), {"year": str(year), "mailbox": code}, counted[code]) for code in codes
    ]


def _by_unit(year: int) -> list[Row]:
    named = {str(row["unit_name"]): row for row in _grouped(year, "unit_name") if row["unit_name"]}
    rows = [_row(name, {"year": str(year), "unit": name}, row) for name, row in named.items()]
    return sorted(rows, key=lambda row: (-row.received, row.label))


def behind(year: int, of: str, mailbox: str = "", unit: str = "") -> TraceQuerySet:
    """The very letters that a figure counts, newest first."""
    found: TraceQuerySet = Trace.objects.received_in(year).in_box(mailbox)
    if unit:
        found = found.filter(unit_name=unit)
    return found.filter(OF[of][1]).newest_first()


def years(today_year: int) -> list[int]:
    first = Trace.objects.order_by("received_on").values_list("received_on", flat=True).first()
    return list(range(today_year, (first.year if first else today_year) - 1, -1))


def _grouped(year: int, by: str) -> list[dict[str, object]]:
    return list(Trace.objects.received_in(year).values(by).annotate(**_COUNTED).order_by())


def _row(label: str, query: Mapping[str, str], counted: Mapping[str, object]) -> Row:
    numbers = {name: counted[name] or 0 for name in _COUNTED if name != "days"}
    mean = counted["days"]
    days = Decimal(str(mean)).quantize(Decimal("0.1"), ROUND_HALF_UP) if mean is not None else None
    return Row(label, query, days=days, **numbers)  # type: ignore[arg-type]

"""Which light does a clock show? Read off the moments that are stored with it, never counted anew.

Thresholds for blue and yellow are laid down by kind and item (``deadlines.rules.Threshold``); a change of one
recomputes the moments. A pause stores no ends but those that had passed: it undoes no delay.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from yiwang.kernel.deadlines.models import Clock, ClockQuerySet

RED, YELLOW, BLUE, GREEN, STILL = "red", "yellow", "blue", "green", "still"
LABELS: Mapping[str, str] = MappingProxyType(
    {RED: "红灯 超期", YELLOW: "黄灯 预警", BLUE: "蓝灯 提示", GREEN: "绿灯 正常", STILL: "暂停"}
)
SHORT: Mapping[str, str] = MappingProxyType(
    {RED: "超期", YELLOW: "预警", BLUE: "提示", GREEN: "正常", STILL: "暂停"}
)
TONES: Mapping[str, str] = MappingProxyType(
    {RED: "bad", YELLOW: "warn", BLUE: "info", GREEN: "good", STILL: ""}
)
SIZE = 50


def of(clock: Clock, now: datetime) -> str:
    """Of an open clock."""
    if clock.due_at is None:
        return STILL
    if clock.due_at <= now:
        return RED
    if clock.warn_at and clock.warn_at <= now:
        return YELLOW
    return BLUE if clock.early_at and clock.early_at <= now else GREEN


def shining(light: str, now: datetime) -> Q:
    """Open clocks with this light. All that shine before their end are found through ``early_at``."""
    early = Q(early_at__lte=now)
    return {
        RED: Q(due_at__lte=now),
        YELLOW: early & Q(warn_at__lte=now, due_at__gt=now),
        BLUE: early & Q(warn_at__gt=now, due_at__gt=now),
        GREEN: Q(due_at__gt=now) & (Q(early_at__gt=now) | Q(early_at=None, warn_at__gt=now)),
        STILL: Q(due_at=None),
    }[light]


@dataclass(frozen=True)
class Narrowing:
    """``lights``: none means all. ``units``: ids; None means every unit."""

    lights: Collection[str] = ()
    units: Collection[int] | None = None
    kind: str = ""
    item: str = ""


@dataclass(frozen=True)
class Listing:
    """``after``: where the next page goes on; empty on the last. Nothing is counted."""

    rows: list[Clock]
    after: str = ""


def listing(narrowing: Narrowing, after: str, now: datetime) -> Listing:
    """One query on an index, however many clocks are open; the nearest end first where one light is asked."""
    clocks, key = _found(narrowing, now), _key(narrowing.lights)
    if place := _place(after, key):
        clocks = clocks.filter(_behind(key, *place))
    rows = list(clocks.order_by(*([key, "pk"] if key else ["-pk"]))[: SIZE + 1])
    if len(rows) <= SIZE:
        return Listing(rows)
    last = rows[SIZE - 1]
    at = getattr(last, key).isoformat() if key else ""
    return Listing(rows[:SIZE], f"{at}_{last.pk}")


def _found(narrowing: Narrowing, now: datetime) -> ClockQuerySet:
    clocks = Clock.objects.open().filter(unit_id__isnull=False)
    if narrowing.lights:
        shown = Q()
        for light in narrowing.lights:
            shown |= shining(light, now)
        clocks = clocks.filter(shown)
    if narrowing.units is not None:
        clocks = clocks.filter(unit_id__in=narrowing.units)
    if narrowing.kind:
        clocks = clocks.filter(subject_kind=narrowing.kind)
    return clocks.filter(item=narrowing.item) if narrowing.item else clocks


def _key(lights: Collection[str]) -> str:
    """The moment by which the list is ordered; empty: the newest first, where some have none."""
    asked = set(lights)
    if asked in ({RED}, {GREEN}):
        return "due_at"
    return "early_at" if asked and asked <= {BLUE, YELLOW, RED} else ""


def _behind(key: str, at: datetime | None, pk: int) -> Q:
    if not key:
        return Q(pk__lt=pk)
    return Q(**{f"{key}__gte": at}) & (Q(**{f"{key}__gt": at}) | Q(pk__gt=pk))


def _place(after: str, key: str) -> tuple[datetime | None, int] | None:
    """Where a page goes on; nonsense means the beginning."""
    at, _, pk = after.partition("_")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    if not key:
        return None, int(pk)
    try:
        moment = parse_datetime(at)
    except ValueError:
        return None
    return (moment, int(pk)) if moment and moment.tzinfo else None

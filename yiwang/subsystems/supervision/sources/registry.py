"""Which sources feed supervision, which records does each bring, and how does it come in?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from yiwang.subsystems.supervision.sources import rules
from yiwang.subsystems.supervision.sources.fields import Field

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Measured:
    """What came in: the last moment, and how many on each day. None: the source is not there yet."""

    last_at: datetime | None
    by_day: Mapping[date, int]


@dataclass(frozen=True)
class Columns:
    """Which field of a record stands in which column that rules look through.

    ``item``: the fields that say what was bought, together. ``pending``: the day since which something is
    waited for, or None.
    """

    on: str
    amount: str = ""
    price: str = ""
    party: str = ""
    item: tuple[str, ...] = ()
    pending: Callable[[Values], str | None] | None = None


def _finds_nothing(values: Values) -> Sequence[tuple[str, str]]:
    return ()


@dataclass(frozen=True)
class Source:
    """``area``: which field of supervision. ``key``: the fields by which a record is the same again;
    ``check(values)``: codes of fields and what is wrong between them. ``measure(since)``: of a live source.
    ``title``: the fields by which people call a record. ``silent_days``: days without a record until it
    counts as silent.
    """

    code: str
    label: str
    area: str
    way: str
    description: str
    fields: tuple[Field, ...] = ()
    key: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    columns: Columns = Columns(on="")
    check: Callable[[Values], Sequence[tuple[str, str]]] = _finds_nothing
    measure: Callable[[date], Measured | None] | None = None
    address: str = ""
    silent_days: int = 7

    @property
    def is_live(self) -> bool:
        return self.way == rules.LIVE

    @property
    def way_label(self) -> str:
        return rules.WAYS[self.way]

    @property
    def by_code(self) -> Mapping[str, Field]:
        return {each.code: each for each in self.fields}


_registered: dict[str, Source] = {}


def register(source: Source) -> None:
    """From ``AppConfig.ready``. Raises ValueError for a code given twice, a source that brings nothing."""
    if _registered.get(source.code, source) is not source:
        raise ValueError(f"{source.code} is registered twice.")
    if source.is_live == (source.measure is None) or source.is_live == bool(source.fields):
        raise ValueError(f"{source.code} is either measured or described by fields.")
    if not {*source.key, *source.title} <= set(source.by_code):
        raise ValueError(f"{source.code} names a field that it has not.")
    _registered[source.code] = source


def registered() -> Mapping[str, Source]:
    return MappingProxyType(_registered)


def imported() -> Mapping[str, Source]:
    return {code: each for code, each in _registered.items() if not each.is_live}


def label(code: str) -> str:
    return _registered[code].label if code in _registered else code

"""Which figures can be asked for, what does each mean, and which records are behind it?"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from yiwang.kernel.errors import Refused
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.indicators.rules import Measured

MOST_RECORDS = 500
SHARE, COUNT, POINTS = "%", "件", "分"


@dataclass(frozen=True)
class Record:
    """One thing that was counted; ``counts`` is False for one of the whole that is not of the part."""

    title: str
    at: datetime
    note: str = ""
    address: str = ""
    counts: bool = True


@dataclass(frozen=True)
class Figure:
    """``definition``: one sentence that says what is counted, out of what, by which moment.

    ``measured(period)``: by unit id, one query for all units. ``records(period, unit_ids, most)``: the very
    records behind the figure of these units, those that do not count first.
    """

    code: str
    label: str
    definition: str
    unit: str
    measured: Callable[[Period], Mapping[int, Measured]]
    records: Callable[[Period, Collection[int], int], Sequence[Record]]


_registered: dict[str, Figure] = {}


def register(figure: Figure) -> None:
    """From ``AppConfig.ready``; codes are ``package.noun``."""
    _registered[figure.code] = figure


def registered() -> Mapping[str, Figure]:
    return MappingProxyType(_registered)


def known(code: str) -> Figure:
    """Raises Refused for a figure that nobody registered."""
    if code not in _registered:
        raise Refused(f"本平台没有“{code}”这项数据，请检查方案。", field="lines")
    return _registered[code]

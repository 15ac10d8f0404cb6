"""Which indicators does an inspection know? They are data: ``indicators.toml``."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from yiwang.subsystems.portal.inspection.rules import Marks

EACH, TOGETHER = "each", "together"


@dataclass(frozen=True)
class Indicator:
    """One indicator with its source; ``is_asked``: other packages answer it (``kernel.findings.reports``).

    ``home_each``: points for a place on the home page, where they differ; ``period``: days, or 0.
    """

    code: str
    label: str
    group: str
    basis: str
    confidence: str
    colour: str
    marks: Marks
    home_each: float
    way: str
    is_asked: bool
    period: int

    @property
    def is_settled(self) -> bool:
        """Its numbers stand in a confirmed source: a city does not set them itself."""
        return self.confidence == "A"


@cache
def catalogue() -> Mapping[str, Indicator]:
    """Every indicator by its code, in the order of the file. Raises KeyError for a file that lacks a key."""
    path = Path(__file__).with_name("indicators.toml")
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["indicator"]
    return {row["code"]: _read(row) for row in rows}


def groups() -> Sequence[tuple[str, Sequence[Indicator]]]:
    """The indicators under their headings."""
    found: dict[str, list[Indicator]] = {}
    for indicator in catalogue().values():
        found.setdefault(indicator.group, []).append(indicator)
    return list(found.items())


def _read(row: Mapping[str, object]) -> Indicator:
    def number(key: str) -> float:
        return float(str(row[key]))

    return Indicator(
        code=str(row["code"]),
        label=str(row["label"]),
        group=str(row["group"]),
        basis=str(row["basis"]),
        confidence=str(row["confidence"]),
        colour=str(row["colour"]),
        marks=Marks(number("each"), number("most"), int(number("veto_at")), int(number("days"))),
        home_each=float(str(row.get("home_each", row["each"]))),
        way=str(row.get("way", EACH)),
        is_asked=bool(row.get("asked", False)),
        period=int(str(row.get("period", 0))),
    )

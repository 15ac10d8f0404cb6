"""With which groups, awards and criteria does a contest begin? They are data: ``usual.toml``."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from yiwang.subsystems.portal.contests.rules import Award


@dataclass(frozen=True)
class Line:
    """A criterion as it is laid down; ``source`` as in ``sources.py``."""

    heading: str
    label: str
    points: Decimal
    source: str
    note: str = ""


@dataclass(frozen=True)
class Usual:
    groups: Sequence[str]
    awards: Sequence[Award]
    lines: Sequence[Line]


@cache
def usual() -> Usual:
    """Raises KeyError for a file that lacks a key."""
    told = tomllib.loads(Path(__file__).with_name("usual.toml").read_text(encoding="utf-8"))
    return Usual(
        tuple(told["groups"]),
        tuple(Award(one["label"], one["places"]) for one in told["awards"]),
        tuple(
            Line(one["heading"], one["label"], Decimal(one["points"]), one["source"], one["note"])
            for one in told["criterion"]
        ),
    )

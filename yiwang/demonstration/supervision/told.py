"""What is told of supervision in the demonstration city? Read from ``data/supervision.toml``."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from yiwang.demonstration.ledger import DATA

LEADER, HANDLER = "yan.mingjian", "gong.dushi"


@dataclass(frozen=True)
class Supplied:
    """A source and the file of records that came in; ``units``: whose records, by name."""

    code: str
    unit: str
    keeper: str
    silent_days: int
    file: str
    back: int
    rows: int
    units: list[str]


@dataclass(frozen=True)
class RuleSet:
    code: str
    mode: str
    back: int
    reason: str


@dataclass(frozen=True)
class ThresholdSet:
    kind: str
    item: str
    number: int
    percent: int
    back: int
    reason: str


@dataclass(frozen=True)
class Exempted:
    line: str
    unit: str
    reason: str


@dataclass(frozen=True)
class Fate:
    """What becomes of a card; ``of``: how the code of its rule begins. What is empty does not happen."""

    of: str
    explanation: str = ""
    decision: str = ""
    reason: str = ""
    appeal: str = ""
    verdict: str = ""
    verdict_reason: str = ""


@dataclass(frozen=True)
class Complained:
    """``item``: of the case complained of; no name: anonymous. ``steps``: working days later, deed, words."""

    back: int
    unit: str
    about: str
    text: str
    name: str = ""
    phone: str = ""
    item: str = ""
    steps: list[list[Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Ordered:
    """``finding``: the rule whose newest finding it is about; ``steps``: as of a complaint."""

    back: int
    title: str
    source: str
    lead: str
    requirement: str
    working_days: int
    steps: list[list[Any]]
    joint: list[str] = field(default_factory=list)
    instruction: str = ""
    finding: str = ""


@dataclass(frozen=True)
class Told:
    source: tuple[Supplied, ...]
    rule: tuple[RuleSet, ...]
    threshold: tuple[ThresholdSet, ...]
    exemption: tuple[Exempted, ...]
    fate: tuple[Fate, ...]
    complaint: tuple[Complained, ...]
    order: tuple[Ordered, ...]


KINDS = {
    "source": Supplied,
    "rule": RuleSet,
    "threshold": ThresholdSet,
    "exemption": Exempted,
    "fate": Fate,
    "complaint": Complained,
    "order": Ordered,
}


@cache
def told() -> Told:
    with (DATA / "supervision.toml").open("rb") as file:
        read = tomllib.load(file)
    return Told(**{name: tuple(kind(**entry) for entry in read[name]) for name, kind in KINDS.items()})

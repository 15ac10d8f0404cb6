"""What is written of each item of 云泽市 that no other item says?

One file of ``data/items`` for each of the 45 organs that implement items. An entry says only what is its own;
what follows from it, from the organ or from the law stands in the neighbours of this module. ``days`` is the
legal limit and the promise in working days: ``20/8``; a promise of 0 is kept on the spot.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from yiwang.demonstration.ledger import DATA

SHARED = ("themes", "fields")


@dataclass(frozen=True)
class Round:
    """Why an item did not survive the clean-up: cancelled, merged into another, delegated to counties."""

    act: str
    reason: str
    into: str = ""


@dataclass(frozen=True)
class Entry:
    """One item as its file tells it. ``law``: ``name:article``; ``papers``: keys of item_materials.csv or own
    words, ``@`` before who issues it; ``result``: name and validity; ``ask``: question and answer in one."""

    name: str
    type: str
    law: list[str]
    who: str
    when: list[str]
    papers: list[str]
    days: str
    result: str
    ask: list[str]
    unit: str
    ministry: str
    serial: int
    themes: list[str]
    fields: list[str]
    flow: str = ""
    to: str = ""
    cooperating: list[str] = field(default_factory=list)
    life: list[str] = field(default_factory=list)
    special: list[str] = field(default_factory=list)
    project: str = ""
    stage: str = ""
    visits: str = ""
    fee: str = ""
    round: Round | None = None

    @property
    def legal_days(self) -> int:
        return int(self.days.split("/")[0])

    @property
    def promised_days(self) -> int:
        return int(self.days.split("/")[-1])

    @property
    def process(self) -> str:
        """The key of one of the standard processes."""
        return self.flow or ("promised" if self.promised_days else "immediate")

    @property
    def audience(self) -> list[str]:
        return self.who.split()

    @property
    def is_for_persons(self) -> bool:
        return "个人" in self.audience

    @property
    def is_for_organisations(self) -> bool:
        return self.audience != ["个人"]


@cache
def entries() -> tuple[Entry, ...]:
    """All 313, organ by organ in the order of their files; nine of them end in the clean-up."""
    serials: dict[str, int] = {}
    found: list[Entry] = []
    for path in sorted((DATA / "items").glob("*.toml")):
        with path.open("rb") as file:
            found += _of_organ(tomllib.load(file), serials)
    return tuple(found)


def _of_organ(told: dict[str, Any], serials: dict[str, int]) -> Iterator[Entry]:
    """``serials``: how many items each ministry guides so far, for the codes."""
    unit, ministry = told["unit"], told["ministry"]
    for each in told["item"]:
        serials[ministry] = serials.get(ministry, 0) + 1
        own = {name: told[name] for name in SHARED if name not in each} | each
        own["cooperating"] = own.pop("with", [])
        if "round" in own:
            own["round"] = Round(**own["round"])
        yield Entry(**own, unit=unit, ministry=ministry, serial=serials[ministry])

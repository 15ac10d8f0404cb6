"""What of a run is stored, so that its state follows from it?

The journal holds what was decided: the facts at the start, then each finished step with its outcome and the
facts it brought. The engine plays it again to know which steps are open. So nothing of the engine's own state
is stored, a step is taken back by playing without it, and a newer engine reads what an older one was told.
"""

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from yiwang.kernel.errors import Refused

FORMAT = 1


@dataclass(frozen=True)
class Entry:
    """A finished step: its number in the run, node and slot, the outcome (empty: removed) and new facts."""

    number: int
    node: str
    slot: int
    outcome: str
    data: Mapping[str, Any] = field(default_factory=dict)

    def written(self) -> list[Any]:
        entry: list[Any] = [self.number, self.node, self.slot, self.outcome]
        return [*entry, dict(self.data)] if self.data else entry


@dataclass(frozen=True)
class Journal:
    """``seats``: how many seats take each repeated step; ``more``: (node, which time) -> seats that time."""

    data: Mapping[str, Any]
    seats: Mapping[str, int]
    entries: tuple[Entry, ...] = ()
    more: Mapping[tuple[str, int], int] = field(default_factory=dict)

    def with_entry(self, entry: Entry) -> "Journal":
        return replace(self, entries=(*self.entries, entry))

    def without(self, *numbers: int) -> "Journal":
        return replace(self, entries=tuple(each for each in self.entries if each.number not in numbers))

    def latest(self, node: str) -> tuple[Entry, ...]:
        """Of each seat the last time it took the step."""
        return tuple({entry.slot: entry for entry in self.entries if entry.node == node}.values())

    def story(self) -> Hashable:
        """All that the engine's answer depends on: two runs with the same story stand at the same place."""
        done = tuple(
            (each.node, each.slot, each.outcome, *sorted(each.data.items())) for each in self.entries
        )
        around = (self.data, self.seats, self.more)
        return done, *(tuple(sorted(each.items())) for each in around)

    def facts(self) -> dict[str, Any]:
        """The declared fields as they stand after everything that was done."""
        facts = dict(self.data)
        for entry in self.entries:
            facts.update(entry.data)
        return facts


def written(journal: Journal) -> str:
    more = [[node, time, seats] for (node, time), seats in sorted(journal.more.items())]
    stored: dict[str, Any] = {"format": FORMAT, "done": [entry.written() for entry in journal.entries]}
    optional = {"data": dict(journal.data), "seats": dict(journal.seats), "more": more}
    stored |= {name: value for name, value in optional.items() if value}
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Journal:
    """Raises Refused for a journal of a format that this version does not know."""
    stored = json.loads(text)
    if stored.get("format") != FORMAT:
        known = stored.get("format")
        raise Refused(f"流程记录的格式（{known}）不是本版本认识的（{FORMAT}），请先升级平台。")
    return Journal(
        data=stored.get("data", {}),
        seats=stored.get("seats", {}),
        entries=tuple(Entry(*each) for each in stored["done"]),
        more={(node, time): seats for node, time, seats in stored.get("more", [])},
    )

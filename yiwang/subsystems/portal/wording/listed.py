"""Which words of a text stand in a list of wrong ones: the one that ships, and the one the city keeps?"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from yiwang.subsystems.portal.wording.mistakes import ADVICE, SERIOUS, WORD, WRONG, Mistake

PATH = Path(__file__).with_name("data") / "wrong_words.csv"
GRADES = {"severe": SERIOUS, "wrong": WRONG, "advice": ADVICE}
REASONS = {
    SERIOUS: "涉及国家、政党、领土或者重要提法，属严重表述错误",
    WRONG: "错别字表",
    ADVICE: "公文统一用法",
}


@dataclass(frozen=True)
class Entry:
    """``unless``: longer words in which the same characters are right; ``reason``: from the city's list."""

    wrong: str
    right: str
    grade: str = WRONG
    unless: tuple[str, ...] = ()
    reason: str = ""


@lru_cache(maxsize=1)
def shipped() -> tuple[Entry, ...]:
    with PATH.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Entry(row["wrong"], row["right"], GRADES[row["kind"]], tuple(row["unless"].split()))
            for row in csv.DictReader(lines)
        )


def mistakes(
    text: str, own: Sequence[Entry] = (), allowed: frozenset[str] = frozenset()
) -> Iterator[Mistake]:
    """``own`` goes before what ships; ``allowed``: words that the city says are right."""
    pattern, entries = _compiled(tuple(own))
    for found in pattern.finditer(text):
        entry = entries[found.group()]
        if entry.wrong in allowed or _is_part(text, found.start(), entry):
            continue
        reason = entry.reason or REASONS[entry.grade]
        yield Mistake(found.start(), found.end(), entry.wrong, entry.right, WORD, reason, entry.grade)


def _is_part(text: str, start: int, entry: Entry) -> bool:
    for longer in entry.unless:
        at = longer.find(entry.wrong)
        if at >= 0 and text.startswith(longer, start - at) and start >= at:
            return True
    return False


@lru_cache(maxsize=8)
def _compiled(own: tuple[Entry, ...]) -> tuple[re.Pattern[str], Mapping[str, Entry]]:
    entries = {entry.wrong: entry for entry in (*shipped(), *own)}
    longest_first = sorted(entries, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), entries

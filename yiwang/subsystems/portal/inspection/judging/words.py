"""Which words of a text are wrong?"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MOST_TEXT = 200_000
MOST_FOUND = 50
SEVERE = "severe"


@dataclass(frozen=True)
class Wrong:
    """A wrong word with its place (characters from 0) and what it should be."""

    at: int
    wrong: str
    right: str
    is_severe: bool = False


Check = Callable[[str], Sequence[Wrong]]
_more: list[Check] = []


def register(check: Check) -> None:
    """From ``AppConfig.ready``: another list or checker is asked beside the one that ships."""
    if check not in _more:
        _more.append(check)


def wrong_words(text: str) -> list[Wrong]:
    """In the order of the text, at most MOST_FOUND."""
    text = text[:MOST_TEXT]
    found = [*shipped(text), *(wrong for check in _more for wrong in check(text))]
    return sorted(found, key=lambda wrong: wrong.at)[:MOST_FOUND]


def shipped(text: str) -> Iterator[Wrong]:
    """Those of the list beside this module."""
    pattern, rights = _list()
    for match in pattern.finditer(text):
        right, kind = rights[match.group()]
        yield Wrong(match.start(), match.group(), right, kind == SEVERE)


def excerpt(text: str, at: int, length: int, around: int = 20) -> str:
    """The word with what stands around it, in one line."""
    start, end = max(0, at - around), at + length + around
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return f"{before}{' '.join(text[start:end].split())}{after}"


@cache
def _list() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    path = Path(__file__).with_name("wrong_words.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = {row["wrong"]: (row["right"], row["kind"]) for row in csv.DictReader(lines)}
    longest_first = sorted(rows, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), rows

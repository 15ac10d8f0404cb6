"""Which words of a text are wrong? The portal's own engine, asked for what needs no judgement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from yiwang.subsystems.portal.wording.check import MOST_TEXT, House, certain
from yiwang.subsystems.portal.wording.mistakes import ADVICE

MOST_FOUND = 50


@dataclass(frozen=True)
class Wrong:
    """A wrong word with its place (characters from 0) and what it should be."""

    at: int
    wrong: str
    right: str
    is_severe: bool = False


Check = Callable[[str], Sequence[Wrong]]
_more: list[Check] = []
_keepers: list[Callable[[], House]] = []
_known: list[House] = [House()]


def register(check: Check) -> None:
    """From ``AppConfig.ready``: another checker is asked beside the engine."""
    if check not in _more:
        _more.append(check)


def keep_house(house: Callable[[], House]) -> None:
    """From ``AppConfig.ready``: who knows the city's own words, people and offices; the last one holds."""
    _keepers[:] = [house]


def learn() -> None:
    """Ask for the city's lists as they are now: once a stretch of an inspection, not once a page."""
    for house in _keepers:
        _known[:] = [house()]


def wrong_words(text: str) -> list[Wrong]:
    """In the order of the text, at most MOST_FOUND; what is only advised is no fault of a site."""
    text = text[:MOST_TEXT]
    listed = certain(text, _known[0])
    found = [
        Wrong(one.start, one.wrong, one.suggestion, one.is_serious) for one in listed if one.grade != ADVICE
    ]
    found += [wrong for check in _more for wrong in check(text)]
    return sorted(found, key=lambda wrong: wrong.at)[:MOST_FOUND]


def excerpt(text: str, at: int, length: int, around: int = 20) -> str:
    """The word with what stands around it, in one line."""
    start, end = max(0, at - around), at + length + around
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return f"{before}{' '.join(text[start:end].split())}{after}"

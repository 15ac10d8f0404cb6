"""What is wrong with the words of a text? One engine under the editor, the inspection and the filter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from yiwang.subsystems.portal.wording import dates, listed, names, punctuation, spelling
from yiwang.subsystems.portal.wording.listed import Entry
from yiwang.subsystems.portal.wording.mistakes import DOUBT, WORD, Mistake
from yiwang.subsystems.portal.wording.names import Known

MOST_TEXT = 200_000
MOST_FOUND = 200


@dataclass(frozen=True)
class House:
    """What a city adds: wrong words of its own, words it declares right, its people and offices."""

    entries: tuple[Entry, ...] = ()
    allowed: frozenset[str] = frozenset()
    known: Known = field(default_factory=Known)


def check_text(text: str, house: House | None = None) -> list[Mistake]:
    """Everything found in the first MOST_TEXT characters, in their order, none overlapping another."""
    house = house or House()
    text = text[:MOST_TEXT]
    sure = [
        *names.mistakes(text, house.known),
        *listed.mistakes(text, house.entries, house.allowed),
        *dates.mistakes(text),
        *punctuation.mistakes(text),
    ]
    return apart([*sure, *_probable(text, house)])[:MOST_FOUND]


def certain(text: str, house: House | None = None) -> list[Mistake]:
    """Listed words and names alone: what needs no judgement, for pages of others."""
    house = house or House()
    text = text[:MOST_TEXT]
    found = [*names.mistakes(text, house.known), *listed.mistakes(text, house.entries, house.allowed)]
    return apart(found)[:MOST_FOUND]


def _probable(text: str, house: House) -> Iterable[Mistake]:
    names_of_offices = "".join(house.known.offices)
    for doubt in spelling.doubts(text):
        if doubt.wrong in house.allowed or doubt.wrong in names_of_offices:
            continue
        end = doubt.start + len(doubt.wrong)
        yield Mistake(doubt.start, end, doubt.wrong, doubt.right, WORD, "不像常用词，请核对", DOUBT)


def apart(found: Sequence[Mistake]) -> list[Mistake]:
    """Of mistakes at one place the one that was found first, which is the surest."""
    kept: list[Mistake] = []
    for one in found:
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept)


def applied(text: str, mistakes: Iterable[Mistake]) -> str:
    """The text with every suggestion taken; what has none stays."""
    for one in sorted(mistakes, reverse=True):
        if one.suggestion:
            text = text[: one.start] + one.suggestion + text[one.end :]
    return text

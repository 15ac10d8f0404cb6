"""What does an engine enter of an entry, and what is it asked?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from yiwang.kernel.organizations import paths
from yiwang.kernel.search import rules
from yiwang.kernel.search.models import Entry
from yiwang.kernel.search.rules import Phrase

# Marks have a colon, which no token has: a word typed by somebody can never be taken for one.
LONGEST_BODY = 200_000
NEVER = 0
LONGEST_MARK = 80
_UNFIT = re.compile(r"[^\w.-]")


@dataclass(frozen=True)
class Card:
    """One entry as an engine enters it: pieces of the title, of the number and of everything; marks; the
    day.
    """

    entry_id: int
    day: int
    title: tuple[str, ...]
    number: tuple[str, ...]
    text: tuple[str, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Ask:
    """What an engine is asked: words, and marks of which each group needs one."""

    wanted: tuple[Phrase, ...]
    unwanted: tuple[Phrase, ...] = ()
    is_any: bool = False
    in_titles: bool = False
    number: Phrase | None = None
    marks: tuple[tuple[str, ...], ...] = ()
    first_day: int = NEVER
    last_day: int = date.max.toordinal()
    without: Sequence[int] = ()


@dataclass(frozen=True)
class Match:
    entry_id: int
    day: int


@dataclass(frozen=True)
class Found:
    """Matches, newest first; ``is_more``: there may be older ones that nobody looked for."""

    matches: list[Match]
    is_more: bool


def card(entry: Entry) -> Card:
    title, number = rules.pieces(entry.title), rules.pieces(entry.number)
    body = rules.pieces(entry.body[:LONGEST_BODY])
    return Card(
        entry_id=entry.pk,
        day=entry.on.toordinal() if entry.on else NEVER,
        title=(*title, *number),
        number=tuple(number),
        text=(*title, *number, *rules.pieces(entry.unit), *body),
        marks=_marks(entry),
    )


def _marks(entry: Entry) -> tuple[str, ...]:
    marks = [kind_mark(entry.kind), title_mark(rules.pieces(entry.title))]
    if entry.category:
        marks.append(category_mark(entry.category))
    if entry.unit_id:
        marks.append(unit_mark(entry.unit_id))
    if entry.audience == Entry.Audience.PUBLIC:
        return (*marks, PUBLIC_MARK, *(site_mark(site) for site in entry.path.split()))
    return (*marks, *(path_mark(path) for path in (*paths.above(entry.path), entry.path)))


def _mark(name: str, value: str) -> str:
    return f"{name}:{_UNFIT.sub('_', value[:LONGEST_MARK])}"


PUBLIC_MARK = "for:public"


def kind_mark(kind: str) -> str:
    return _mark("kind", kind)


def category_mark(category: str) -> str:
    return _mark("category", category)


def title_mark(title: Sequence[str]) -> str:
    """The same for titles of the same words."""
    return f"title:{blake2b(rules.tape(title).encode(), digest_size=8).hexdigest()}"


def unit_mark(unit_id: int) -> str:
    return f"unit:{unit_id}"


def site_mark(site: str) -> str:
    """Found by who searches on this site."""
    return _mark("site", site)


def path_mark(path: str) -> str:
    """Seen by the officials of the unit with this path."""
    return _mark("for", path)

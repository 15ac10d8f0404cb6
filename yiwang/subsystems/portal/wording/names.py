"""Are the names and titles of offices and people written as the city says?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from yiwang.subsystems.portal.wording.lexicon import shipped
from yiwang.subsystems.portal.wording.mistakes import ADVICE, NAME, SERIOUS, Mistake

# Longest first: 副市长 before 市长.
TITLES = (
    "市委副书记", "市委书记", "区委副书记", "区委书记", "县委副书记", "县委书记", "党组副书记", "党组书记",
    "副秘书长", "秘书长", "副市长", "市长", "副区长", "区长", "副县长", "县长", "副主任", "主任", "副局长",
    "局长", "副主席", "主席", "副省长", "省长", "副书记", "书记", "总理", "副总理", "检察长", "院长",
)  # fmt: skip
SHORTEST_OFFICE = 5
MOST_APART = 24


@dataclass(frozen=True)
class Leader:
    """A person whose name must be right; ``titles``: what they may be called; ``rank``: 1 is named first."""

    name: str
    titles: tuple[str, ...]
    rank: int


@dataclass(frozen=True)
class Known:
    """What the city says of its people and offices."""

    leaders: tuple[Leader, ...] = ()
    offices: tuple[str, ...] = ()


def mistakes(text: str, known: Known) -> Iterator[Mistake]:
    yield from _leaders(text, known.leaders)
    yield from _order(text, known.leaders)
    yield from _offices(text, known.offices)


def _leaders(text: str, leaders: Sequence[Leader]) -> Iterator[Mistake]:
    """A listed name with a title they do not hold; a listed title with what is nearly the listed name."""
    titles = "|".join(TITLES)
    for leader in leaders:
        for found in re.finditer(rf"{re.escape(leader.name)}(?P<title>{titles})", text):
            title = found["title"]
            if leader.titles and title not in leader.titles:
                right = _title_like(title, leader)
                reason = f"{leader.name}的职务是{'、'.join(leader.titles)}"
                yield Mistake(found.start("title"), found.end("title"), title, right, NAME, reason, SERIOUS)
        for title in leader.titles:
            yield from _misspelt(text, leader, title)


def _title_like(title: str, leader: Leader) -> str:
    same = [one for one in leader.titles if one.endswith(title.removeprefix("副")) or title.endswith(one)]
    return (same or list(leader.titles))[0]


def _misspelt(text: str, leader: Leader, title: str) -> Iterator[Mistake]:
    """王健国市长 or 市长王健国 where 王建国 holds the title: one character mixed up with the right one."""
    confused = shipped().confused
    size = len(leader.name)
    for found in re.finditer(re.escape(title), text):
        if text[max(0, found.start() - 1) : found.start()] == "副":
            continue
        for start in (found.start() - size, found.end()):
            said = text[start : start + size] if start >= 0 else ""
            apart = [at for at in range(len(said)) if said[at] != leader.name[at]]
            if len(said) == size and len(apart) == 1:
                wrong, right = said[apart[0]], leader.name[apart[0]]
                if wrong in confused.get(right, ()) or right in confused.get(wrong, ()):
                    reason = f"{title}的姓名是{leader.name}"
                    yield Mistake(start, start + size, said, leader.name, NAME, reason, SERIOUS)


def _order(text: str, leaders: Sequence[Leader]) -> Iterator[Mistake]:
    """Names that follow one another in one list stand by rank."""
    if len(leaders) < 2:
        return
    by_name = {leader.name: leader for leader in leaders}
    names = re.compile("|".join(map(re.escape, sorted(by_name, key=len, reverse=True))))
    last: re.Match[str] | None = None
    for found in names.finditer(text):
        if last is not None:
            between = text[last.end() : found.start()]
            is_list = (
                len(between) <= MOST_APART and not re.search(r"[。；！？\n]", between) and "、" in between
            )
            if is_list and by_name[found.group()].rank < by_name[last.group()].rank:
                reason = f"按排名{found.group()}应在{last.group()}之前"
                yield Mistake(found.start(), found.end(), found.group(), "", NAME, reason, ADVICE)
        last = found


def _offices(text: str, offices: tuple[str, ...]) -> Iterator[Mistake]:
    """A known office with one character mixed up, where the text means no other known office."""
    confused, known = shipped().confused, frozenset(offices)
    done: set[int] = set()
    for piece, name, at in _pieces(offices):
        start = text.find(piece)
        while start >= 0:
            begin = start - at
            said = text[begin : begin + len(name)] if begin >= 0 else ""
            if begin not in done and len(said) == len(name) and said != name and said not in known:
                apart = [(a, b) for a, b in zip(said, name, strict=True) if a != b]
                if len(apart) == 1 and apart[0][0] in confused.get(apart[0][1], ()):
                    done.add(begin)
                    yield Mistake(begin, begin + len(name), said, name, NAME, "机构名称有误", SERIOUS)
            start = text.find(piece, start + 1)


@lru_cache(maxsize=4)
def _pieces(offices: tuple[str, ...]) -> tuple[tuple[str, str, int], ...]:
    """Each name by its two halves: with one character wrong, one half still stands in the text."""
    pieces = []
    for name in offices:
        if len(name) >= SHORTEST_OFFICE:
            half = len(name) // 2
            pieces += [(name[:half], name, 0), (name[half:], name, half)]
    return tuple(pieces)

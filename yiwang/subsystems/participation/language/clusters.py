"""What does the city speak of this week? Groups of texts of one matter, named, with their heat."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log2

from yiwang.kernel.intake.texts import Item
from yiwang.subsystems.participation.language.rules import clustering, comparing, naming, weighing

HALF_LIFE_DAYS = 7.0
PLACE_SHARE, MOST_PLACES = 0.1, 6
SECONDS_OF_DAY = 86_400


@dataclass(frozen=True)
class Cluster:
    """``places``: with how many of its texts each, the commonest first; ``keys``: the newest first."""

    name: str
    phrases: tuple[str, ...]
    keys: tuple[str, ...]
    heat: float
    votes: int
    places: tuple[tuple[str, int], ...]
    first_at: datetime
    last_at: datetime


def clusters(
    items: Sequence[Item], measure: weighing.Weighing, *, until: datetime, smallest: int = 3, most: int = 50
) -> list[Cluster]:
    """The hottest first. ``until``: the end of the week, from which age is counted.

    The same items give the same clusters in whatever order they come.
    """
    items = sorted(items, key=lambda each: (each.at, each.key))
    texts = [each.text for each in items]
    own = comparing.measure_for(texts) if len(items) >= comparing.FEWEST_OF_OWN else measure
    groups = clustering.grouped([own.of(text) for text in texts], smallest)
    runs = [naming.runs(text) for text in texts]
    everywhere = Counter(run for each in runs for run in each)
    found = []
    for group in groups:
        phrases = naming.phrases([runs[at] for at in group], everywhere, len(items))
        found.append(_cluster([items[at] for at in group], phrases, until))
    return sorted(found, key=lambda each: (-each.heat, each.name, each.keys))[:most]


def _cluster(members: Sequence[Item], phrases: Sequence[str], until: datetime) -> Cluster:
    named = Counter(place for each in members if (place := each.place or naming.place_in(each.text)))
    places = tuple(sorted(named.items(), key=lambda each: (-each[1], each[0])))
    title = weighing.divided(members[0].text)[0] or members[0].text[:20]
    newest = sorted(members, key=lambda each: (each.at, each.key), reverse=True)
    return Cluster(
        name=" ".join(phrases) or title[:20],
        phrases=tuple(phrases),
        keys=tuple(each.key for each in newest),
        heat=heat(members, len(places), until),
        votes=sum(each.votes for each in members),
        places=places,
        first_at=members[0].at,
        last_at=members[-1].at,
    )


def heat(members: Iterable[Item], places: int, until: datetime) -> float:
    """Each text counts 1 and the logarithm of its votes, half as much for each week of age; a tenth more for
    every further place, up to five. One decimal.
    """
    spread = 1 + PLACE_SHARE * (min(max(places, 1), MOST_PLACES) - 1)
    total = 0.0
    for each in members:
        age = max((until - each.at).total_seconds(), 0.0) / SECONDS_OF_DAY
        total += (1 + log2(1 + max(each.votes, 0))) * 0.5 ** (age / HALF_LIFE_DAYS)
    return round(total * spread, 1)

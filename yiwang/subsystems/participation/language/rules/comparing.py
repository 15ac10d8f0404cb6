"""Which texts of one list are nearest to each other, without an index?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from yiwang.subsystems.participation.language.rules import weighing

MOST_HOLDERS = 1_000
FEWEST_OF_OWN = 1_000


def measure_for(texts: Sequence[str]) -> weighing.Weighing:
    """What is common: counted in the texts themselves where they are enough to tell."""
    if len(texts) < FEWEST_OF_OWN:
        return weighing.background()
    return weighing.weighed(weighing.tokens(each) for each in texts)


def nearest(texts: Sequence[str], most: int) -> Iterator[list[tuple[int, float]]]:
    """For each text the indexes of the nearest others with their scores, the nearest first.

    Tokens that more than a thousand texts are known by are too common to bring two together.
    """
    measure = measure_for(texts)
    known = [measure.of(each) for each in texts]
    lengths = [weighing.length(each.values()) for each in known]
    holders: dict[str, list[int]] = defaultdict(list)
    for at, tokens in enumerate(known):
        for token in tokens:
            holders[token].append(at)
    for at, tokens in enumerate(known):
        shared: dict[int, float] = defaultdict(float)
        for token, rarity in tokens.items():
            if len(holders[token]) <= MOST_HOLDERS:
                for other in holders[token]:
                    shared[other] += rarity * rarity
        shared.pop(at, None)
        scores = [
            (round(min(square / (lengths[at] * lengths[other]), 1.0), 4), other)
            for other, square in shared.items()
        ]
        scores.sort(key=lambda each: (-each[0], each[1]))
        yield [(other, score) for score, other in scores[:most]]

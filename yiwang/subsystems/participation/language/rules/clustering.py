"""Which of a week's texts speak of one matter?

Stars: the text with the most near neighbours draws them to it, then the next one among the rest; stars whose
members are near one another on average become one, and single texts join the star they are near to. Nothing
is drawn at random, so that the same texts always give the same groups.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from yiwang.subsystems.participation.language.rules import weighing

NEAR = 0.26
JOIN = 0.14
COMMON_SHARE = 0.15
COMMON_LEAST = 60
SMALLEST = 2
Edges = list[dict[int, float]]


def grouped(known: Sequence[Mapping[str, float]], smallest: int = SMALLEST) -> list[list[int]]:
    """Groups of at least ``smallest`` texts as indexes in order, the largest group first.

    ``known``: for each text the tokens it is known by (``Weighing.of``).
    """
    edges = _edges(known)
    groups = _stars(edges)
    groups = _merged(groups, edges)
    groups = _adopted(groups, edges)
    kept = [sorted(group) for group in groups if len(group) >= smallest]
    return sorted(kept, key=lambda group: (-len(group), group))


def _edges(known: Sequence[Mapping[str, float]]) -> Edges:
    """For each text how near every other is with which it shares something rare."""
    holders: dict[str, list[int]] = defaultdict(list)
    for at, tokens in enumerate(known):
        for token in tokens:
            holders[token].append(at)
    most = max(COMMON_LEAST, int(len(known) * COMMON_SHARE))
    shared: list[dict[int, float]] = [defaultdict(float) for _ in known]
    for token, found in holders.items():
        if not 1 < len(found) <= most:
            continue
        for position, at in enumerate(found):
            square = known[at][token] ** 2
            for other in found[position + 1 :]:
                shared[at][other] += square
    lengths = [weighing.length(tokens.values()) for tokens in known]
    edges: Edges = [{} for _ in known]
    for at, others in enumerate(shared):
        for other, square in others.items():
            nearness = min(square / (lengths[at] * lengths[other]), 1.0)
            edges[at][other] = edges[other][at] = nearness
    return edges


def _stars(edges: Edges) -> list[set[int]]:
    near = [{other for other, nearness in own.items() if nearness >= NEAR} for own in edges]
    weight = [sum(nearness for nearness in own.values() if nearness >= NEAR) for own in edges]
    free = {at for at, own in enumerate(near) if own}
    stars = []
    for at in sorted(free, key=lambda each: (-len(near[each]), -weight[each], each)):
        if at in free and (drawn := near[at] & free):
            stars.append({at} | drawn)
            free -= stars[-1]
    return stars


def _merged(groups: list[set[int]], edges: Edges) -> list[set[int]]:
    """Two groups become one where their members are near on average; the nearest two first."""
    groups = [set(group) for group in groups]
    owner = {at: number for number, group in enumerate(groups) for at in group}
    while True:
        links: Counter[tuple[int, int]] = Counter()
        sums: dict[tuple[int, int], float] = defaultdict(float)
        for at, number in owner.items():
            for other, nearness in edges[at].items():
                if number < owner.get(other, -1):
                    links[number, owner[other]] += 1
                    sums[number, owner[other]] += nearness
        means = {pair: sums[pair] / (len(groups[pair[0]]) * len(groups[pair[1]])) for pair in links}
        pairs = sorted((pair for pair in means if means[pair] >= JOIN), key=lambda pair: (-means[pair], pair))
        if not pairs:
            return [group for group in groups if group]
        touched: set[int] = set()
        for one, other in pairs:
            if not {one, other} & touched:
                touched |= {one, other}
                groups[one] |= groups[other]
                owner |= dict.fromkeys(groups[other], one)
                groups[other] = set()


def _adopted(groups: list[set[int]], edges: Edges) -> list[set[int]]:
    """Texts in no group join the one they are nearest to on average, if near enough."""
    owner = {at: number for number, group in enumerate(groups) for at in group}
    for at, own in enumerate(edges):
        if at in owner:
            continue
        sums: dict[int, float] = defaultdict(float)
        for other, nearness in own.items():
            if other in owner:
                sums[owner[other]] += nearness
        means = [(-total / len(groups[number]), number) for number, total in sums.items()]
        if means and -min(means)[0] >= JOIN:
            groups[min(means)[1]].add(at)
    return groups

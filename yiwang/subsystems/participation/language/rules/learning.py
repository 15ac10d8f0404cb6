"""How does the classifier learn from labelled texts, and how good is it?

A linear support vector machine, one subject against the rest: squared hinge loss, solved by dual coordinate
descent (Hsieh and others, ICML 2008), each subject weighed by how rare it is. Deterministic: the same texts
in the same order give the same model. Plain Python: some thousand letters take well under a minute.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log, sqrt
from operator import itemgetter, mul
from random import Random

from yiwang.subsystems.participation.language.rules import features

LEAST_DOCUMENTS = 2
MOST_FEATURES = 80_000
PENALTY = 0.35
MOST_ROUNDS = 12
SEED = 20_240_601
Row = tuple[tuple[int, ...], tuple[float, ...]]


@dataclass(frozen=True)
class Weights:
    """A trained model: for each feature its rarity and one weight a subject.

    ``sharpness``: by which margins are multiplied before they become probabilities.
    """

    subjects: tuple[str, ...]
    rarity: dict[str, float]
    weights: dict[str, tuple[float, ...]]
    bias: tuple[float, ...]
    sharpness: float = 1.0


def learned(
    counts: Sequence[Counter[str]], labels: Sequence[str], step: Callable[[], object] = lambda: None
) -> Weights:
    """Train on counted texts and their labels; ``step`` is called once for each subject.

    Raises ValueError where there are fewer than two subjects.
    """
    subjects = tuple(sorted(set(labels)))
    if len(subjects) < 2:
        raise ValueError("a classifier needs at least two subjects")
    rarity = _rarity(counts)
    places = {feature: at for at, feature in enumerate(rarity)}
    rows = [_row(each, rarity, places) for each in counts]
    columns = []
    for subject in subjects:
        columns.append(_separated(rows, [1 if label == subject else -1 for label in labels], len(places)))
        step()
    weights = {
        feature: tuple(round(weight[at], 5) for weight, _ in columns) for feature, at in places.items()
    }
    return Weights(subjects, rarity, weights, tuple(round(bias, 5) for _, bias in columns))


def _rarity(counts: Sequence[Counter[str]]) -> dict[str, float]:
    documents: Counter[str] = Counter()
    for each in counts:
        documents.update(each.keys())
    kept = [(number, feature) for feature, number in documents.items() if number >= LEAST_DOCUMENTS]
    kept = sorted(kept, key=lambda each: (-each[0], each[1]))[:MOST_FEATURES]
    return {feature: round(1 + log((1 + len(counts)) / (1 + number)), 5) for number, feature in kept}


def _row(count: Counter[str], rarity: dict[str, float], places: dict[str, int]) -> Row:
    known = [
        (places[feature], features.dampened(times) * rarity[feature])
        for feature, times in count.items()
        if feature in places
    ]
    length = sqrt(sum(value * value for _, value in known)) or 1.0
    return tuple(at for at, _ in known), tuple(value / length for _, value in known)


def _separated(rows: Sequence[Row], signs: Sequence[int], size: int) -> tuple[list[float], float]:
    """Weights and bias that hold one subject apart from the rest."""
    weight, bias = [0.0] * size, 0.0
    ours = max(sum(1 for sign in signs if sign > 0), 1)
    share = {1: len(rows) / (2 * ours), -1: len(rows) / (2 * max(len(rows) - ours, 1))}
    slack = {sign: 1 / (2 * PENALTY * part) for sign, part in share.items()}
    alphas = [0.0] * len(rows)
    order = [at for at, row in enumerate(rows) if row[0]]
    getters = {at: itemgetter(*rows[at][0], rows[at][0][0]) for at in order}
    random = Random(SEED)  # noqa: S311 - an order that is always the same, no secret
    for _ in range(MOST_ROUNDS):
        random.shuffle(order)
        steepest = 0.0
        for at in order:
            (places, values), sign, alpha = rows[at], signs[at], alphas[at]
            margin = sum(map(mul, values, getters[at](weight))) + bias
            slope = sign * margin - 1 + slack[sign] * alpha
            if alpha == 0.0 and slope >= 0.0:
                continue
            steepest = max(steepest, abs(slope))
            changed = max(alpha - slope / (2.0 + slack[sign]), 0.0)
            move = (changed - alpha) * sign
            alphas[at] = changed
            bias += move
            for place, value in zip(places, values, strict=True):
                weight[place] += move * value
        if steepest < 0.05:
            break
    return weight, bias


def macro_f1(truth: Sequence[str], told: Sequence[str]) -> float:
    """The mean over the subjects that occur in ``truth`` of the harmonic mean of precision and recall."""
    return sum(f1_by_subject(truth, told).values()) / max(len(set(truth)), 1)


def f1_by_subject(truth: Sequence[str], told: Sequence[str]) -> dict[str, float]:
    right = Counter(one for one, other in zip(truth, told, strict=True) if one == other)
    expected, given = Counter(truth), Counter(told)
    return {
        subject: 2 * right[subject] / (expected[subject] + given[subject]) for subject in sorted(set(truth))
    }

"""What does a trained model say of one text?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import exp, log, sqrt
from operator import mul

from yiwang.subsystems.participation.language.rules import features
from yiwang.subsystems.participation.language.rules.learning import Weights

SHARPNESSES = tuple(number / 4 for number in range(2, 41))


class Teller:
    """A model made ready for use: one look-up a feature gives its rarity and its weights, multiplied."""

    def __init__(self, model: Weights) -> None:
        self.subjects = model.subjects
        self.bias = model.bias
        self.sharpness = model.sharpness
        self._known: Mapping[str, tuple[float, tuple[float, ...]]] = {
            feature: (rarity * rarity, tuple(rarity * weight for weight in model.weights[feature]))
            for feature, rarity in model.rarity.items()
        }

    def margins(self, counts: Counter[str]) -> list[float]:
        """How far on the right side of each subject's border a text lies; in the order of ``subjects``."""
        known = self._known
        found = [(known[feature], times) for feature, times in counts.items() if feature in known]
        if not found:
            return list(self.bias)
        damp = {times: features.dampened(times) for times in set(counts.values())}
        factors = [damp[times] for _, times in found]
        squares = [square for (square, _), _ in found]
        length = sqrt(sum(map(mul, squares, map(mul, factors, factors))))
        columns = zip(*(weights for (_, weights), _ in found), strict=True)
        return [
            sum(map(mul, column, factors)) / length + bias
            for column, bias in zip(columns, self.bias, strict=True)
        ]

    def probabilities(self, text: str) -> list[tuple[str, float]]:
        """Every subject with its probability, the likeliest first."""
        told = softened(self.margins(features.grams(text)), self.sharpness)
        return sorted(zip(self.subjects, told, strict=True), key=lambda each: (-each[1], each[0]))


def softened(margins: Sequence[float], sharpness: float) -> list[float]:
    """Margins as probabilities that add up to 1."""
    top = max(margins)
    parts = [exp(sharpness * (margin - top)) for margin in margins]
    whole = sum(parts)
    return [part / whole for part in parts]


def fitting_sharpness(margins: Sequence[Sequence[float]], right: Sequence[int]) -> float:
    """With which sharpness do texts the model never saw get the likeliest right answers (least log loss)?"""

    def loss(sharpness: float) -> float:
        told = (softened(each, sharpness)[at] for each, at in zip(margins, right, strict=True))
        return -sum(log(max(part, 1e-12)) for part in told)

    return min(SHARPNESSES, key=loss)

"""Which words are there, how often does each occur, and which characters are mixed up?"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path

DATA = Path(__file__).with_name("data")
LONGEST = 4
_TWO = log(2)


@dataclass(frozen=True)
class Lexicon:
    """``weights``: the logarithm of each word's share; ``confused``: what each character is mixed up with.

    ``unseen``: the weight of a character that no word knows.
    """

    weights: Mapping[str, float]
    confused: Mapping[str, frozenset[str]]
    unseen: float


@cache
def shipped() -> Lexicon:
    """Read once a process, when the first text is looked at."""
    counts: dict[str, int] = {}
    with (DATA / "words.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            counts.update(dict.fromkeys(row["words"].split(" "), int(row["power"])))
    for line in _lines("words_of_offices.txt"):
        for word in line.split():
            counts[word] = max(counts.get(word, 0), 8)
    total = log(sum(2.0**power for power in counts.values()))
    weights = {word: power * _TWO - total for word, power in counts.items()}
    return Lexicon(weights, _confused(), -total - _TWO)


def _confused() -> Mapping[str, frozenset[str]]:
    families: dict[str, set[str]] = defaultdict(set)
    for line in _lines("sounds.txt"):
        _, _, alike = line.partition(" ")
        for one in alike:
            families[one].update(alike)
    for line in _lines("shapes.txt"):
        for alike in line.split():
            for one in alike:
                families[one].update(alike)
    return {one: frozenset(others - {one}) for one, others in families.items()}


def _lines(name: str) -> list[str]:
    path = DATA / name
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]

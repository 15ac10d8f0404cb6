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
# How often words of offices are taken to occur: as often as ordinary ones.
OF_OFFICES = 8


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
    groups: dict[int, list[str]] = defaultdict(list)
    with (DATA / "words.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            groups[int(row["power"])] += row["words"].split(" ")
    groups[OF_OFFICES] += [word for line in _lines("words_of_offices.txt") for word in line.split()]
    total = log(sum(2.0**power * len(words) for power, words in groups.items()))
    weights: dict[str, float] = {}
    for power in sorted(groups):
        weights.update(dict.fromkeys(groups[power], power * _TWO - total))
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

"""How alike are two texts? Plain Python: enough to know the same matter told twice in the same words."""

import re
import unicodedata

SAME = 0.8
_NOISE = re.compile(r"[^\w]|_")


def normal(text: str) -> str:
    """Only letters and digits, half width, lower case: what stays when blanks and marks differ."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


def pairs(text: str) -> frozenset[str]:
    """Every two neighbouring characters."""
    plain = normal(text)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1)) or frozenset({plain})


def likeness(one: str, other: str) -> float:
    """0 (nothing in common) to 1: the share of common pairs among all."""
    here, there = pairs(one), pairs(other)
    return len(here & there) / len(here | there)


def covered(question: str, answer: str) -> float:
    """Which share of the question's pairs the answer takes up."""
    asked = pairs(question)
    return len(asked & pairs(answer)) / len(asked)

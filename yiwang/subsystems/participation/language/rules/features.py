"""Which features of a text does the classifier look at?

Single characters and neighbouring pairs: words of Chinese are mostly of one or two, so that no dictionary is
needed and a word nobody knew at training time still shares its characters with those that were known.
"""

from collections import Counter
from math import log

from yiwang.kernel.search.rules import is_han, pieces

LONGEST_TEXT = 20_000
NUMBER = "#"
TITLE_TIMES = 2


def grams(text: str) -> Counter[str]:
    """How often each feature occurs; numbers are all one feature, their digits say nothing of a subject."""
    found: Counter[str] = Counter()
    for piece in pieces(text[:LONGEST_TEXT]):
        if is_han(piece):
            found.update(piece)
            found.update([piece[at : at + 2] for at in range(len(piece) - 1)])
        else:
            found[NUMBER if piece.isdigit() else piece] += 1
    return found


def dampened(times: int) -> float:
    """A word that stands there ten times is not ten times as telling."""
    return 1 + log(times)


def joined(title: str, body: str) -> str:
    """Title and text as one; the title counts twice, since it says what the letter is about."""
    return "\n".join([title] * TITLE_TIMES + [body]) if title else body

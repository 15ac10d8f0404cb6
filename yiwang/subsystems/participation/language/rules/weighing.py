"""By which of its words is a text known, and how near are two texts?

A text is known by the few pairs of characters that are rarest among all texts, those of its title before
those of its body: names of places and things, not what every letter says. Two texts are as near as the rare
pairs they share (cosine, each pair weighed by its rarity).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from math import log, sqrt
from zlib import crc32

from yiwang.kernel.search.rules import is_han, pieces
from yiwang.subsystems.participation.language.rules.background import SENTENCES

MOST_TOKENS = 32
MOST_KNOWN = 60_000
LONGEST_TEXT = 20_000
LONGEST_TITLE = 80
LONGEST_NUMBER = 4
LONGEST_WORD = 20
TITLE_BOOST = 2.0
MOST_RARITY = 2.3  # what one letter alone says must not outweigh what several share
_TOKEN_BITS, _KIND_BITS = 43, 18


def divided(text: str) -> tuple[str, str]:
    """Title and body: a first line that is short and not all is the title."""
    first, _, rest = text.strip()[:LONGEST_TEXT].partition("\n")
    return (first, rest) if rest.strip() and len(first) <= LONGEST_TITLE else ("", f"{first}\n{rest}")


def tokens(text: str) -> set[str]:
    """Pairs of characters, words, short numbers. A long number is a telephone or an identity, never a
    matter: it stays out.
    """
    found: set[str] = set()
    for piece in pieces(text):
        if is_han(piece):
            found.update(piece[at : at + 2] for at in range(len(piece) - 1))
        elif len(piece) <= (LONGEST_NUMBER if piece.isdigit() else LONGEST_WORD):
            found.add(piece)
    return found


@dataclass(frozen=True)
class Weighing:
    """In how many of so many texts does each common token stand?"""

    documents: int
    frequency: Mapping[str, int] = field(default_factory=dict)

    def rarity(self, token: str) -> float:
        rarity = log((self.documents + 1) / (self.frequency.get(token, 0) + 1))
        return min(rarity, MOST_RARITY) + 0.01

    def of(self, text: str) -> dict[str, float]:
        """The tokens a text is known by, each with its rarity; the most telling first."""
        title, body = divided(text)
        return self.chosen(tokens(title), tokens(body))

    def chosen(self, title: Collection[str], body: Collection[str]) -> dict[str, float]:
        rarities = {token: self.rarity(token) for token in (*body, *title)}
        boost = {
            token: rarity * (TITLE_BOOST if token in title else 1.0) for token, rarity in rarities.items()
        }
        best = sorted(boost, key=lambda token: (-boost[token], token))[:MOST_TOKENS]
        return {token: rarities[token] for token in best}


def weighed(vocabularies: Iterable[Collection[str]]) -> Weighing:
    """What is common in these texts."""
    frequency: dict[str, int] = {}
    documents = 0
    for vocabulary in vocabularies:
        documents += 1
        for token in vocabulary:
            frequency[token] = frequency.get(token, 0) + 1
    common = sorted(((times, token) for token, times in frequency.items() if times > 1), reverse=True)
    return Weighing(documents, {token: times for times, token in common[:MOST_KNOWN]})


def background() -> Weighing:
    """Before a city has letters of its own: what letters say anyway."""
    return weighed(tokens(each) for each in SENTENCES)


def length(rarities: Iterable[float]) -> float:
    return sqrt(sum(rarity * rarity for rarity in rarities)) or 1.0


def nearness(own: Mapping[int, float], own_length: float, other: Iterable[int], other_length: float) -> float:
    """0: nothing rare in common, to 1: known by the same tokens."""
    shared = sum(own[code] * own[code] for code in other if code in own)
    return min(shared / (own_length * other_length), 1.0)


def code(kind: str, token: str) -> int:
    """A token of a kind of texts as a whole number below 2**62."""
    salt = crc32(kind.encode()) & ((1 << _KIND_BITS) - 1)
    if len(token) == 2 and is_han(token):
        number = ord(token[0]) << 21 | ord(token[1])
    else:
        number = int.from_bytes(blake2b(token.encode(), digest_size=5).digest(), "big") | 1 << 42
    return salt << _TOKEN_BITS | number

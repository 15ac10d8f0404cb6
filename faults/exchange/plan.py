"""Which messages flow in the rehearsal? The same for the same seed, whoever asks and however often."""

from dataclasses import dataclass
from random import Random

CITY, COUNTY = "city", "county"
ROOT = "YZ"
UNITS = {
    CITY: {"YZJ": "云泽市教育局", "YZC": "云泽市财政局", "YZS": "云泽市水利局", "YZY": "云泽市应急局"},
    COUNTY: {"XX": "云溪县人民政府", "XXJ": "云溪县教育局", "XXC": "云溪县财政局", "XXZ": "云溪县东关镇"},
}
COUNTY_ROOT = "XX"
COUNTED = "rehearsal.count"
KINDS = ("exchange.document", "exchange.information", COUNTED)
LARGE = 5 << 20
SMALL = 40_000
MOST_RECIPIENTS = 7


@dataclass(frozen=True)
class Message:
    """``sizes``: bytes of each file; ``main``, ``copies``: codes of units, each once."""

    number: int
    kind: str
    sender: str
    main: tuple[str, ...]
    copies: tuple[str, ...]
    sizes: tuple[int, ...]
    is_withdrawn: bool

    @property
    def recipients(self) -> int:
        return len(self.main) + len(self.copies)


def message(seed: int, side: str, number: int) -> Message:
    """The message with a number that one side sends: nine of ten to one unit, mostly of the other side."""
    chance = Random(f"{seed} {side} {number}")
    other = COUNTY if side == CITY else CITY
    everybody = [*UNITS[CITY], *UNITS[COUNTY]]
    count = 1 if chance.random() < 0.9 else chance.randint(2, MOST_RECIPIENTS)
    chosen = chance.sample([*UNITS[other]] if count == 1 and chance.random() < 0.8 else everybody, count)
    cut = chance.randint(1, count)
    return Message(
        number=number,
        kind=chance.choice(KINDS),
        sender=chance.choice([*UNITS[side]]),
        main=tuple(chosen[:cut]),
        copies=tuple(chosen[cut:]),
        sizes=_sizes(chance),
        is_withdrawn=chance.random() < 0.02,
    )


def _sizes(chance: Random) -> tuple[int, ...]:
    drawn = chance.random()
    if drawn < 0.002:
        return (LARGE,)
    return tuple(chance.randint(64, SMALL) for _ in range((drawn < 0.15) + (drawn < 0.03)))


def content(seed: int, side: str, number: int, at: int, size: int) -> bytes:
    """The bytes of a message's file: a plain text that no other message has."""
    chance = Random(f"{seed} {side} {number} {at}")
    return chance.randbytes(size // 2 + 1).hex().encode()[:size]


def recipients(seed: int, shares: dict[str, int]) -> int:
    """How many deliveries come of so many messages of each side."""
    return sum(
        message(seed, side, number).recipients for side, count in shares.items() for number in range(count)
    )

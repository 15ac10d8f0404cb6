"""Which week is counted when, and how does a topic stand against the week before?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

READ = "topics.read"
ANALYST = "topic_analyst"
SMALLEST = 3
MOST_TOPICS = 30
MOST_WEEKS = 8
RISING, FALLING = 1.2, 0.8
NEW, UP, DOWN, STEADY = "new", "up", "down", "steady"
TRENDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {NEW: ("新出现", "warn"), UP: ("升温", "bad"), DOWN: ("降温", "good"), STEADY: ("持平", "info")}
)
NAME_LENGTH = 60


def monday(day: date) -> date:
    """The first day of the week in which the day falls; weeks begin on Monday (ISO 8601)."""
    return date.fromordinal(day.toordinal() - day.weekday())


def whole_weeks(today: date, number: int = MOST_WEEKS) -> list[date]:
    """Mondays of the last weeks that are over, the oldest first."""
    last = monday(today).toordinal()
    return [date.fromordinal(last - 7 * back) for back in range(number, 0, -1)]


def trend(heat: float, before: float | None) -> str:
    """A fifth more is rising, a fifth less is falling; what was not there is new."""
    if before is None:
        return NEW
    if heat >= RISING * before:
        return UP
    return DOWN if heat <= FALLING * before else STEADY


@dataclass(frozen=True)
class Known:
    """A topic as far as it can be recognised a week later."""

    key: int
    name: str
    places: Sequence[str] = ()


def recognised(name: str, places: Sequence[str], earlier: Sequence[Known]) -> int | None:
    """The topic of the week before that is the same matter: half of the shorter name's pairs are shared, and
    so is a place where both name places. The nearest one; None where there is none.
    """
    found = [
        (_shared(name, each.name), -each.key)
        for each in earlier
        if not places or not each.places or set(places) & set(each.places)
    ]
    best = max(found, default=(0.0, 0))
    return -best[1] if best[0] >= 0.5 else None


def _shared(one: str, other: str) -> float:
    here, there = _pairs(one), _pairs(other)
    return len(here & there) / (min(len(here), len(there)) or 1)


def _pairs(name: str) -> set[str]:
    return {word[at : at + 2] for word in name.split() for at in range(len(word) - 1)}

"""Whom does an inspection of a website ask about what no visitor of it can see?

Letters without an answer and guides without their elements are known to the packages that keep them; they
register themselves, whoever inspects asks them all.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType


@dataclass(frozen=True)
class Reported:
    """One fault: what makes it the same next time, what it is, and where it is seen.

    ``address``: a path of the site or of the workbench; ``stood``: the facts, without personal data.
    """

    key: str
    about: str
    address: str
    stood: str


# Asked with the slug of one of our own sites and today's date.
Ask = Callable[[str, date], Iterable[Reported]]
_asked: dict[str, list[Ask]] = {}


def register(code: str, ask: Ask) -> None:
    """From ``AppConfig.ready``: ``ask(slug, today)`` answers for the indicator ``code``; several may."""
    known = _asked.setdefault(code, [])
    if ask not in known:
        known.append(ask)


def unregister(code: str, ask: Ask) -> None:
    """For tests: as if it had never registered."""
    _asked.get(code, []).remove(ask)


def asked() -> Mapping[str, list[Ask]]:
    """Who answers for which indicator."""
    return MappingProxyType(_asked)

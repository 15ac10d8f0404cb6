"""Which rooms above this one want to know of applications and of what happens to their cases?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yiwang.kernel.cases.models import Event
    from yiwang.subsystems.approvals.applications.models import Application

TURNS = frozenset({"accept", "decline", "decide", "deliver", "close", "withdraw", "terminate", "reopen"})
"""The deeds that followers hear of: those by which a case begins, turns or ends."""


@dataclass(frozen=True)
class Follower:
    """Both run in the transaction of the deed, after everything else of this room."""

    registered: "Callable[[Application], None]"
    happened: "Callable[[Application, Event], None]"


_registered: dict[str, Follower] = {}


def register(code: str, follower: Follower) -> None:
    """Called once from ``AppConfig.ready`` of the room above."""
    _registered[code] = follower


def tell_registered(application: "Application") -> None:
    for follower in _registered.values():
        follower.registered(application)


def tell_happened(application: "Application", event: "Event") -> None:
    for follower in _registered.values():
        follower.happened(application, event)

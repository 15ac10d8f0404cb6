"""What waits for this post?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from yiwang.kernel.organizations.models import Post

SHOWN = 10


class Waits(Protocol):
    """What a pile is made of; packages below the workbench bring a class of their own."""

    @property
    def title(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def since(self) -> datetime: ...
    @property
    def note(self) -> str: ...
    @property
    def is_late(self) -> bool: ...


@dataclass(frozen=True)
class Todo:
    """One thing that waits: what it is, where it is done, since when, and whether it is late."""

    title: str
    address: str
    since: datetime
    note: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Pile:
    """Things of one kind that wait, the longest waiting first; ``has_more`` where SHOWN are not all."""

    label: str
    todos: tuple[Waits, ...]
    has_more: bool
    address: str


@dataclass(frozen=True)
class Registered:
    label: str
    address: str
    call: Callable[[Post, int], Sequence[Waits]]


_registered: dict[str, Registered] = {}


def register(code: str, label: str, call: Callable[[Post, int], Sequence[Waits]], address: str = "") -> None:
    """Ask ``call(post, most)`` what waits for a post: at most ``most`` things, a fixed number of queries."""
    _registered[code] = Registered(label, address, call)


def piles_for(post: Post) -> list[Pile]:
    piles = []
    for registered in _registered.values():
        found = registered.call(post, SHOWN + 1)
        if found:
            piles.append(Pile(registered.label, tuple(found[:SHOWN]), len(found) > SHOWN, registered.address))
    return piles

"""What does a clock run for, in words? Packages above say it of their own kinds."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """``unit_id``: whose matter it is. ``item``: what kind of matter, where limits are watched by item."""

    title: str
    unit_id: int | None
    address: str = ""
    item: str = ""


_registered: dict[str, Callable[[Collection[str]], Mapping[str, About]]] = {}


def register(kind: str, about: Callable[[Collection[str]], Mapping[str, About]]) -> None:
    """From ``AppConfig.ready``: ``about(keys)`` answers for the subject keys of clocks of this kind.

    A fixed number of queries for any number of keys; a key that is gone is left out.
    """
    _registered[kind] = about


def about(kind: str, keys: Collection[str]) -> Mapping[str, About]:
    """Nothing for a kind that nobody registered."""
    call = _registered.get(kind)
    return call(keys) if call and keys else {}

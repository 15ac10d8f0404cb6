"""Whose texts of the public are looked at together each week, and who may open one?"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from yiwang.kernel.organizations.models import Post


@dataclass(frozen=True)
class Item:
    """One text: its first line is the title. ``place``: as the writer said; empty: read off the text."""

    key: str
    text: str
    at: datetime
    votes: int = 0
    place: str = ""


Texts = Callable[[datetime, datetime], Iterable[Item]]
Shown = Callable[[Post, Collection[str]], Mapping[str, tuple[str, str]]]


@dataclass(frozen=True)
class Source:
    """``texts(begins, ends)``: what came in from ``begins`` to before ``ends``; keys are unique in the kind.

    ``shown(post, keys)``: title and address of those that the post may see; the others are left out.
    """

    kind: str
    label: str
    texts: Texts
    shown: Shown


_registered: dict[str, Source] = {}


def register(kind: str, label: str, texts: Texts, shown: Shown) -> None:
    """From ``AppConfig.ready``."""
    _registered[kind] = Source(kind, label, texts, shown)


def registered() -> Mapping[str, Source]:
    return MappingProxyType(_registered)


def label_of(kind: str) -> str:
    return _registered[kind].label if kind in _registered else kind

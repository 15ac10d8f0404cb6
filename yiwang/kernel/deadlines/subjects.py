"""What does a clock run for, in words? Packages above say it of their own kinds."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """``address``: the page of the matter in the workbench."""

    title: str
    address: str = ""


_registered: dict[str, tuple[str, Callable[[Collection[str]], Mapping[str, About]]]] = {}


def register(kind: str, label: str, about: Callable[[Collection[str]], Mapping[str, About]]) -> None:
    """From ``AppConfig.ready``: ``about(keys)`` answers for the subject keys of clocks of this kind.

    ``label``: what such a limit is called. A fixed number of queries for any number of keys; a key that is
    gone is left out.
    """
    _registered[kind] = (label, about)


def about(kind: str, keys: Collection[str]) -> Mapping[str, About]:
    """Nothing for a kind that nobody registered."""
    _, call = _registered.get(kind, ("", None))
    return call(keys) if call and keys else {}


def label(kind: str) -> str:
    return _registered[kind][0] if kind in _registered else kind


def labels() -> Mapping[str, str]:
    """Every registered kind with its label."""
    return {kind: label for kind, (label, _) in _registered.items()}

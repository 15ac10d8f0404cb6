"""Which kinds of things are published, and what are they called?"""

from collections.abc import Mapping
from types import MappingProxyType

_declared: dict[str, str] = {}


def declare(**labels: str) -> None:
    """Name kinds, ``letter="来信选登"``; called once from ``AppConfig.ready`` of whoever publishes them."""
    _declared.update(labels)


def declared() -> Mapping[str, str]:
    return MappingProxyType(_declared)


def label(kind: str) -> str:
    """What readers see; a kind that nobody declares any more is shown by its code."""
    return _declared.get(kind, kind)

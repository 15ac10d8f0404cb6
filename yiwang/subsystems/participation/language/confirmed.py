"""Which letters of the city's own have a subject that an official confirmed?"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

Texts = Callable[[], Iterable[tuple[str, str]]]
_registered: dict[str, Texts] = {}


def register(name: str, texts: Texts) -> None:
    """From ``AppConfig.ready`` of a room above: ``texts()`` gives pairs of text and confirmed subject."""
    _registered[name] = texts


def registered() -> Mapping[str, Texts]:
    return MappingProxyType(_registered)

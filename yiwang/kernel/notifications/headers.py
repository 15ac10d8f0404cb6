"""Which mail headers does whoever owes a message want beside ours, such as the way out of a list?"""

from collections.abc import Callable, Mapping

_registered: dict[str, Callable[[str], Mapping[str, str]]] = {}


def register(prefix: str, headers: Callable[[str], Mapping[str, str]]) -> None:
    """``headers`` gets the key of a message that begins with ``prefix``; said in ``AppConfig.ready``."""
    _registered[prefix] = headers


def of(key: str) -> dict[str, str]:
    """Of a message by its key; no value has a line break, which would begin a header of its own."""
    found: dict[str, str] = {}
    for prefix, headers in _registered.items():
        if key.startswith(prefix):
            found |= {name: " ".join(value.split()) for name, value in headers(key).items()}
    return found

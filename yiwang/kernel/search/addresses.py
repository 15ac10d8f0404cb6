"""Where is a thing read that was found?"""

from collections.abc import Callable

_addresses: dict[str, Callable[[str], str]] = {}


def register(kind: str, address: Callable[[str], str]) -> None:
    """Say once, in ``AppConfig.ready``, how the object id of a kind becomes an address such as "/a/17/"."""
    _addresses[kind] = address


def of(kind: str, object_id: str) -> str:
    """The address; empty where nobody registered the kind."""
    address = _addresses.get(kind)
    return address(object_id) if address else ""

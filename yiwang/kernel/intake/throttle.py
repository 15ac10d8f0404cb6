"""Has somebody asked too often? Counted in the cache, in windows of an hour."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.core.cache import cache

HOUR = 3600


class TooOftenError(Exception):
    """The view answers 429."""


@dataclass(frozen=True)
class Count:
    """``name``: what is counted; ``most``: how often within an hour."""

    name: str
    most: int


def spend(count: Count, key: str) -> None:
    """Count one more. Raises TooOftenError where it is one too many."""
    if _counted(count, key) > count.most:
        raise TooOftenError


def refuse_spent(count: Count, key: str) -> None:
    """Raises TooOftenError where nothing is left; counts nothing."""
    if cache.get(_name(count, key), 0) >= count.most:
        raise TooOftenError


def network(address: str) -> str:
    """Whom an address stands for: itself, or of IPv6 the /64 that one subscriber has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        return str(ip_network(f"{parsed}/64", strict=False).network_address)
    return str(parsed)


def _counted(count: Count, key: str) -> int:
    name = _name(count, key)
    cache.add(name, 0, HOUR)
    try:
        return cache.incr(name)
    except ValueError:  # it ran out between the two calls
        cache.set(name, 1, HOUR)
        return 1


def _name(count: Count, key: str) -> str:
    return f"intake:{count.name}:{key}"

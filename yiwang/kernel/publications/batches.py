"""What do pages that are made in one go read once instead of each for itself?

Whoever changes something meanwhile makes these pages untrue, and they are put up by nobody.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Found = TypeVar("Found")

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def one_batch() -> Iterator[None]:
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def is_open() -> bool:
    return _kept.get() is not None


def once(key: Hashable, read: Callable[[], Found]) -> Found:
    """What ``read`` found for the first page that asked; outside of a batch it is asked each time.

    What depends on it has to be noted by the caller, for each page.
    """
    kept = _kept.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    found: Found = kept[key]
    return found

"""Are we on the pages of requests, whose rules are stricter than those of the common page of cases?

The common page offers every kind its deeds. What would pass over the rules of this room (an answer without a
ground, or that nobody reviewed) is done through ``actions`` of this room, or refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_is_ours: ContextVar[bool] = ContextVar("disclosure_is_ours", default=False)


@contextmanager
def ours() -> Iterator[None]:
    """Deeds of kernel.cases meanwhile are those of an action of this room."""
    token = _is_ours.set(True)
    try:
        yield
    finally:
        _is_ours.reset(token)


def is_ours() -> bool:
    return _is_ours.get()

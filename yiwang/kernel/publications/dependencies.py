"""What does a page show, so that it is known when it has to be made anew?

Whoever reads something for a page notes its key; whoever makes a page of it collects the keys. Outside such a
collection a note costs nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Read:
    """The keys of what was read, and the moment from which the clock alone makes it untrue."""

    keys: set[str] = field(default_factory=set)
    until: datetime | None = None


_reading: ContextVar[Read | None] = ContextVar("reading", default=None)


@contextmanager
def recorded() -> Iterator[Read]:
    """Everything noted inside."""
    read = Read()
    token = _reading.set(read)
    try:
        yield read
    finally:
        _reading.reset(token)


def note(*keys: str) -> None:
    read = _reading.get()
    if read is not None:
        read.keys.update(keys)


def holds_until(moment: datetime | None) -> None:
    """The earliest of all such moments counts."""
    read = _reading.get()
    if read is not None and moment is not None and (read.until is None or moment < read.until):
        read.until = moment


def publication(publication_id: int) -> str:
    """One publication, wherever it is shown."""
    return f"publication:{publication_id}"


def newest(site: str, column: str) -> str:
    """The head of a column: what is newest in it, and what is pinned."""
    return f"newest:{site}/{column}"


def stretch(site: str, column: str, number: int) -> str:
    """A stretch of a long list that is over: only what happens inside it changes it."""
    return f"stretch:{site}/{column}/{number}"


def site(slug: str) -> str:
    """The newest of a whole site."""
    return f"site:{slug}"


def unit(unit_id: int) -> str:
    """The newest of a unit."""
    return f"unit:{unit_id}"


def site_map(slug: str, page: int) -> str:
    """A page of the site map; 0: its index."""
    return f"map:{slug}/{page}"

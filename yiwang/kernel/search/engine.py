"""Where do the words of everything findable stand, and which engine answers?

Two engines, one interface: FTS5 on SQLite, tsvector with GIN on PostgreSQL. Each keeps two tables beside
the entries: titles (with numbers) and whole texts. They only say which entries hold the words, newest
first and no more than asked for; what is nearer is decided in ``rules.py``, the same on both.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from yiwang.kernel.search import fts5, tsvector
from yiwang.kernel.search.cards import Ask, Card, Found


class Engine(Protocol):
    def install(self, connection: BaseDatabaseWrapper) -> None: ...

    def uninstall(self, connection: BaseDatabaseWrapper) -> None: ...

    def add(self, connection: BaseDatabaseWrapper, cards: Sequence[Card]) -> None: ...

    def drop(self, connection: BaseDatabaseWrapper, cards: Sequence[Card]) -> None: ...

    def empty(self, connection: BaseDatabaseWrapper) -> None: ...

    def tidy(self, connection: BaseDatabaseWrapper) -> int: ...

    def settle(self, connection: BaseDatabaseWrapper) -> None: ...

    def find(self, connection: BaseDatabaseWrapper, ask: Ask, limit: int) -> Found: ...


_ENGINES: dict[str, Engine] = {"sqlite": fts5, "postgresql": tsvector}


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the engine's tables where they are missing; for the migration and for tests without migrations."""
    _engine(connection).install(connection)


def uninstall(connection: BaseDatabaseWrapper) -> None:
    _engine(connection).uninstall(connection)


def add(cards: Iterable[Card]) -> None:
    """Enter entries, in the caller's transaction."""
    _engine(connection).add(connection, list(cards))


def drop(cards: Iterable[Card]) -> None:
    """Strike entries out, in the caller's transaction; the cards say what was entered, word for word."""
    _engine(connection).drop(connection, list(cards))


def find(ask: Ask, limit: int) -> Found:
    """At most ``limit`` matches, newest first."""
    return _engine(connection).find(connection, ask, limit)


def empty(connection: BaseDatabaseWrapper) -> None:
    """Strike everything out, because everything is about to be entered again; ``settle`` ends it."""
    _engine(connection).empty(connection)


def tidy(connection: BaseDatabaseWrapper) -> int:
    """Put the index in order in small steps, others in between; returns how many tables needed it."""
    return _engine(connection).tidy(connection)


def settle(connection: BaseDatabaseWrapper) -> None:
    """After much was entered: let the engine put its index in order."""
    _engine(connection).settle(connection)


def _engine(connection: BaseDatabaseWrapper) -> Engine:
    return _ENGINES[connection.vendor]

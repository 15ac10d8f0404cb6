"""Who writes next?

SQLite has one writer at a time. Whoever finds the place taken sleeps 1, 2, 5 … 100 ms and tries again, so
under load the place stands empty while all sleep, and one may sleep past ten others. Here writers of one
database stand at a lock of the operating system, which wakes the next one at once. Nothing depends on it:
SQLite still decides who may write, and the lock of a process that dies is free.
"""

import fcntl
import os
from collections.abc import Iterable
from typing import Any

from django.db.backends.sqlite3 import base

_WRITING = frozenset({"INSERT", "UPDATE", "DELETE", "REPLAC"})


class Turn:
    """The lock of one connection; ``path`` is a file beside the database, without content."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def give(self) -> None:
        """Harmless where it was not taken."""
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self._file)


class Cursor(base.SQLiteCursorWrapper):
    """Takes a turn for a statement that is a transaction of its own."""

    def __init__(self, connection: Any, wrapper: "DatabaseWrapper") -> None:
        super().__init__(connection)
        self._wrapper = wrapper

    def execute(self, query: str, params: Any = None) -> Any:
        turn = self._wrapper.turn
        if turn is None or self._wrapper.in_atomic_block or query[:6].upper() not in _WRITING:
            return super().execute(query, params)
        turn.take()
        try:
            return super().execute(query, params)
        finally:
            turn.give()

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        turn = self._wrapper.turn
        if turn is None or self._wrapper.in_atomic_block:
            return super().executemany(query, param_list)
        turn.take()
        try:
            return super().executemany(query, param_list)
        finally:
            turn.give()


class DatabaseWrapper(base.DatabaseWrapper):
    """A transaction begins when its turn has come and gives it on when it ends, in whatever way."""

    turn: Turn | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not self.is_in_memory_db():
            self.turn = Turn(f"{self.settings_dict['NAME']}.turn")
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=lambda connection: Cursor(connection, self))

    def _start_transaction_under_autocommit(self) -> None:
        if self.turn is None:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
            return
        self.turn.take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self.turn.give()
            raise

    def _commit(self) -> None:
        """Where it fails, the turn is given when what follows rolls back."""
        super()._commit()  # type: ignore[misc]
        if self.turn is not None:
            self.turn.give()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            if self.turn is not None:
                self.turn.give()

    def _close(self) -> None:
        super()._close()  # type: ignore[misc]
        if self.turn is not None:
            self.turn.close()
            self.turn = None

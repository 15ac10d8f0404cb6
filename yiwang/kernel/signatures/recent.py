"""What may this process remember, and for how long, before it asks the database again?

Only what is committed is remembered: what was read inside a transaction is kept when that commits. Other
processes learn of a change after SECONDS, this one at once.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from django.db import transaction

SECONDS = 5.0
MOST = 5_000

Name = TypeVar("Name")
Value = TypeVar("Value")


class Recent(Generic[Name, Value]):
    """Values by name that hold for SECONDS; the oldest give way when there are too many.

    ``mark``: one question to the database whose answer changes whenever any of the values does. With it all
    values hold for as long as the answer, asked for anew after SECONDS, stays the same.
    """

    def __init__(
        self, seconds: float = SECONDS, most: int = MOST, mark: Callable[[], Hashable] | None = None
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._kept: dict[Name, tuple[float, Value]] = {}
        self._edition = 0
        self._lock = Lock()
        self._mark = mark
        self._marked: Hashable = None
        self._look_again_at = 0.0

    def recall(self, name: Name, find: Callable[[], Value | None]) -> Value | None:
        """What is remembered under the name, or else what ``find`` finds; nothing found is not remembered."""
        if self._mark and self._look_again_at <= monotonic():
            self._look(self._mark)
        kept = self._kept.get(name)
        if kept and (self._mark or kept[0] > monotonic()):
            return kept[1]
        edition = self._edition
        value = find()
        if value is not None:
            found = value
            transaction.on_commit(lambda: self._keep(name, found, edition))
        return value

    def _look(self, mark: Callable[[], Hashable]) -> None:
        marked = mark()
        if marked != self._marked:
            self.clear()
        self._marked, self._look_again_at = marked, monotonic() + self._seconds

    def forget(self) -> None:
        """Something changes: ask again now, and once more after the commit."""
        self.clear()
        transaction.on_commit(self.clear)

    def _keep(self, name: Name, value: Value, edition: int) -> None:
        """Unless something changed between the question to the database and the commit."""
        with self._lock:
            if edition != self._edition:
                return
            self._kept.pop(name, None)
            self._kept[name] = (monotonic() + self._seconds, value)
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]

    def clear(self) -> None:
        """Forget everything in this process."""
        with self._lock:
            self._edition += 1
            self._kept.clear()
            self._look_again_at = 0.0

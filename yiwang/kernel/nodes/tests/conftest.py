"""What does every test of this package find? Registries of its own, and somebody who takes letters."""

from typing import Any

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes import handlers
from yiwang.kernel.nodes.handlers import Arrived


class Taker:
    """Takes parcels of kind ``test.letter`` and remembers them; refuses or breaks when told to."""

    def __init__(self) -> None:
        self.taken: list[Arrived] = []
        self.settled: list[Any] = []
        self.refuses = ""
        self.breaks: Exception | None = None

    def take(self, arrived: Arrived) -> None:
        if self.breaks:
            raise self.breaks
        if self.refuses:
            raise Refused(self.refuses)
        self.taken.append(arrived)

    def settle(self, parcel: Any) -> None:
        self.settled.append((parcel.pk, parcel.state, parcel.last_error))


@pytest.fixture
def taker(monkeypatch: pytest.MonkeyPatch) -> Taker:
    taker = Taker()
    monkeypatch.setattr(handlers, "_calls", {**handlers._calls})
    monkeypatch.setattr(handlers, "_settled", {**handlers._settled})
    handlers.register("test.letter", taker.take, taker.settle)
    return taker

"""What does every test of cases find? One registered kind, no foreign block, nobody told of anything yet."""

from collections.abc import Iterator

import pytest

from yiwang.kernel.cases import kinds, panels
from yiwang.kernel.cases.tests.makers import KIND, TOLD


@pytest.fixture(autouse=True)
def _one_kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(kinds, "_registered", {})
    monkeypatch.setattr(panels, "_registered", {})
    kinds.register(KIND)
    TOLD.clear()
    yield
    TOLD.clear()

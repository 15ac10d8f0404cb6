"""What does every test of this package find? Empty counters, and scopes and events of its own."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from yiwang.kernel.systems import happenings, scopes


@pytest.fixture(autouse=True)
def _empty_counters() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scopes, "_declared", {"test.read": "查看", "test.write": "填报"})
    monkeypatch.setattr(happenings, "_declared", dict(happenings._declared))
    happenings.declare("test.happened", "发生了")

"""What does every test of this package find? Empty counters and one declared business role of each sort."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from yiwang.kernel.organizations import roles


@pytest.fixture(autouse=True)
def _empty_counters() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _declared_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "_declared", dict(roles._declared))
    monkeypatch.setattr(roles, "_permissions", dict(roles._permissions))
    roles.declare("clerk", "经办人", ("test.write",))
    roles.declare("chief", "负责人", ("test.write", "test.decide"))
    roles.declare("sealer", "印章管理员", ("test.seal",), second_factor=True)
    roles.describe(test__write="撰写", test__decide="审批", test__seal="用印")

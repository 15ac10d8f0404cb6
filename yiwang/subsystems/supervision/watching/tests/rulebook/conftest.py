"""What do tests of rules start from: an office, and a sweep that says which rules found something?"""

import pytest

from yiwang.kernel.cases import kinds
from yiwang.kernel.cases.tests.makers import KIND, TOLD, make_office


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    monkeypatch.setitem(kinds._registered, KIND.code, KIND)
    TOLD.clear()


@pytest.fixture
def office():
    return make_office()

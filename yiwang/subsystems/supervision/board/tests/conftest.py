"""Which kind of cases do these tests count?"""

import pytest

from yiwang.kernel.cases import kinds
from yiwang.kernel.cases.tests.makers import KIND


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    monkeypatch.setattr(kinds, "_registered", {**kinds._registered, KIND.code: KIND})

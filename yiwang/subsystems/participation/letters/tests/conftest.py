"""What does every test of this room find?"""

import pytest
from django.core.cache import cache

from yiwang.kernel.cases.tests.makers import at
from yiwang.subsystems.participation.letters import limits
from yiwang.subsystems.participation.letters.tests.makers import Hall, make_hall

TODAY = "2026-03-02 10:00"


@pytest.fixture
def hall(db) -> Hall:
    return make_hall()


@pytest.fixture(autouse=True)
def _fixed_day():
    """A Monday of a year whose calendar is known."""
    with at(TODAY):
        yield


@pytest.fixture(autouse=True)
def _nothing_counted(monkeypatch):
    monkeypatch.setattr(limits, "SAMPLE_PERCENT", 0)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """``with commits():`` what happens at the commit happens, also what that brings on in turn."""
    return lambda: django_capture_on_commit_callbacks(execute=True)

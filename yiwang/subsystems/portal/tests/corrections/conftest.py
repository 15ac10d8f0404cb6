"""What does every test of corrections find?"""

import pytest
from django.core.cache import cache

from yiwang.kernel.deadlines import shipped
from yiwang.kernel.deadlines.calendar import Calendar


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """``with commits():`` what happens at the commit happens, also what that brings on in turn."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture(autouse=True)
def _years_without_holidays(monkeypatch):
    """Whatever year it is, its calendar is published."""
    calendar = Calendar(range(2020, 2100), ())
    monkeypatch.setattr(shipped, "calendar", lambda: calendar)

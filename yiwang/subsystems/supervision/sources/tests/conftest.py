"""What does every test of this room find? A day on which its records are new."""

from datetime import date

import pytest


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """The records of the makers are of March 2026."""
    from yiwang.subsystems.supervision.sources.actions import importing, publishing

    for module in (importing, publishing):
        monkeypatch.setattr(module, "today", lambda: date(2026, 3, 31))


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """``with commits():`` what happens at the commit happens."""
    return lambda: django_capture_on_commit_callbacks(execute=True)

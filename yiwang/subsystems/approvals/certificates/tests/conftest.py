"""What does every test of this room find?"""

from datetime import date

import pytest
from django.core.cache import cache

from yiwang.kernel.deadlines import moments
from yiwang.subsystems.approvals.certificates.tests import makers


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """``with commits():`` what happens at the commit happens."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def kind(db):
    return makers.make_kind()


@pytest.fixture
def on(monkeypatch):
    """``on(2031, 2, 9)``: that day is today, for the actions and pages of this room."""
    from yiwang.subsystems.approvals.certificates import public, queries
    from yiwang.subsystems.approvals.certificates.actions import changing, issuing, renewing
    from yiwang.subsystems.approvals.certificates.forms import deeds
    from yiwang.subsystems.approvals.certificates.office import lists

    def set_to(year: int, month: int, day: int) -> None:
        for module in (moments, public, queries, changing, issuing, renewing, deeds, lists):
            monkeypatch.setattr(module, "today", lambda: date(year, month, day))

    return set_to

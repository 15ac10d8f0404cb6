"""What does every test of this room find?"""

import pytest
from django.core.cache import cache

from yiwang.subsystems.supervision.orders.tests.makers import Bureau, make_bureau


@pytest.fixture
def bureau(db) -> Bureau:
    return make_bureau()


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """``with commits():`` what happens at the commit happens, also what that brings on in turn."""
    return lambda: django_capture_on_commit_callbacks(execute=True)

"""What does every test of the counter find?"""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """``with commits():`` what happens at the commit happens, also what that brings on in turn."""
    return lambda: django_capture_on_commit_callbacks(execute=True)

"""What does every test of this room find?"""

import pytest
from django.core.cache import cache

from yiwang.kernel.cases.tests.makers import at
from yiwang.subsystems.disclosure.requests.tests.makers import Bureau, make_bureau

TODAY = "2026-03-02 10:00"


@pytest.fixture
def bureau(db) -> Bureau:
    return make_bureau()


@pytest.fixture(autouse=True)
def _fixed_day():
    """A Monday of a year whose calendar is known."""
    with at(TODAY):
        yield


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()
    yield
    cache.clear()

"""What does every test of this room find?"""

import pytest
from django.core.cache import cache

from yiwang.subsystems.participation.interviews.tests.makers import Studio, make_studio


@pytest.fixture
def studio(db) -> Studio:
    return make_studio()


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()
    yield
    cache.clear()

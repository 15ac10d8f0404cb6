"""What do the portal's tests find that migrations would have made?"""

import pytest
from django.db import connection

from yiwang.kernel.search import engine


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        engine.install(connection)

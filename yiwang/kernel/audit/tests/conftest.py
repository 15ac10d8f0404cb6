"""What do the tests of the record find: an act to record, and the triggers where they ask for them?"""

import pytest
from django.db import connection

from yiwang.kernel.audit import events, triggers


@pytest.fixture(autouse=True)
def _act_to_try(monkeypatch):
    monkeypatch.setattr(events, "_declared", {**events.declared()})
    events.declare(audit__act_try="试一下", audit__act_repeat="再试一下")


@pytest.fixture
def guarded(request):
    """The database with its triggers, as the migration makes it; gone before the tables are emptied."""
    marker = request.node.get_closest_marker("django_db")
    request.getfixturevalue("transactional_db" if marker.kwargs.get("transaction") else "db")
    triggers.install(connection)
    yield
    triggers.uninstall(connection)

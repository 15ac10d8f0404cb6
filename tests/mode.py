"""Loaded by pytest before Django's settings: tests run in test mode and in a data directory of their own."""

import os
import tempfile
from typing import Any

os.environ.setdefault("YIWANG_MODE", "test")
os.environ.setdefault("YIWANG_DATA", tempfile.mkdtemp(prefix="yiwang-test-"))

DATABASE = {"db", "transactional_db", "django_db_setup"}


def pytest_addoption(parser: Any) -> None:
    said = "only the tests that ask the database: others pass alike on every one"
    parser.addoption("--database-only", action="store_true", help=said)


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    if not config.getoption("--database-only"):
        return
    asking = [item for item in items if _asks(item)]
    left = [item for item in items if not _asks(item)]
    items[:] = asking
    config.hook.pytest_deselected(items=left)


def _asks(item: Any) -> bool:
    """Whether the test is let at the database of the suite, by mark, fixture or Django's own TestCase.

    What a browser draws was looked at on the first database; the views behind it have tests of their own.
    """
    from django.test import TransactionTestCase

    if item.get_closest_marker("browser") is not None:
        return False
    owner = getattr(item, "cls", None)
    if owner is not None and issubclass(owner, TransactionTestCase):
        return True
    return item.get_closest_marker("django_db") is not None or bool(DATABASE & set(item.fixturenames))

"""What does every test find: real material, a folder for files, and what migrations would have made?"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import TransactionTestCase

from tests import emptying
from yiwang.kernel.nodes.queries import DIRECTORY
from yiwang.kernel.processes.definitions import MACHINES
from yiwang.kernel.search import engine
from yiwang.kernel.signatures import issuing, trust

SHARED = Path(__file__).resolve().parent.parent / "shared"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real material outside the project; a test that needs it says so where it is absent."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip(f"{folder} is absent: the real material is not on this machine")
    return folder


@pytest.fixture(autouse=True)
def _own_media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What a process remembers of keys, certificates, nodes and drawings ends with the test's database."""
    yield
    DIRECTORY.clear()
    issuing.KEYS.clear()
    trust.STANDINGS.clear()
    MACHINES.clear()


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly():
    TransactionTestCase._fixture_teardown = emptying.only_what_was_filled


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> None:
    """SQLite is a file, so that every thread has a connection of its own as it has when the city is served;
    one in memory is a single connection, on which two requests at once end each other's transactions.
    Nothing has to outlive the run.
    """
    if connection.vendor == "sqlite":
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Tests make tables from the models; the text index has tables that no model describes."""
    with django_db_blocker.unblock():
        engine.install(connection)
    yield
    with django_db_blocker.unblock():
        _end_other_sessions()


def _end_other_sessions() -> None:
    """A thread that served a page may hold its session a moment longer; PostgreSQL drops no database in use.

    Each is told with its last statement, so that one that stays for good can be found.
    """
    if connection.vendor != "postgresql":
        return
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT state, query, pg_terminate_backend(pid) {others}")
        for state, query, _ in cursor.fetchall():
            sys.stderr.write(f"\nA session was left open ({state}): {query[:300]}\n")

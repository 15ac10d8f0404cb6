"""What does every test find: real material, a folder for files, and what migrations would have made?"""

from pathlib import Path

import pytest
from django.db import connection

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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Tests make tables from the models; the text index has tables that no model describes."""
    with django_db_blocker.unblock():
        engine.install(connection)

"""Does the chain hold with several processes and the real migrations, on a database of its own?"""

import json
import os
import subprocess
import sys

import pytest

WRITER = """
import django, sys
django.setup()
from django.db import transaction
from yiwang.kernel.audit import events
from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
events.declare(audit__act_try="试一下")
for turn in range(25):
    with transaction.atomic():
        record(SYSTEM, "audit.act_try", writer=int(sys.argv[1]), turn=turn)
        transaction.set_rollback(turn % 5 == 4)
"""


@pytest.fixture
def city(tmp_path):
    """The environment of processes that share one migrated SQLite file."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "YIWANG_DATA": str(tmp_path),
        "YIWANG_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "yiwang.settings",
    }
    run(environment, "-m", "yiwang", "migrate", "audit", "--skip-checks", "-v0")
    return environment


def run(environment, *arguments):
    return subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_writers_in_several_processes_leave_one_unbroken_chain_on_sqlite(city):
    command = [sys.executable, "-c", WRITER]
    writers = [subprocess.Popen([*command, str(writer)], env=city) for writer in range(4)]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0, 0]
    verified = run(city, "-m", "yiwang", "verify-audit", "--json")
    assert verified.returncode == 0, verified.stderr
    answer = json.loads(verified.stdout)
    assert (answer["whole"], answer["entries"], answer["missing_triggers"]) == (True, 80, [])

"""What do worker and tick run, what do they say, and how do they end?"""

import json
import os
import signal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import OperationalError

from yiwang.kernel.deadlines import ticking
from yiwang.kernel.errors import Refused
from yiwang.kernel.workbench.management.commands import worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def jobs(monkeypatch):
    """An empty registry of jobs; the test keeps its connection and the handlers of signals as they were."""
    registry = {}
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker.connection, "close", lambda: None)
    monkeypatch.setattr(ticking, "_jobs", registry)
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield registry
    for number, handler in kept.items():
        signal.signal(number, handler)


def refuse():
    raise Refused("日历没有公布。")


def answer(command, *arguments):
    printed = StringIO()
    try:
        call_command(command, *arguments, stdout=printed)
    except SystemExit as end:
        return printed.getvalue(), end.code
    return printed.getvalue(), 0


def test_a_tick_runs_every_job_that_is_due_once_and_says_what_each_did():
    ticking.every("portal.publish_due", seconds=60, call=lambda: 3)
    printed, code = answer("tick")
    assert code == 0
    assert "portal.publish_due 办理 3 件" in printed
    assert answer("tick") == ("", 0)


def test_a_tick_answers_programs_in_json_and_tells_a_failure_by_its_code():
    ticking.every("deadlines.sweep", seconds=60, call=refuse)
    ticking.every("portal.publish_due", seconds=60, call=lambda: 1)
    printed, code = answer("tick", "--json")
    failed, done = json.loads(printed)
    assert (failed["name"], failed["error"], code) == ("deadlines.sweep", "日历没有公布。", 1)
    assert (done["name"], done["did"], done["error"]) == ("portal.publish_due", 1, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_ends_its_round_and_leaves_when_it_is_told_to(number):
    def stop() -> int:
        os.kill(os.getpid(), number)
        return 1

    ticking.every("portal.publish_due", seconds=60, call=stop)
    ticking.every("portal.remind", seconds=60, call=lambda: 0)
    printed, code = answer("worker", "--every", "0.01")
    assert code == 0
    assert "portal.publish_due 办理 1 件" in printed
    assert "portal.remind" not in printed
    assert printed.endswith("后台任务进程已停止。\n")


def test_a_worker_waits_for_a_database_that_is_away(monkeypatch):
    rounds = []

    def run_due(moment):
        rounds.append(moment)
        if len(rounds) == 1:
            raise OperationalError("server closed the connection")
        os.kill(os.getpid(), signal.SIGTERM)
        return []

    monkeypatch.setattr(ticking, "run_due", run_due)
    printed, code = answer("worker", "--every", "0.01")
    assert (code, len(rounds)) == (0, 2)
    assert "数据库暂不可用" in printed

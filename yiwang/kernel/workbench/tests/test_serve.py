"""How is the city served on one machine?"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from yiwang.kernel.nodes.tests.installations import migrated
from yiwang.kernel.workbench.companions import Companion, registered
from yiwang.kernel.workbench.management.commands import serve

STARTS_WITHIN = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def beside(monkeypatch):
    """Where a server of the name LIVE would be found beside a web server on a port."""
    for name in ("LIVE_PORT", "LIVE_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(serve.companions, "registered", lambda: (Companion("serve-live", "LIVE"),))
    return lambda port: serve.beside("127.0.0.1", port)


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A data directory of its own, with a SQLite database that the real migrations made."""
    data = tmp_path_factory.mktemp("served")
    shutil.copy(migrated(), data)
    return {**os.environ, "YIWANG_MODE": "test", "YIWANG_DATA": str(data), "DATABASE_URL": ""}


@pytest.fixture
def served(environment):
    """A server that has said that it answers, and its port."""
    port = free_port()
    command = [sys.executable, "-m", "yiwang", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    line = ""
    while "answers" not in line:
        line = process.stdout.readline()
        assert line or process.poll() is None, "the server ended before it answered"
    yield process, port
    process.terminate()
    process.wait(30)
    process.stdout.close()


def children(process):
    """The processes that the server started, by the last word of their command line."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return {
        Path(f"/proc/{pid}/cmdline").read_text().rstrip("\0").rpartition("\0")[2]: int(pid) for pid in listed
    }


def wait_until(is_so):
    limit = time.monotonic() + STARTS_WITHIN
    while not is_so():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.1)


def is_gone(pid):
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or " Z " in status.read_text()


def test_the_city_answers_and_its_worker_runs_until_it_is_told_to_stop(served):
    process, port = served
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        assert answer.status == 200
    started = children(process)
    assert set(started) == {"yiwang.wsgi:application", "worker", *(one.command for one in registered())}
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert all(is_gone(pid) for pid in started.values())


def test_a_worker_that_dies_is_begun_again(served):
    process, _ = served
    first = children(process)["worker"]
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: children(process).get("worker") not in {None, first})


def test_nothing_stays_behind_when_the_server_is_killed(served):
    process, _ = served
    started = children(process)
    process.kill()
    wait_until(lambda: all(is_gone(pid) for pid in started.values()))


def test_a_busy_port_is_refused_with_one_sentence(environment):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        command = [sys.executable, "-m", "yiwang", "serve", "--port", str(busy.getsockname()[1])]
        refused = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "Choose another port" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_companion_has_the_next_port_or_another_that_is_free(beside):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        taken = busy.getsockname()[1]
        chosen = int(beside(taken - 1)["LIVE_PORT"])
    assert chosen not in {taken, 0}
    assert beside(taken - 1)["LIVE_PORT"] == str(taken)


def test_a_companion_keeps_the_place_that_the_environment_gives_it(beside, monkeypatch):
    port = free_port()
    monkeypatch.setenv("LIVE_PORT", str(port))
    monkeypatch.setenv("LIVE_HOST", "127.0.0.2")
    assert beside(8000) == {"LIVE_PORT": str(port), "LIVE_HOST": "127.0.0.2"}


def test_a_port_that_a_companion_must_have_and_that_is_taken_is_refused(beside, monkeypatch):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        monkeypatch.setenv("LIVE_PORT", str(busy.getsockname()[1]))
        with pytest.raises(CommandError, match="Cannot listen"):
            beside(8000)

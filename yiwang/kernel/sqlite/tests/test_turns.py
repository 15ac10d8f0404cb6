"""Writers of one SQLite file take turns; whoever dies, fails or rolls back gives its turn on."""

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import ConnectionHandler, IntegrityError, OperationalError, transaction

from yiwang import environment

PATIENCE = 20


@pytest.fixture
def handler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any) -> Iterator[Any]:
    """``connections`` of a database of its own; a thread that asks gets a connection of its own."""
    made = ConnectionHandler({"default": environment.database("", tmp_path)})
    monkeypatch.setattr(transaction, "get_connection", lambda using=None: made["default"])
    with django_db_blocker.unblock():
        with made["default"].cursor() as cursor:
            cursor.execute("CREATE TABLE word (text TEXT PRIMARY KEY)")
        yield made
        made.close_all()


def write(handler: Any, text: str) -> None:
    with transaction.atomic(), handler["default"].cursor() as cursor:
        cursor.execute("INSERT INTO word VALUES (%s)", [text])


def words(handler: Any) -> set[str]:
    with handler["default"].cursor() as cursor:
        return {row[0] for row in cursor.execute("SELECT text FROM word").fetchall()}


def is_free(handler: Any) -> bool:
    """Whether anybody could begin at once."""
    with Path(f"{handler['default'].settings_dict['NAME']}.turn").open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_a_turn_is_taken_for_a_transaction_and_given_on_after_it(handler: Any) -> None:
    with transaction.atomic():
        assert not is_free(handler)
        with transaction.atomic():  # a savepoint
            pass
        assert not is_free(handler)
    assert is_free(handler)


def test_a_turn_is_given_on_by_whoever_rolls_back(handler: Any) -> None:
    write(handler, "一")
    with pytest.raises(IntegrityError):
        write(handler, "一")
    assert is_free(handler)
    write(handler, "二")
    assert words(handler) == {"一", "二"}


def test_a_turn_is_given_on_where_the_commit_fails(handler: Any) -> None:
    connection = handler["default"]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("CREATE TABLE page (word TEXT REFERENCES word(text) DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO page VALUES ('三')")
    assert is_free(handler)
    write(handler, "三")


def test_a_turn_is_given_on_where_sqlite_lets_nobody_begin(handler: Any, tmp_path: Path) -> None:
    """Somebody who takes no turns holds the place: sqlite3 from a shell."""
    connection = handler["default"]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=10")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        write(handler, "四")
    assert is_free(handler)
    other.execute("ROLLBACK")
    write(handler, "四")


def test_a_statement_outside_a_transaction_takes_a_turn_of_its_own(handler: Any) -> None:
    held, go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            held.set()
            go.wait(PATIENCE)
        handler.close_all()

    def alone() -> None:
        with handler["default"].cursor() as cursor:
            cursor.execute("INSERT INTO word VALUES (%s)", ["五"])
        handler.close_all()

    first, second = threading.Thread(target=hold), threading.Thread(target=alone)
    first.start()
    assert held.wait(PATIENCE)
    second.start()
    second.join(0.05)
    assert second.is_alive()
    assert words(handler) == set(), "reading waits for nobody"
    go.set()
    for thread in (first, second):
        thread.join(PATIENCE)
    assert words(handler) == {"五"}
    assert is_free(handler)


def test_many_writers_lose_nothing(handler: Any) -> None:
    def some(name: int) -> None:
        for number in range(25):
            write(handler, f"{name}-{number}")
        handler.close_all()

    threads = [threading.Thread(target=some, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(words(handler)) == 200


def test_whoever_writes_without_a_pause_lets_others_in(handler: Any) -> None:
    """A sweep of fifty thousand clocks commits and begins again at once, for longer than others wait."""
    begun, over = threading.Event(), threading.Event()

    def sweep() -> None:
        number = 0
        while not over.is_set():
            write(handler, f"sweep {number}")
            number += 1
            begun.set()
        handler.close_all()

    thread = threading.Thread(target=sweep)
    thread.start()
    assert begun.wait(PATIENCE)
    waits = []
    for number in range(5):
        asked = time.monotonic()
        write(handler, f"other {number}")
        waits.append(time.monotonic() - asked)
    over.set()
    thread.join(PATIENCE)
    assert {f"other {number}" for number in range(5)} <= words(handler)
    assert max(waits) < 30, "whoever waits longer gives up"


def test_the_turn_of_a_process_that_is_killed_is_free(handler: Any) -> None:
    path = f"{handler['default'].settings_dict['NAME']}.turn"
    program = f"""
import fcntl, os, sys
file = os.open({path!r}, os.O_RDWR)
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""
    holder = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    assert not is_free(handler)
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    write(handler, "六")
    assert words(handler) == {"六"}


def test_a_database_in_memory_has_no_turns(tmp_path: Path, django_db_blocker: Any) -> None:
    made = ConnectionHandler({"default": {**environment.database("", tmp_path), "NAME": ":memory:"}})
    with django_db_blocker.unblock(), made["default"].cursor() as cursor:
        cursor.execute("SELECT 1")
    assert made["default"].turn is None
    assert not list(tmp_path.glob("*.turn"))

"""Do two that come at the same moment get in each other's way? On PostgreSQL."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.systems.actions import calls
from yiwang.kernel.systems.actions.submissions import once
from yiwang.kernel.systems.models import Submission
from yiwang.kernel.systems.tests.makers import make_call, make_system, make_told

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Each deed in a thread of its own; returns what came of each."""
    barrier, outcomes = Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        barrier.wait()
        try:
            outcomes.append(deed())
        except Refused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def test_the_same_thing_asked_twice_at_the_same_moment_is_done_once() -> None:
    system, done = make_system(), []

    def act() -> str:
        done.append(1)
        return f"outcome-{len(done)}"

    outcomes = at_once(*[lambda: once(system, "test.send", "k", "d", act)] * 4)
    assert outcomes == ["outcome-1"] * 4
    assert len(done) == 1


def test_of_two_things_asked_under_one_key_at_the_same_moment_one_is_refused() -> None:
    system = make_system()
    outcomes = at_once(
        lambda: once(system, "test.send", "k", "d1", lambda: "one"),
        lambda: once(system, "test.send", "k", "d2", lambda: "other"),
    )
    assert sorted(map(str, outcomes)) in (["one", "refused"], ["other", "refused"])
    assert Submission.objects.count() == 1


def test_two_workers_never_claim_the_same_call() -> None:
    system = make_told()
    made = {make_call(system).pk for _ in range(4)}
    claimed = at_once(*[lambda: calls.claim_next(system.pk, now(), 60)] * 4)
    found = [call.pk for call in claimed if call]
    assert len(found) == len(set(found))
    assert set(found) <= made

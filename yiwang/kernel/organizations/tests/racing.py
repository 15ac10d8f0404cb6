"""Deeds at the same moment, for tests."""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections

from yiwang.kernel.errors import Refused

LONGEST_S = 60

races = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


def at_once(*deeds: Callable[[], object]) -> list[Any]:
    """Each deed in a thread of its own; what each gave back, or the Refused that it raised, in any order.

    A deed that fails in another way, or does not end, fails the test.
    """
    barrier, outcomes = Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        barrier.wait()
        try:
            outcomes.append(deed())
        except Refused as refused:
            outcomes.append(refused)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST_S)
    assert len(outcomes) == len(deeds)
    return outcomes


def refusals(outcomes: Sequence[Any]) -> list[str]:
    """The sentences of those that were refused."""
    return [outcome.sentence for outcome in outcomes if isinstance(outcome, Refused)]

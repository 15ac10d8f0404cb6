from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yiwang.kernel.deadlines import ticking
from yiwang.kernel.deadlines.models import JobRun
from yiwang.kernel.errors import Refused

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def only_the_jobs_of_the_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(ticking, "_jobs", {})
    return


def later(**span: float) -> datetime:
    return NOON + timedelta(**span)


@pytest.mark.django_db
def test_a_job_runs_at_once_and_then_again_after_its_seconds() -> None:
    calls: list[int] = []
    ticking.every("test.count", seconds=60, call=lambda: calls.append(1) or 3)

    assert [(r.name, r.did, r.error) for r in ticking.run_due(NOON)] == [("test.count", 3, "")]
    assert ticking.run_due(later(seconds=50)) == []
    assert len(ticking.run_due(later(seconds=61))) == 1
    assert len(calls) == 2
    run = JobRun.objects.get()
    assert (run.did, run.error, run.claimed_until) == (3, "", None)


@pytest.mark.django_db
def test_a_failing_job_is_recorded_and_does_not_stop_the_others() -> None:
    def fails() -> int:
        raise RuntimeError("disk full")

    def refuses() -> int:
        raise Refused("请先录入2027年节假日安排。")

    ticking.every("test.fails", seconds=60, call=fails)
    ticking.every("test.refuses", seconds=60, call=refuses)
    ticking.every("test.works", seconds=60, call=lambda: 1)

    errors = {result.name: result.error for result in ticking.run_due(NOON)}

    assert errors == {
        "test.fails": "RuntimeError: disk full",
        "test.refuses": "请先录入2027年节假日安排。",
        "test.works": "",
    }
    assert JobRun.objects.get(name="test.fails").failures == 1
    ticking.run_due(later(minutes=2))
    assert JobRun.objects.get(name="test.fails").failures == 2


@pytest.mark.django_db
def test_a_job_that_works_again_has_no_error_left() -> None:
    moods = iter([ValueError("no"), None])

    def moody() -> int:
        mood = next(moods)
        if mood:
            raise mood
        return 1

    ticking.every("test.moody", seconds=60, call=moody)
    ticking.run_due(NOON)
    ticking.run_due(later(minutes=2))

    run = JobRun.objects.get()
    assert (run.failures, run.error) == (0, "")


@pytest.mark.django_db
def test_a_worker_that_comes_while_another_is_at_a_job_leaves_it_alone() -> None:
    second_worker: list[list[ticking.Result]] = []

    def slow() -> int:
        second_worker.append(ticking.run_due(later(minutes=2)))
        return 1

    ticking.every("test.slow", seconds=60, call=slow)

    assert len(ticking.run_due(NOON)) == 1
    assert second_worker == [[]]


@pytest.mark.django_db
def test_of_two_workers_with_the_same_knowledge_only_one_gets_the_job() -> None:
    ticking.every("test.once", seconds=60, call=lambda: 1)
    job = ticking.declared()["test.once"]
    JobRun.objects.create(name="test.once")

    assert ticking._claimed(job, "worker one", NOON)
    assert not ticking._claimed(job, "worker two", NOON)


@pytest.mark.django_db
def test_a_job_of_a_killed_worker_is_free_again_after_its_lease() -> None:
    ticking.every("test.killed", seconds=60, call=lambda: 1, lease=120)
    JobRun.objects.create(name="test.killed")
    assert ticking._claimed(ticking.declared()["test.killed"], "killed worker", NOON)

    assert ticking.run_due(later(seconds=119)) == []
    assert len(ticking.run_due(later(seconds=121))) == 1


@pytest.mark.django_db
def test_a_worker_whose_lease_ran_out_does_not_undo_the_claim_of_the_next() -> None:
    def overtaken() -> int:
        JobRun.objects.update(claim="next worker", claimed_until=later(hours=1))
        return 1

    ticking.every("test.overtaken", seconds=60, call=overtaken)
    ticking.run_due(NOON)

    assert JobRun.objects.get().claim == "next worker"


@pytest.mark.django_db
def test_looking_for_due_jobs_costs_one_query() -> None:
    for number in range(20):
        ticking.every(f"test.job_{number}", seconds=60, call=lambda: 1)
    ticking.run_due(NOON)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        ticking.run_due(later(seconds=5))
    assert len(queries) == 1


def test_a_job_that_would_never_rest_is_not_accepted() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        ticking.every("test.never_rests", seconds=0, call=lambda: 1)


@pytest.mark.django_db
def test_a_job_that_ran_while_the_clock_was_days_ahead_runs_again_once_it_is_put_right() -> None:
    ticking.every("test.count", seconds=60, call=lambda: 1)
    ticking.run_due(later(days=2))

    assert len(ticking.run_due(NOON)) == 1
    assert ticking.run_due(later(seconds=50)) == []


@pytest.mark.django_db
def test_a_claim_from_a_clock_days_ahead_is_void_once_it_is_put_right() -> None:
    ticking.every("test.count", seconds=60, call=lambda: 1, lease=300)
    JobRun.objects.create(name="test.count", last_started_at=NOON, claimed_until=later(days=2), claim="x")

    assert ticking.run_due(later(seconds=30)) == []
    assert len(ticking.run_due(later(seconds=61))) == 1

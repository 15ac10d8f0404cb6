import threading
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yiwang.kernel.deadlines import actions, sweep, watchers
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.rules import State
from yiwang.kernel.deadlines.sweep import sweep_now
from yiwang.kernel.deadlines.tests.makers import city, make_clock, workdays
from yiwang.kernel.errors import Refused

pytestmark = pytest.mark.django_db
NOW = city("2026-03-16 12:00")


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What a watcher of all kinds was told: key of the subject and what happened."""
    calls: list[tuple[str, str]] = []
    monkeypatch.setattr(watchers, "_watchers", {})
    watchers.watch(lambda clock, happening: calls.append((clock.subject_key, happening)))
    return calls


def late(key: str) -> Clock:
    return make_clock(city("2026-02-25"), legal=workdays(10), key=key)


def near(key: str) -> Clock:
    return make_clock(city("2026-03-04"), legal=workdays(10), key=key)


def calm(key: str) -> Clock:
    return make_clock(city("2026-03-13"), legal=workdays(10), key=key)


def test_what_is_late_or_near_is_told_once(told: list[tuple[str, str]]) -> None:
    late("late"), near("near"), calm("calm")

    swept = sweep.sweep(NOW)
    again = sweep.sweep(NOW)

    assert (swept.breached, swept.warned) == (1, 1)
    assert (again.breached, again.warned) == (0, 0)
    assert told == [("late", "breached"), ("near", "warned")]
    assert Clock.objects.get(subject_key="late").breached_at == NOW
    assert Clock.objects.get(subject_key="near").warned_at == NOW


def test_a_warned_clock_is_told_of_again_when_it_is_late(told: list[tuple[str, str]]) -> None:
    near("1")
    sweep.sweep(NOW)
    sweep.sweep(city("2026-03-18 23:59"))
    sweep.sweep(city("2026-03-19 00:00"))

    assert told == [("1", "warned"), ("1", "breached")]


def test_what_is_late_is_not_warned_of_afterwards(told: list[tuple[str, str]]) -> None:
    late("1")
    sweep.sweep(NOW)
    assert told == [("1", "breached")]


def test_stopped_and_paused_clocks_are_left_alone(told: list[tuple[str, str]]) -> None:
    actions.stop(late("stopped"), "李明")
    actions.cancel(late("cancelled"), "李明", "重复登记")
    actions.pause(late("paused"), "李明", "补正材料", at=city("2026-03-10"))

    swept = sweep.sweep(NOW)

    assert (swept.breached, swept.warned) == (0, 1)  # the paused one had passed its warning before it paused
    assert told == [("paused", "warned")]


def test_a_clock_paused_when_late_is_still_told_of(told: list[tuple[str, str]]) -> None:
    actions.pause(late("1"), "李明", "补正材料", at=city("2026-03-13"))
    sweep.sweep(NOW)
    assert told == [("1", "breached")]


def test_a_pause_with_an_end_ends_by_itself_as_of_that_moment(told: list[tuple[str, str]]) -> None:
    clock = calm("1")
    actions.pause(clock, "李明", "公告期", at=city("2026-03-13 10:00"), until=city("2026-03-15 10:00"))
    actions.pause(calm("2"), "李明", "公告期", at=city("2026-03-13 10:00"), until=city("2026-03-20"))

    assert sweep.sweep(NOW).resumed == 1
    assert sweep.sweep(NOW).resumed == 0

    clock.refresh_from_db()
    assert (clock.state, clock.pause_until, clock.last_at) == (State.RUNNING, None, city("2026-03-15 10:00"))
    event = clock.events.get(kind="resumed")
    assert (event.by, event.ground) == ("系统", "暂停期满")


def test_a_watcher_is_told_of_its_kind_only(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    def letters(clock: Clock, happening: str) -> None:
        heard.append(f"letters {happening}")

    monkeypatch.setattr(watchers, "_watchers", {})
    watchers.watch(letters, kind="letters.letter")
    watchers.watch(letters, kind="letters.letter")
    watchers.watch(lambda clock, happening: heard.append("approvals"), kind="approvals.case")
    late("1")
    sweep.sweep(NOW)

    assert heard == ["letters breached"]


def test_one_clock_that_cannot_be_told_of_does_not_silence_the_others(
    monkeypatch: pytest.MonkeyPatch, told: list[tuple[str, str]]
) -> None:
    bad = True

    def stumble(clock: Clock, happening: str) -> None:
        if bad and clock.subject_key == "bad":
            raise RuntimeError("mail server down")
        if bad and clock.subject_key == "refused":
            raise Refused("没有责任单位。")

    watchers.watch(stumble)
    for key in ("1", "bad", "2", "refused", "3"):
        late(key)

    swept = sweep.sweep(NOW)

    assert swept.breached == 3
    assert sorted(swept.failed.values()) == ["RuntimeError: mail server down", "没有责任单位。"]
    assert set(Clock.objects.filter(breached_at=None).values_list("subject_key", flat=True)) == {
        "bad",
        "refused",
    }
    bad = False
    told.clear()
    assert sweep.sweep(NOW).breached == 2
    assert {key for key, _ in told} == {"bad", "refused"}


def test_the_regular_job_says_which_clock_could_not_be_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(clock: Clock, happening: str) -> None:
        raise Refused("没有责任单位。")

    monkeypatch.setattr(watchers, "_watchers", {})
    clock = late("1")
    assert sweep_now() == 1
    Clock.objects.update(breached_at=None)
    watchers.watch(stumble)
    with pytest.raises(Refused, match=f"有1个期限未能提醒.*{clock.pk}号：没有责任单位"):
        sweep_now()


def test_more_failures_than_a_batch_do_not_hide_what_follows(
    monkeypatch: pytest.MonkeyPatch, told: list[tuple[str, str]]
) -> None:
    def stumble(clock: Clock, happening: str) -> None:
        if clock.subject_key.startswith("bad"):
            raise RuntimeError

    monkeypatch.setattr(sweep, "BATCH", 2)
    watchers.watch(stumble)
    for key in ("bad 1", "bad 2", "bad 3", "good"):
        late(key)

    assert sweep.sweep(NOW).breached == 1


@pytest.mark.parametrize("calm_ones", [0, 30])
def test_a_sweep_costs_as_many_queries_however_many_clocks_are_open(
    calm_ones: int, told: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watchers, "_batch_watchers", [])
    for number in range(calm_ones):
        calm(f"{number}")
    late("late"), near("near")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        sweep.sweep(NOW)

    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 13, asked  # ended pauses; for each of four ends: find, mark, find nothing more


@pytest.mark.parametrize(("moment", "index"), [("due_at", "clock_to_breach"), ("warn_at", "clock_to_warn")])
def test_a_sweep_reads_an_index_of_what_is_not_told_yet(moment: str, index: str) -> None:
    clocks = Clock.objects.newly_late(NOW) if moment == "due_at" else Clock.objects.newly_near(NOW)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = clocks.order_by(moment)[:1000].explain()
    assert index in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.skipif(
    "sqlite" in str(connection.settings_dict["ENGINE"]), reason="one writer at a time on SQLite"
)
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_tell_of_each_clock_once(
    monkeypatch: pytest.MonkeyPatch, told: list[tuple[str, str]]
) -> None:
    monkeypatch.setattr(sweep, "BATCH", 5)
    for number in range(60):
        late(f"{number}")
    start = threading.Barrier(2)

    def work(results: list[Any]) -> None:
        try:
            start.wait(timeout=10)
            results.append(sweep.sweep(NOW))
        finally:
            connection.close()

    results: list[Any] = []
    workers = [threading.Thread(target=work, args=(results,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)

    assert sum(swept.breached for swept in results) == 60
    assert sorted(told) == sorted((f"{number}", "breached") for number in range(60))


def test_watchers_of_a_kind_are_told_of_its_clocks_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchers, "_together", {})
    heard: list[tuple[list[str], str]] = []
    watchers.watch_together(
        lambda clocks, happening: heard.append(([clock.subject_key for clock in clocks], happening)),
        kind="letters.letter",
    )
    watchers.watch_together(lambda clocks, happening: heard.append(([], "other kind")), kind="other.kind")
    late("1"), late("2"), near("3")

    sweep.sweep(NOW)
    sweep.sweep(NOW)

    assert [(sorted(keys), happening) for keys, happening in heard] == [
        (["1", "2"], "breached"),
        (["3"], "warned"),
    ]

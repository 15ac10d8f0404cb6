"""What becomes of ends in a year whose notice was still to come, when it comes?"""

from collections.abc import Sequence

import pytest
from django.apps import apps
from django.utils import timezone

from yiwang.kernel.deadlines import actions, calendar_change, heralding, notices, shipped, watchers
from yiwang.kernel.deadlines.calendar_change import enter_notice
from yiwang.kernel.deadlines.models import CalendarChange, CalendarDay, Clock, Notice
from yiwang.kernel.deadlines.tests.makers import city, make_clock, workdays
from yiwang.kernel.deadlines.tests.test_calendar_change import NOTICE_2027, facts

pytestmark = pytest.mark.django_db
KIND = "letters.letter"


@pytest.fixture(autouse=True)
def april_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped.load(apps)
    monkeypatch.setattr(timezone, "now", lambda: city("2026-04-20 12:00"))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The keys that a watcher of moves heard of, batch by batch."""
    heard: list[list[str]] = []
    monkeypatch.setattr(watchers, "_movers", {})
    watchers.watch_moves(lambda clocks: heard.append([each.subject_key for each in clocks]), kind=KIND)
    return heard


def enter_2027() -> None:
    reading = notices.read(NOTICE_2027)
    known = {"number": reading.number, "year": 2027, "published_on": reading.published_on}
    enter_notice(facts(**known, covers_year=True, text=NOTICE_2027), reading.days, "赵娜")


def make_waiting(number: int = 1) -> list[Clock]:
    start = city("2026-04-20")
    return [make_clock(start, legal=workdays(200), key=f"{each}") for each in range(number)]


def test_those_whose_end_moved_are_told_in_batches_and_once(
    told: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_waiting(5)
    make_clock(city("2026-04-20"), legal=workdays(20), key="not moved")
    monkeypatch.setattr(heralding, "BATCH", 2)
    enter_2027()
    assert told == []

    assert heralding.tell_moves() == 5
    assert told == [["0", "1"], ["2", "3"], ["4"]]
    assert heralding.tell_moves() == 0
    assert not CalendarChange.objects.untold().exists()


def test_a_worker_that_dies_in_a_batch_tells_it_again_and_those_before_not(
    told: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_waiting(3)
    monkeypatch.setattr(heralding, "BATCH", 1)
    enter_2027()

    def die(clocks: Sequence[Clock]) -> None:
        if clocks[0].subject_key == "1":
            raise SystemExit

    watchers.watch_moves(die, kind=KIND)
    with pytest.raises(SystemExit):
        heralding.tell_moves()
    assert told == [["0"], ["1"]]  # the second in a transaction that was rolled back

    monkeypatch.setitem(watchers._movers, KIND, watchers._movers[KIND][:1])
    assert heralding.tell_moves() == 2
    assert told[2:] == [["1"], ["2"]]


def test_who_is_held_to_a_promise_that_did_not_move_is_not_told(told: list[list[str]]) -> None:
    clock = make_clock(city("2026-04-20"), legal=workdays(200), promised=workdays(20))
    enter_2027()
    clock.refresh_from_db()
    assert clock.legal_due_at == city("2027-02-04")
    assert heralding.tell_moves() == 0
    assert told == []


def test_who_is_through_by_then_is_not_told(told: list[list[str]]) -> None:
    (clock,) = make_waiting()
    enter_2027()
    actions.stop(clock, "李明")
    assert heralding.tell_moves() == 0
    assert told == []


def test_a_year_that_came_with_a_new_version_settles_what_was_provisional(told: list[list[str]]) -> None:
    make_waiting(2)
    assert calendar_change.apply_loaded() == 0  # what the fixture loaded moves nothing

    load_2027()

    assert calendar_change.apply_loaded() == 2
    settled = (False, city("2027-02-04"))
    assert {(each.is_provisional, each.due_at) for each in Clock.objects.all()} == {settled}
    assert calendar_change.apply_loaded() == 0
    assert heralding.tell_moves() == 2


def load_2027() -> None:
    """As ``shipped.load`` would: rows and a change without a look at the clocks."""
    reading = notices.read(NOTICE_2027)
    known = facts(number=reading.number, year=2027, covers_year=True)
    notice = Notice.objects.create(**vars(known), entered_by="系统")
    CalendarDay.objects.bulk_create(
        CalendarDay(
            date=day.date, kind=day.kind, holiday=day.holiday, notice=notice, known_on=known.published_on
        )
        for day in reading.days
    )
    CalendarChange.objects.create(
        token="loaded",
        made_at=city("2026-04-20"),
        made_by="系统",
        days=[{"date": "2027年", "before": "未录入", "after": reading.number}],
        is_applied=False,
    )

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from yiwang.kernel.deadlines import actions, ledger, moments
from yiwang.kernel.deadlines.actions import Extension, Subject
from yiwang.kernel.deadlines.models import Clock, ClockEvent
from yiwang.kernel.deadlines.rules import Limit, Outcome, State, Unit
from yiwang.kernel.deadlines.tests.makers import city, make_clock, make_limits, workdays
from yiwang.kernel.errors import Refused

pytestmark = pytest.mark.django_db
GROUND = "《行政许可法》第四十五条：专家评审"


@pytest.fixture(autouse=True)
def summer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Now is 1 July 2026, noon."""
    monkeypatch.setattr(timezone, "now", lambda: city("2026-07-01 12:00"))


def extension(number: int = 10, **changes: Any) -> Extension:
    facts = {
        "approver": "王局长",
        "ground": "《行政许可法》第四十二条第一款",
        "document": "云审延〔2026〕3号",
    }
    return Extension(workdays(number), **facts | changes)


def last_day(clock: Clock) -> str:
    assert clock.due_at is not None
    return f"{moments.local(clock.due_at) - timedelta(seconds=1):%Y-%m-%d}"


def kinds(clock: Clock) -> list[str]:
    return list(clock.events.values_list("kind", flat=True))


def test_a_started_clock_knows_when_it_ends_and_when_to_warn() -> None:
    clock = make_clock(city("2026-03-02 10:00"), legal=workdays(20), promised=workdays(10), warn=3)

    assert (clock.state, clock.outcome, clock.warned_at, clock.breached_at) == (State.RUNNING, "", None, None)
    assert clock.legal_due_at == city("2026-03-31")
    assert clock.promised_due_at == clock.due_at == city("2026-03-17")
    assert clock.warn_at == city("2026-03-12 09:00")
    (event,) = clock.events.all()
    assert (event.kind, event.by, event.at) == ("started", "李明", city("2026-03-02 10:00"))
    assert event.limit == "法定20个工作日，承诺10个工作日"


def test_a_subject_has_one_open_clock_for_a_purpose() -> None:
    clock = make_clock(city("2026-03-02"))
    with pytest.raises(Refused, match="已经在计时"):
        make_clock(city("2026-03-03"))

    actions.start(Subject("letters.letter", "1", "回访"), make_limits(), "李明")
    actions.stop(clock, "李明")
    make_clock(city("2026-06-03"))


def test_a_clock_does_not_start_in_the_future() -> None:
    make_clock(city("2026-07-01 12:00"), key="now")
    with pytest.raises(Refused, match="不能晚于现在"):
        make_clock(city("2026-07-01 12:01"))


def test_a_clock_that_would_end_in_a_year_without_calendar_does_not_start() -> None:
    make_clock(city("2026-06-30"), legal=workdays(370), key="within")
    with pytest.raises(Refused, match="2028年的节假日安排尚未录入"):
        make_clock(city("2026-06-30"), legal=workdays(390))
    assert not Clock.objects.of("letters.letter", "1").exists()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"legal": workdays(120)}, False, id="ends in a known year"),
        pytest.param({"legal": workdays(140)}, True, id="ends in one without notice"),
        pytest.param({"legal": workdays(140), "promised": workdays(20)}, False, id="is held to its promise"),
        pytest.param({"legal": Limit(200, Unit.CALENDAR_DAYS)}, False, id="days off play no part"),
        pytest.param({"legal": Limit(200, Unit.CALENDAR_DAYS), "moves": True}, True, id="unless it moves"),
        pytest.param({"legal": Limit(5_000, Unit.HOURS)}, False, id="day and night"),
    ],
)
def test_an_end_that_a_notice_to_come_may_move_is_provisional(changes: Any, expected: bool) -> None:
    """calendar.md §7 case 18: mark it, never silently plain weekends."""
    assert make_clock(city("2026-06-30"), **changes).is_provisional is expected


def test_a_clock_that_stands_still_has_no_end_that_could_move() -> None:
    clock = make_clock(city("2026-06-01"), legal=workdays(160))
    assert clock.is_provisional
    clock = actions.pause(clock, "李明", GROUND, at=city("2026-06-02"))
    assert not clock.is_provisional
    assert actions.resume(clock, "李明", at=city("2026-06-03")).is_provisional


def test_a_pause_stops_time_and_resuming_moves_the_end() -> None:
    clock = make_clock(city("2026-03-02 10:00"), legal=workdays(10))
    paused = actions.pause(clock, "李明", GROUND, at=city("2026-03-05 10:00"))
    assert (paused.state, paused.due_at, paused.warn_at) == (State.PAUSED, None, None)

    resumed = actions.resume(paused, "李明", at=city("2026-03-10 15:00"))

    assert (resumed.state, last_day(resumed)) == (State.RUNNING, "2026-03-19")
    assert kinds(clock) == ["started", "paused", "resumed"]
    assert clock.events.get(kind="paused").ground == GROUND


def test_all_pauses_are_kept_and_counted() -> None:
    clock = make_clock(city("2026-03-02 10:00"), legal=workdays(10))
    for began, ended in [
        ("2026-03-03", "2026-03-05"),
        ("2026-03-06", "2026-03-11"),
        ("2026-03-12", "2026-03-12"),
    ]:
        actions.pause(clock, "李明", GROUND, at=city(began))
        actions.resume(clock, "李明", at=city(ended))

    clock.refresh_from_db()
    assert len(ledger.pauses_of(clock)) == 3
    assert last_day(clock) == "2026-03-23"


def test_a_pause_needs_a_ground() -> None:
    clock = make_clock(city("2026-03-02"))
    with pytest.raises(Refused, match="请写明暂停的理由和依据") as refused:
        actions.pause(clock, "李明", " ")
    assert refused.value.field == "ground"
    assert kinds(clock) == ["started"]


def test_a_pause_that_is_to_end_ends_after_it_began() -> None:
    clock = make_clock(city("2026-03-02"))
    with pytest.raises(Refused, match="截止时间要晚于"):
        actions.pause(clock, "李明", GROUND, at=city("2026-03-05"), until=city("2026-03-05"))
    paused = actions.pause(clock, "李明", GROUND, at=city("2026-03-05"), until=city("2026-03-06"))
    assert paused.pause_until == city("2026-03-06")


def test_a_pause_undoes_no_delay() -> None:
    clock = make_clock(city("2026-03-02 10:00"), legal=workdays(10))
    paused = actions.pause(clock, "李明", GROUND, at=city("2026-03-18 10:00"))
    assert last_day(paused) == "2026-03-16"

    resumed = actions.resume(paused, "李明", at=city("2026-03-25 10:00"))

    assert last_day(resumed) == "2026-03-16"
    assert actions.stop(resumed, "李明", at=city("2026-03-26")).outcome == Outcome.AFTER_LAW


def test_an_extension_lengthens_the_limit_and_names_approver_ground_and_document() -> None:
    clock = make_clock(city("2026-03-02 10:00"), legal=workdays(20), promised=workdays(10))
    clock = actions.extend(clock, "李明", extension(10), at=city("2026-03-10"))
    clock = actions.extend(clock, "李明", extension(2), at=city("2026-03-12"))

    assert (clock.legal_number, clock.promised_number, clock.extended_number) == (20, 10, 12)
    assert last_day(clock) == "2026-04-01"
    event = clock.events.filter(kind="extended").first()
    assert event is not None
    assert (event.approver, event.document, event.limit) == ("王局长", "云审延〔2026〕3号", "延长10个工作日")
    assert event.due_before == city("2026-03-17")
    assert event.due_after == city("2026-03-31")


@pytest.mark.parametrize("lacking", ["approver", "ground"])
def test_an_extension_needs_approver_and_ground(lacking: str) -> None:
    clock = make_clock(city("2026-03-02"))
    with pytest.raises(Refused) as refused:
        actions.extend(clock, "李明", extension(**{lacking: ""}))
    assert refused.value.field == lacking
    assert actions.extend(clock, "李明", extension(document="")).extended_number == 10


def test_changing_the_limit_keeps_the_pause_already_used() -> None:
    """GLPI #15605: there the change of a limit forgets the time the ticket waited."""
    clock = make_clock(city("2026-03-02 10:00"), legal=workdays(10))
    actions.pause(clock, "李明", GROUND, at=city("2026-03-05 10:00"))
    actions.resume(clock, "李明", at=city("2026-03-10 15:00"))

    clock = actions.change_limits(clock, "李明", make_limits(legal=workdays(20)), "事项类型改为听证")

    assert last_day(clock) == "2026-04-02"
    assert clock.started_at == city("2026-03-02 10:00")
    assert clock.events.get(kind="changed").limit == "法定20个工作日"


def test_changing_the_limit_keeps_an_extension_of_the_same_unit_and_ends_one_of_another() -> None:
    clock = make_clock(city("2026-03-02 10:00"), legal=workdays(10))
    actions.extend(clock, "李明", extension(5))

    clock = actions.change_limits(clock, "李明", make_limits(legal=workdays(20)), "改类型")
    assert (clock.extended_number, last_day(clock)) == (5, "2026-04-07")

    clock = actions.change_limits(clock, "李明", make_limits(legal=Limit(60, Unit.CALENDAR_DAYS)), "改类型")
    assert (clock.extended_number, last_day(clock)) == (0, "2026-05-01")


def test_changing_the_limit_needs_ground_and_limits_that_can_stand() -> None:
    clock = make_clock(city("2026-03-02"))
    with pytest.raises(Refused, match="请写明变更时限的理由"):
        actions.change_limits(clock, "李明", make_limits(), "")
    with pytest.raises(Refused, match="不能长于法定时限"):
        actions.change_limits(clock, "李明", make_limits(promised=workdays(30)), "改类型")


def test_a_paused_clock_can_be_extended_and_gets_its_end_when_it_goes_on() -> None:
    clock = make_clock(city("2026-03-02 10:00"), legal=workdays(10))
    actions.pause(clock, "李明", GROUND, at=city("2026-03-05 10:00"))

    extended = actions.extend(clock, "李明", extension(10), at=city("2026-03-06"))
    assert (extended.state, extended.due_at) == (State.PAUSED, None)
    assert last_day(actions.resume(clock, "李明", at=city("2026-03-10 15:00"))) == "2026-04-02"


def test_an_extension_of_a_clock_paused_when_late_takes_the_delay_back() -> None:
    clock = make_clock(city("2026-03-02 10:00"), legal=workdays(10))
    actions.pause(clock, "李明", GROUND, at=city("2026-03-18 10:00"))

    extended = actions.extend(clock, "李明", extension(10), at=city("2026-03-19"))

    assert extended.due_at is None
    assert last_day(actions.resume(clock, "李明", at=city("2026-03-25"))) == "2026-04-07"


def test_a_new_end_ahead_is_reported_again_and_an_old_one_is_not() -> None:
    clock = make_clock(city("2026-05-28 10:00"), legal=workdays(20))
    Clock.objects.update(warned_at=city("2026-06-25"), breached_at=city("2026-06-30"))

    barely = actions.extend(clock, "李明", extension(1))
    assert (barely.warned_at, barely.breached_at) == (city("2026-06-25"), city("2026-06-30"))

    ahead = actions.extend(clock, "李明", extension(20))
    assert (ahead.warned_at, ahead.breached_at) == (None, None)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param("2026-03-16 23:59", Outcome.ON_TIME, id="on time"),
        pytest.param("2026-03-17 00:00", Outcome.AFTER_PROMISE, id="after the promise"),
        pytest.param("2026-03-31 00:00", Outcome.AFTER_LAW, id="after the law"),
    ],
)
def test_stopping_says_whether_in_time(at: str, expected: Outcome) -> None:
    clock = make_clock(city("2026-03-02 10:00"), legal=workdays(20), promised=workdays(10))
    stopped = actions.stop(clock, "李明", at=city(at))

    assert (stopped.state, stopped.stopped_at, stopped.outcome) == (State.STOPPED, city(at), expected)
    assert not Clock.objects.open().exists()


def test_a_clock_stopped_while_paused_is_in_time() -> None:
    clock = make_clock(city("2026-03-02 10:00"), legal=workdays(10))
    actions.pause(clock, "李明", GROUND, at=city("2026-03-05 10:00"))
    assert actions.stop(clock, "李明", at=city("2026-06-01")).outcome == Outcome.ON_TIME


def test_a_cancelled_clock_has_no_outcome() -> None:
    clock = make_clock(city("2026-03-02"))
    with pytest.raises(Refused, match="请写明撤销的理由"):
        actions.cancel(clock, "李明", "")

    cancelled = actions.cancel(clock, "李明", "重复登记")
    assert (cancelled.state, cancelled.outcome) == (State.CANCELLED, "")


VERBS = {
    "pause": lambda clock, at: actions.pause(clock, "李明", GROUND, at=at),
    "resume": lambda clock, at: actions.resume(clock, "李明", at=at),
    "extend": lambda clock, at: actions.extend(clock, "李明", extension(), at=at),
    "change": lambda clock, at: actions.change_limits(clock, "李明", make_limits(), "改类型", at=at),
    "stop": lambda clock, at: actions.stop(clock, "李明", at=at),
    "cancel": lambda clock, at: actions.cancel(clock, "李明", "重复登记", at=at),
}
REFUSED = [
    ((), "resume", "正在计时，只有暂停中的才能恢复"),
    (("pause",), "pause", "已经暂停，只有正在计时的才能暂停"),
    (("stop",), "pause", "已经办结"),
    (("stop",), "resume", "已经办结"),
    (("stop",), "extend", "办结或撤销以后不能延长"),
    (("stop",), "change", "办结或撤销以后不能变更时限"),
    (("stop",), "stop", "不能再次停止"),
    (("stop",), "cancel", "办结或撤销以后不能撤销"),
    (("cancel",), "stop", "已经撤销"),
    (("cancel",), "extend", "已经撤销"),
]


@pytest.mark.parametrize(("before", "verb", "sentence"), REFUSED)
def test_what_a_state_does_not_allow_is_refused_and_leaves_no_trace(
    before: tuple[str, ...], verb: str, sentence: str
) -> None:
    clock = make_clock(city("2026-03-02"))
    for earlier in before:
        VERBS[earlier](clock, city("2026-03-03"))
    trace = kinds(clock)

    with pytest.raises(Refused, match=sentence):
        VERBS[verb](clock, city("2026-03-04"))

    assert kinds(clock) == trace


@pytest.mark.parametrize("verb", ["pause", "extend", "change", "stop", "cancel"])
def test_a_running_clock_allows_the_other_verbs(verb: str) -> None:
    clock = make_clock(city("2026-03-02"))
    VERBS[verb](clock, city("2026-03-04"))
    assert len(kinds(clock)) == 2


def test_nothing_happens_before_what_happened_last() -> None:
    clock = make_clock(city("2026-03-02"))
    actions.pause(clock, "李明", GROUND, at=city("2026-03-05"))
    with pytest.raises(Refused, match="不能早于上一次变动（2026-03-05 00:00）"):
        actions.resume(clock, "李明", at=city("2026-03-04"))
    actions.resume(clock, "李明", at=city("2026-03-05"))


def test_a_moment_without_time_zone_is_not_taken() -> None:
    with pytest.raises(TypeError, match="offset-naive"):
        make_clock(datetime(2026, 3, 2, 10))  # noqa: DTZ001


def test_the_ledger_tells_the_whole_life_in_order() -> None:
    clock = make_clock(city("2026-03-02 10:00"))
    actions.pause(clock, "李明", GROUND, at=city("2026-03-05"))
    actions.resume(clock, "李明", at=city("2026-03-10"))
    actions.extend(clock, "赵娜", extension(), at=city("2026-03-11"))
    actions.stop(clock, "李明", at=city("2026-03-12"))

    assert kinds(clock) == [
        ClockEvent.STARTED,
        ClockEvent.PAUSED,
        ClockEvent.RESUMED,
        ClockEvent.EXTENDED,
        ClockEvent.STOPPED,
    ]
    assert list(clock.events.values_list("by", flat=True)) == ["李明", "李明", "李明", "赵娜", "李明"]


def test_open_clocks_are_found_by_how_near_their_end_is() -> None:
    now = city("2026-07-01 12:00")
    late = make_clock(city("2026-05-06"), key="late", legal=workdays(40), promised=workdays(20))
    unlawful = make_clock(city("2026-05-06"), key="unlawful", legal=workdays(20))
    near = make_clock(city("2026-06-03"), key="near", legal=workdays(20), warn=3)
    make_clock(city("2026-06-30"), key="calm", legal=workdays(20))
    actions.stop(make_clock(city("2026-05-06"), key="stopped"), "李明")

    assert set(Clock.objects.late(now)) == {late, unlawful}
    assert list(Clock.objects.unlawful(now)) == [unlawful]
    assert list(Clock.objects.near(now)) == [near]

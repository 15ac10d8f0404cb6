from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.kernel.deadlines import rules, shipped
from yiwang.kernel.deadlines.office_hours import Period, Timetable, office_hours
from yiwang.kernel.deadlines.rules import Counting, Light, Limit, Limits, Moments, Outcome, Pause, State, Unit
from yiwang.kernel.deadlines.tests.makers import city, make_limits, workdays
from yiwang.kernel.errors import Refused

PLAIN_DAYS, CLOCK_HOURS, OFFICE_HOURS = Unit.CALENDAR_DAYS, Unit.HOURS, Unit.WORKING_HOURS
HOURS = office_hours(
    [
        Timetable(date(2026, 1, 1), (Period(time(9), time(12)), Period(time(13, 30), time(17, 30)))),
        Timetable(date(2026, 6, 1), (Period(time(8, 30), time(12)), Period(time(14, 30), time(18)))),
    ]
)
COUNTING = Counting(shipped.calendar(), HOURS)


def due(start: str, limit: Limit, *pauses: tuple[str, str], moves: bool = False) -> datetime:
    spans = [Pause(city(began), city(ended)) for began, ended in pauses]
    return rules.due(city(start), limit, spans, Counting(COUNTING.calendar, HOURS, moves))


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        pytest.param("2026-02-13 16:00", workdays(2), "2026-02-25", id="行政许可法 art. 82: working days"),
        pytest.param("2026-02-09 10:00", Limit(15, PLAIN_DAYS), "2026-02-25", id="calendar.md §7 case 20"),
        pytest.param("2026-02-13 16:00", workdays(0), "2026-02-14", id="0 days: until the end of the day"),
        pytest.param(
            "2026-02-13 16:00", Limit(2, CLOCK_HOURS), "2026-02-13 18:00", id="hours run on holidays"
        ),
        pytest.param("2026-02-13 23:00", Limit(48, CLOCK_HOURS), "2026-02-15 23:00", id="24 hours a day"),
        pytest.param("2026-02-13 23:50", Limit(30, Unit.MINUTES), "2026-02-14 00:20", id="30 minutes"),
        pytest.param("2026-03-02 11:00", Limit(2, OFFICE_HOURS), "2026-03-02 14:30", id="over lunch"),
        pytest.param("2026-03-06 17:00", Limit(1, OFFICE_HOURS), "2026-03-09 09:30", id="over the weekend"),
        pytest.param("2026-02-13 17:00", Limit(1, OFFICE_HOURS), "2026-02-14 09:30", id="make-up Saturday"),
        pytest.param("2026-03-02 10:30", Limit(1, OFFICE_HOURS), "2026-03-02 11:30", id="within the hour"),
        pytest.param("2026-03-02 09:00", Limit(7, OFFICE_HOURS), "2026-03-02 17:30", id="one whole day"),
        pytest.param("2026-05-29 16:30", Limit(2, OFFICE_HOURS), "2026-06-01 09:30", id="summer hours"),
    ],
)
def test_a_limit_ends_where_its_unit_says(start: str, limit: Limit, expected: str) -> None:
    """An end in days is 24:00 of the last day, written as 00:00 of the next (民法典 art. 203)."""
    assert due(start, limit) == city(expected)


@pytest.mark.parametrize(
    ("moves", "expected"),
    [pytest.param(False, "2026-02-17", id="stays"), pytest.param(True, "2026-02-25", id="moves past 春节")],
)
def test_a_calendar_day_limit_that_ends_on_a_holiday_moves_where_art_203_is_applied(
    moves: bool, expected: str
) -> None:
    assert due("2026-02-09", Limit(7, PLAIN_DAYS), moves=moves) == city(expected)


def test_calendar_days_and_hours_need_no_calendar() -> None:
    assert due("2030-01-01", Limit(15, PLAIN_DAYS)) == city("2030-01-17")
    assert due("2030-01-01 08:00", Limit(2, CLOCK_HOURS)) == city("2030-01-01 10:00")
    with pytest.raises(Refused, match="2030年"):
        due("2030-01-01", Limit(15, PLAIN_DAYS), moves=True)


@pytest.mark.parametrize(
    ("limit", "pauses", "expected"),
    [
        pytest.param(workdays(10), [], "2026-03-17", id="without pause"),
        pytest.param(
            workdays(10),
            [("2026-03-05 10:00", "2026-03-10 15:00")],
            "2026-03-20",
            id="three days off the clock",
        ),
        pytest.param(
            workdays(10), [("2026-03-05 09:00", "2026-03-05 17:00")], "2026-03-17", id="paused within a day"
        ),
        pytest.param(
            workdays(10), [("2026-03-06 10:00", "2026-03-08 10:00")], "2026-03-18", id="over a weekend"
        ),
        pytest.param(
            workdays(10),
            [("2026-03-16 16:00", "2026-03-20 09:00")],
            "2026-03-21",
            id="paused on the last day",
        ),
        pytest.param(
            workdays(10),
            [("2026-03-18 09:00", "2026-03-25 09:00")],
            "2026-03-17",
            id="paused when late already",
        ),
        pytest.param(
            workdays(10),
            [("2026-03-05 10:00", "2026-03-06 15:00"), ("2026-03-06 16:00", "2026-03-10 15:00")],
            "2026-03-20",
            id="two pauses that meet on a day",
        ),
        pytest.param(
            workdays(10),
            [("2026-03-02 17:00", "2026-03-04 09:00")],
            "2026-03-18",
            id="paused on the first day",
        ),
        pytest.param(
            Limit(10, PLAIN_DAYS),
            [("2026-03-05 10:00", "2026-03-10 15:00")],
            "2026-03-18",
            id="calendar days",
        ),
        pytest.param(
            Limit(10, CLOCK_HOURS),
            [("2026-03-02 12:00", "2026-03-02 13:30")],
            "2026-03-02 20:30",
            id="hours to the minute",
        ),
        pytest.param(
            Limit(3, OFFICE_HOURS),
            [("2026-03-02 11:00", "2026-03-02 14:00")],
            "2026-03-02 15:00",
            id="working hours: lunch is no pause used",
        ),
    ],
)
def test_time_paused_does_not_count(limit: Limit, pauses: list[tuple[str, str]], expected: str) -> None:
    """Of days, 24:00 decides: the day of pausing does not count, the day of resuming does."""
    assert due("2026-03-02 09:00", limit, *pauses) == city(expected)


MARCH = date(2025, 3, 3)
OFFSETS = st.lists(st.integers(0, 90 * 24), min_size=0, max_size=6, unique=True).map(sorted)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(number=st.integers(1, 60), offsets=OFFSETS, unit=st.sampled_from([Unit.WORKING_DAYS, PLAIN_DAYS]))
def test_pauses_are_counted_like_day_by_day(number: int, offsets: list[int], unit: Unit) -> None:
    start = city("2025-03-03 10:00")
    ends = iter(start + timedelta(hours=offset) for offset in offsets)
    pauses = [Pause(began, ended) for began, ended in zip(ends, ends, strict=False)]
    day, counted = MARCH, 0
    while counted < number:
        day += timedelta(days=1)
        paused = any(p.began_at.date() <= day < p.ended_at.date() for p in pauses)
        counted += not paused and (unit is PLAIN_DAYS or COUNTING.calendar.is_workday(day))

    assert rules.due_day(start, Limit(number, unit), pauses, COUNTING) == day


@settings(derandomize=True, deadline=None, max_examples=200)
@given(number=st.integers(0, 200), offsets=OFFSETS)
def test_pauses_are_counted_like_hour_by_hour(number: int, offsets: list[int]) -> None:
    start = city("2025-03-03 10:00")
    ends = iter(start + timedelta(hours=offset) for offset in offsets)
    pauses = [Pause(began, ended) for began, ended in zip(ends, ends, strict=False)]
    moment, counted = start, 0
    while counted < number:
        counted += not any(p.began_at <= moment < p.ended_at for p in pauses)
        moment += timedelta(hours=1)

    assert rules.due(start, Limit(number, CLOCK_HOURS), pauses, COUNTING) == moment


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        pytest.param(
            make_limits(legal=workdays(5), warn=2), "2026-03-06 09:00", id="on the first of the last two days"
        ),
        pytest.param(
            make_limits(legal=workdays(5), warn=0), "2026-03-09 09:00", id="on the last day at the latest"
        ),
        pytest.param(
            make_limits(legal=workdays(5), warn=9), "2026-03-03 09:00", id="on the first day at the earliest"
        ),
        pytest.param(
            make_limits(legal=Limit(24, CLOCK_HOURS), warn=2), "2026-03-03 08:00", id="two hours before"
        ),
        pytest.param(
            make_limits(legal=Limit(1, CLOCK_HOURS), warn=2), "2026-03-02 10:00", id="from the start"
        ),
        pytest.param(
            make_limits(legal=workdays(20), promised=workdays(5), warn=2),
            "2026-03-06 09:00",
            id="before the promise",
        ),
        pytest.param(make_limits(legal=workdays(0), warn=1), "2026-03-02 09:00", id="due the same day"),
    ],
)
def test_people_are_warned_in_office_hours_while_units_are_left(limits: Limits, expected: str) -> None:
    assert rules.moments(city("2026-03-02 10:00"), limits, (), COUNTING).warn_at == city(expected)


def test_without_office_hours_people_are_warned_at_nine_and_never_at_midnight() -> None:
    moments = rules.moments(city("2026-03-02 10:00"), make_limits(), (), Counting(COUNTING.calendar))
    assert moments.warn_at is not None
    assert moments.warn_at.time() == time(9)


def test_a_clock_is_held_to_the_earlier_of_promise_and_law() -> None:
    limits = make_limits(legal=workdays(20), promised=workdays(5))
    moments = rules.moments(city("2026-03-02 10:00"), limits, (), COUNTING)

    assert moments.due_at == moments.promised_due_at == city("2026-03-10")
    assert moments.legal_due_at == city("2026-03-31")


def test_a_promise_in_another_unit_that_ends_after_the_law_does_not_lengthen_it() -> None:
    limits = make_limits(legal=workdays(1), promised=Limit(200, CLOCK_HOURS))
    moments = rules.moments(city("2026-03-02 10:00"), limits, (), COUNTING)

    assert moments.due_at == moments.legal_due_at == city("2026-03-04")


def test_a_pause_keeps_only_what_had_passed_before_it() -> None:
    ends = Moments(city("2026-04-01"), city("2026-03-10"), city("2026-03-10"), city("2026-03-05 09:00"))

    assert rules.moments_at_pause(ends, city("2026-03-06")) == Moments(None, None, None, ends.warn_at)
    assert rules.moments_at_pause(ends, city("2026-03-12")) == Moments(
        None, ends.promised_due_at, ends.due_at, ends.warn_at
    )


@pytest.mark.parametrize(
    ("stopped_at", "expected"),
    [
        pytest.param("2026-03-09 23:59", Outcome.ON_TIME, id="in the last minute"),
        pytest.param("2026-03-10 00:00", Outcome.AFTER_PROMISE, id="24:00 is too late"),
        pytest.param("2026-03-31 00:00", Outcome.AFTER_LAW, id="after both"),
    ],
)
def test_the_outcome_tells_promise_and_law_apart(stopped_at: str, expected: Outcome) -> None:
    ends = Moments(city("2026-03-31"), city("2026-03-10"), city("2026-03-10"), None)
    assert rules.outcome(city(stopped_at), ends) is expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-05 08:59", Light.GREEN),
        ("2026-03-05 09:00", Light.YELLOW),
        ("2026-03-09 23:59", Light.YELLOW),
        ("2026-03-10 00:00", Light.RED),
    ],
)
def test_a_clock_turns_yellow_when_near_and_red_when_late(now: str, expected: Light) -> None:
    ends = Moments(city("2026-03-31"), city("2026-03-10"), city("2026-03-10"), city("2026-03-05 09:00"))
    assert rules.light(ends, city(now)) is expected
    assert rules.light(Moments(None, None, None, None), city(now)) is Light.GREEN


def test_an_extension_lengthens_law_and_promise() -> None:
    longer = rules.extended(make_limits(legal=workdays(20), promised=workdays(15)), workdays(10))
    assert (longer.legal, longer.promised) == (workdays(30), workdays(25))


def test_an_extension_ends_a_promise_that_is_counted_otherwise() -> None:
    longer = rules.extended(make_limits(legal=workdays(20), promised=Limit(48, CLOCK_HOURS)), workdays(10))
    assert (longer.legal, longer.promised) == (workdays(30), None)


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        pytest.param(Limit(10, PLAIN_DAYS), "单位须与法定时限一致", id="another unit"),
        pytest.param(workdays(0), "要大于0", id="nothing"),
        pytest.param(workdays(1999), "期限应在0至2000", id="beyond reason"),
    ],
)
def test_an_extension_that_means_nothing_is_refused(by: Limit, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        rules.extended(make_limits(), by)


@pytest.mark.parametrize("number", [-1, 2001, 10**12])
def test_a_limit_beyond_reason_is_refused(number: int) -> None:
    with pytest.raises(Refused, match="期限应在0至2000个工作日之间"):
        workdays(number)


def test_limits_as_laws_give_them_are_accepted() -> None:
    rules.check_limits(make_limits(legal=workdays(20), promised=workdays(20)))
    rules.check_limits(make_limits(legal=workdays(1), promised=Limit(48, CLOCK_HOURS)))


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        pytest.param(make_limits(basis=" "), "请写明时限的依据", id="no basis"),
        pytest.param(make_limits(warn=-1), "不能是负数", id="negative warning"),
        pytest.param(make_limits(promised=workdays(21)), "不能长于法定时限", id="promise longer than law"),
    ],
)
def test_limits_that_cannot_stand_are_refused(limits: Limits, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        rules.check_limits(limits)


OPEN = {State.RUNNING, State.PAUSED}


@pytest.mark.parametrize(
    ("verb", "allowed"),
    [
        ("暂停", {State.RUNNING}),
        ("恢复", {State.PAUSED}),
        ("延长", OPEN),
        ("变更时限", OPEN),
        ("停止", OPEN),
        ("撤销", OPEN),
    ],
)
@pytest.mark.parametrize("state", list(State))
def test_each_state_allows_its_verbs_and_refuses_the_others(
    verb: str, allowed: set[State], state: State
) -> None:
    if state in allowed:
        rules.check_verb(verb, state)
    else:
        with pytest.raises(Refused, match=r"^该期限.*。$"):
            rules.check_verb(verb, state)


def test_things_happen_in_order_and_not_in_the_future() -> None:
    now = city("2026-03-05 12:00")
    rules.check_moment(now, city("2026-03-05 12:00"), now)
    with pytest.raises(Refused, match="不能晚于现在"):
        rules.check_moment(city("2026-03-05 12:01"), None, now)
    with pytest.raises(Refused, match="不能早于上一次变动（2026-03-04 09:00）"):
        rules.check_moment(city("2026-03-03"), city("2026-03-04 09:00"), now)

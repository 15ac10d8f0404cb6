from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.kernel.deadlines import rules, shipped, working
from yiwang.kernel.deadlines.office_hours import Period, Timetable, office_hours
from yiwang.kernel.deadlines.rules import Counting, Limit, Pause, Unit
from yiwang.kernel.deadlines.tests.makers import city, workdays
from yiwang.kernel.errors import Refused

HOURS = office_hours([Timetable(date(2026, 1, 1), (Period(time(9), time(12)), Period(time(13), time(17))))])
COUNTING = Counting(shipped.calendar(), HOURS)

Told = list[tuple[str, bool, str]]


def told(start: str, limit: Limit, *pauses: tuple[str, str], moves: bool = False) -> Told:
    spans = [Pause(city(began), city(ended), "补正材料") for began, ended in pauses]
    lines = working.of_limit(city(start), limit, spans, Counting(COUNTING.calendar, HOURS, moves))
    return [(f"{line.date:%m-%d}", line.counts, line.why) for line in lines]


def test_every_day_says_whether_and_why_it_counts() -> None:
    lines = told("2026-02-13 10:00", workdays(2))

    assert lines[0] == ("02-13", False, "起算事由发生当日，不计入（民法典第二百零一条）")
    assert lines[1] == ("02-14", True, "春节调休上班，第1个工作日")
    assert lines[2] == ("02-15", False, "春节放假，不计入")
    assert lines[-1] == ("02-24", True, "周二，第2个工作日")
    assert len(lines) == 12


def test_paused_days_name_the_ground() -> None:
    lines = told("2026-03-02 10:00", workdays(2), ("2026-03-03 09:00", "2026-03-05 09:00"))

    assert lines[1:] == [
        ("03-03", False, "暂停，不计入（补正材料）"),
        ("03-04", False, "暂停，不计入（补正材料）"),
        ("03-05", True, "周四，第1个工作日"),
        ("03-06", True, "周五，第2个工作日"),
    ]


def test_an_end_that_moves_says_why() -> None:
    lines = told("2026-04-24", Limit(7, Unit.CALENDAR_DAYS), moves=True)

    assert lines[7] == ("05-01", True, "劳动节放假，第7日")
    assert lines[8] == ("05-02", False, "劳动节放假，不能作为最后一日（民法典第二百零三条）")
    assert lines[-1] == ("05-06", False, "周三，期限顺延至此日届满（民法典第二百零三条）")


@pytest.mark.parametrize(
    ("limit", "pauses", "expected"),
    [
        pytest.param(
            Limit(20, Unit.HOURS),
            [],
            [("03-02", True, "10:00起算、计14小时"), ("03-03", True, "周二、计6小时")],
            id="hours",
        ),
        pytest.param(
            Limit(9, Unit.WORKING_HOURS),
            [],
            [("03-02", True, "10:00起算、计6小时"), ("03-03", True, "周二、计3小时")],
            id="working hours",
        ),
        pytest.param(
            Limit(90, Unit.MINUTES),
            [("2026-03-02 10:30", "2026-03-03 08:30")],
            [("03-02", True, "10:00起算、有暂停、计30分钟"), ("03-03", True, "周二、有暂停、计1小时")],
            id="minutes with a pause",
        ),
    ],
)
def test_hours_are_told_by_how_much_of_each_day_counted(
    limit: Limit, pauses: list[tuple[str, str]], expected: Told
) -> None:
    assert told("2026-03-02 10:00", limit, *pauses) == expected


def test_rest_days_give_no_working_hours() -> None:
    lines = told("2026-03-06 16:00", Limit(2, Unit.WORKING_HOURS))
    assert [(day, counts) for day, counts, _ in lines] == [
        ("03-06", True),
        ("03-07", False),
        ("03-08", False),
        ("03-09", True),
    ]
    assert lines[1][2] == "周六休息、不计入"


def test_a_count_between_two_days_is_told_the_same_way() -> None:
    lines = working.of_workdays(date(2026, 9, 30), date(2026, 10, 12), COUNTING.calendar)

    assert [line.number for line in lines if line.counts] == [1, 2, 3, 4]
    assert lines[-1].date == date(2026, 10, 12)
    with pytest.raises(Refused, match="2028年"):
        working.of_workdays(date(2027, 12, 30), date(2028, 1, 5), COUNTING.calendar)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    offsets=st.lists(st.integers(0, 60 * 24), max_size=4, unique=True).map(sorted),
    limit=st.builds(Limit, st.integers(1, 40), st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS])),
    moves=st.booleans(),
)
def test_the_working_ends_on_the_due_day_and_counts_the_whole_limit(
    offsets: list[int], limit: Limit, moves: bool
) -> None:
    start = city("2026-02-02 10:00")
    ends = iter(rules.due(start, Limit(offset, Unit.HOURS), (), COUNTING) for offset in offsets)
    pauses = [Pause(began, ended) for began, ended in zip(ends, ends, strict=False)]
    counting = Counting(COUNTING.calendar, HOURS, moves)

    lines = working.of_limit(start, limit, pauses, counting)

    assert lines[-1].date == rules.due_day(start, limit, pauses, counting)
    assert sum(line.counts for line in lines) == limit.number
    assert [line.number for line in lines if line.counts] == list(range(1, limit.number + 1))

"""Cases and checksums: ../shared/standards/calendar.md, sections 4 and 7 (notices of 2010 to 2026)."""

import json
from datetime import date, timedelta
from itertools import pairwise

import chinese_calendar
import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.kernel.deadlines import shipped
from yiwang.kernel.deadlines.calendar import OFF, WORK, Calendar, Day
from yiwang.kernel.deadlines.tests.makers import shared
from yiwang.kernel.errors import Refused

CALENDAR = shipped.calendar()
YEARS = range(2007, 2027)

# Section 4: total, then January to December.
CHECKSUMS = """
2010 250 20 17 23 21 20 21 22 22 22 17 22 23
2011 250 21 16 23 20 21 21 21 23 21 18 22 23
2012 249 17 21 23 19 22 20 22 23 21 18 22 21
2013 250 22 17 21 21 22 19 23 22 21 19 21 22
2014 250 22 17 21 21 21 20 23 21 22 19 20 23
2015 249 21 17 22 21 20 21 23 21 21 18 21 23
2016 250 20 18 23 20 21 21 21 23 21 18 22 22
2017 249 19 19 23 19 21 22 21 23 22 17 22 21
2018 250 22 17 22 20 22 20 22 23 21 18 22 21
2019 250 22 17 21 22 21 19 23 22 21 19 21 22
2020 249 17 20 22 22 19 21 23 21 23 17 21 23
2021 250 20 17 23 22 19 21 22 22 22 17 22 23
2022 249 21 16 23 21 20 21 21 23 21 18 22 22
2023 249 18 20 23 20 21 21 21 23 20 19 22 21
2024 251 22 18 21 22 21 19 23 22 21 19 21 22
2025 248 19 19 21 22 19 20 23 21 23 18 20 23
2026 248 21 16 22 21 19 21 23 21 22 18 21 23
"""


def day(written: str) -> date:
    return date.fromisoformat(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("2026-02-14", True, id="1: make-up Saturday of 春节 2026"),
        pytest.param("2026-02-23", False, id="2: last day of the block of nine"),
        pytest.param("2024-02-09", True, id="3: 除夕 2024 was no day off"),
        pytest.param("2020-02-01", False, id="4: the extension cancelled the make-up day"),
        pytest.param("2011-12-31", True, id="belongs to 元旦 2012"),
        pytest.param("2018-12-29", True, id="belongs to 元旦 2019"),
        pytest.param("2015-09-03", False, id="抗战胜利70周年纪念日"),
        pytest.param("2012-09-30", False, id="中秋节 inside 国庆节"),
    ],
)
def test_a_day_is_a_working_day_or_not_as_the_notices_say(written: str, expected: bool) -> None:
    assert CALENDAR.is_workday(day(written)) is expected


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        pytest.param("2026-02-13", 1, "2026-02-14", id="5"),
        pytest.param("2026-02-13", 2, "2026-02-24", id="6"),
        pytest.param("2024-01-29", 20, "2024-02-29", id="7"),
        pytest.param("2023-09-20", 20, "2023-10-24", id="8"),
        pytest.param("2025-09-26", 20, "2025-10-30", id="9"),
        pytest.param("2015-08-31", 5, "2015-09-08", id="10"),
        pytest.param("2019-04-26", 5, "2019-05-06", id="11"),
        pytest.param("2020-01-17", 20, "2020-02-21", id="12"),
        pytest.param("2010-09-17", 5, "2010-09-26", id="13: two make-up days in a row"),
        pytest.param("2022-12-30", 1, "2023-01-03", id="14"),
        pytest.param("2012-03-30", 3, "2012-04-05", id="15"),
        pytest.param("2026-02-15", 1, "2026-02-24", id="an event on a day off"),
        pytest.param("2006-12-31", 1, "2007-01-04", id="only the days counted need a calendar"),
        pytest.param("2026-05-05", 0, "2026-05-05", id="no days: the event day itself"),
    ],
)
def test_day_one_is_the_day_after_the_event(start: str, number: int, expected: str) -> None:
    assert CALENDAR.add_workdays(day(start), number) == day(expected)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param("2026-09-30", "2026-10-12", 4, id="16"),
        pytest.param("2026-02-09", "2026-02-25", 7, id="17"),
        pytest.param("2026-02-09", "2026-02-09", 0, id="the event day itself never counts"),
        pytest.param("2006-12-31", "2026-12-31", 4991, id="twenty years"),
    ],
)
def test_working_days_are_counted_after_the_first_up_to_the_last(start: str, end: str, expected: int) -> None:
    assert CALENDAR.count_workdays(day(start), day(end)) == expected


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(Refused, match="早于"):
        CALENDAR.count_workdays(day("2026-02-10"), day("2026-02-09"))


@pytest.mark.parametrize("line", CHECKSUMS.strip().splitlines())
def test_a_year_and_its_months_have_as_many_working_days_as_the_checksums_say(line: str) -> None:
    year, total, *months = map(int, line.split())
    ends = [date(year, month, 1) - timedelta(days=1) for month in range(1, 13)] + [date(year, 12, 31)]

    counted = [CALENDAR.count_workdays(a, b) for a, b in pairwise(ends)]

    assert counted == months
    assert CALENDAR.count_workdays(ends[0], ends[-1]) == total == sum(months)


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda c: c.add_workdays(date(2027, 12, 31), 1), id="the first day lies in 2028"),
        pytest.param(lambda c: c.add_workdays(date(2027, 12, 1), 60), id="the last day lies in 2028"),
        pytest.param(lambda c: c.count_workdays(date(2027, 12, 1), date(2028, 1, 1)), id="counted into 2028"),
        pytest.param(lambda c: c.is_workday(date(2028, 1, 1)), id="a day of 2028"),
        pytest.param(lambda c: c.workday_on_or_after(date(2028, 1, 1)), id="an end in 2028"),
    ],
)
def test_a_year_without_calendar_is_refused_by_name_and_never_guessed(ask: object) -> None:
    with pytest.raises(Refused, match="2028年的节假日安排尚未录入"):
        ask(CALENDAR)  # type: ignore[operator]


def test_without_the_days_expected_by_law_the_next_year_is_refused_too() -> None:
    """calendar.md §7 case 18."""
    strict = Calendar(CALENDAR.years, CALENDAR.days.values())
    assert strict.provisional_year is None
    with pytest.raises(Refused, match="2027年的节假日安排尚未录入"):
        strict.add_workdays(date(2026, 12, 31), 1)


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        pytest.param("2026-12-31", 1, "2027-01-04", id="18: over 元旦, a Friday, and the weekend"),
        pytest.param("2027-02-04", 1, "2027-02-11", id="over 除夕 to 初三, two of which fall on a weekend"),
        pytest.param("2027-04-30", 1, "2027-05-05", id="over 劳动节, a weekend made up for"),
        pytest.param("2026-12-31", 248, "2027-12-31", id="as many working days as 13 days off leave"),
    ],
)
def test_the_year_after_the_last_known_one_is_counted_by_the_days_off_of_the_law(
    start: str, number: int, expected: str
) -> None:
    """国务院令第795号: 元旦 1, 春节 4, 清明 1, 劳动节 2, 端午 1, 中秋 1, 国庆 3."""
    found = CALENDAR.add_workdays(day(start), number)
    assert found == day(expected)
    assert CALENDAR.is_provisional(found)
    assert not CALENDAR.is_provisional(date(2026, 12, 31))


def test_a_day_off_that_is_only_expected_says_so() -> None:
    assert CALENDAR.reason(date(2027, 2, 8)) == "春节放假（暂按法定节假日）"


def test_what_a_notice_said_of_the_next_year_goes_before_what_is_expected() -> None:
    """The notice for 2026 could lay down the first days of 2027, as those of 2011 and 2016 did."""
    said = [
        Day(date(2027, 1, 4), OFF, "元旦", "国办发明电〔2025〕7号"),
        Day(date(2027, 1, 1), WORK, "元旦", "同上"),
    ]
    calendar = Calendar([2026], said, [Day(date(2027, 1, 1), OFF, "元旦")])
    assert calendar.add_workdays(date(2026, 12, 31), 2) == date(2027, 1, 5)
    assert calendar.reason(date(2027, 1, 4)) == "元旦放假"


def test_the_expected_days_off_are_those_of_the_holidays_package_without_one_wrong() -> None:
    china = holidays.country_holidays("CN", years=range(2027, 2041))
    rows = {day(row["date"]) for row in shipped.rows("statutory")}
    assert rows == set(china)


def test_a_limit_may_end_on_the_last_working_day_of_the_last_known_year() -> None:
    assert CALENDAR.add_workdays(date(2026, 12, 30), 1) == date(2026, 12, 31)


@pytest.mark.parametrize("start", [date(2030, 5, 1), date(9999, 12, 31)])
def test_a_start_far_behind_the_calendar_is_refused(start: date) -> None:
    with pytest.raises(Refused, match="尚未录入"):
        CALENDAR.add_workdays(start, 1)


def test_a_gap_between_known_years_is_refused_and_not_jumped() -> None:
    gappy = Calendar([2024, 2026], [])

    assert gappy.add_workdays(date(2025, 12, 31), 1) == date(2026, 1, 1)
    with pytest.raises(Refused, match="2025年"):
        gappy.add_workdays(date(2024, 12, 30), 2)
    with pytest.raises(Refused, match="2025年"):
        gappy.count_workdays(date(2024, 12, 30), date(2026, 1, 2))


def test_a_limit_that_ends_on_a_rest_day_may_move_to_the_next_working_day() -> None:
    assert CALENDAR.workday_on_or_after(date(2026, 2, 15)) == date(2026, 2, 24)
    assert CALENDAR.workday_on_or_after(date(2026, 2, 14)) == date(2026, 2, 14)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-02-14", "春节调休上班"),
        ("2026-02-16", "春节放假"),
        ("2026-03-07", "周六休息"),
        ("2026-03-09", "周一"),
    ],
)
def test_every_day_has_its_reason(written: str, expected: str) -> None:
    assert CALENDAR.reason(day(written)) == expected


def test_every_row_of_the_holiday_data_is_in_the_calendar() -> None:
    """../shared/data/codes/holidays.jsonl: 417 days from NateScarlet/holiday-cn, read off the notices."""
    rows = [json.loads(line) for line in shared("data/codes/holidays.jsonl").read_text().splitlines()]

    differing = [
        row
        for row in rows
        if CALENDAR.days[day(row["date"])].kind != (OFF if row["off"] else WORK)
        or (day(row["date"]).year >= 2007 and CALENDAR.is_workday(day(row["date"])) is row["off"])
    ]

    assert len(rows) == 417
    assert differing == []


def every_day() -> list[date]:
    first = date(2007, 1, 1)
    return [first + timedelta(days=number) for number in range((date(2026, 12, 31) - first).days + 1)]


def test_chinesecalendar_agrees_on_every_day() -> None:
    assert [d for d in every_day() if CALENDAR.is_workday(d) is not chinese_calendar.is_workday(d)] == []


def test_the_holidays_package_agrees_on_every_day() -> None:
    china = holidays.country_holidays("CN", years=YEARS)
    assert [d for d in every_day() if CALENDAR.is_workday(d) is not china.is_working_day(d)] == []


def brute_add(start: date, number: int) -> date:
    counted = 0
    while counted < number:
        start += timedelta(days=1)
        counted += CALENDAR.is_workday(start)
    return start


STARTS = st.dates(date(2006, 12, 31), date(2025, 12, 31))


@settings(derandomize=True, deadline=None, max_examples=300)
@given(start=STARTS, number=st.integers(0, 240))
def test_adding_equals_stepping_day_by_day(start: date, number: int) -> None:
    assert CALENDAR.add_workdays(start, number) == brute_add(start, number)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(start=STARTS, number=st.integers(1, 240))
def test_counting_undoes_adding(start: date, number: int) -> None:
    end = CALENDAR.add_workdays(start, number)
    assert CALENDAR.is_workday(end)
    assert CALENDAR.count_workdays(start, end) == number


@settings(derandomize=True, deadline=None, max_examples=200)
@given(start=STARTS, first=st.integers(0, 100), second=st.integers(0, 100))
def test_two_limits_one_after_the_other_are_as_long_as_both_together(
    start: date, first: int, second: int
) -> None:
    both = CALENDAR.add_workdays(start, first + second)
    assert CALENDAR.add_workdays(CALENDAR.add_workdays(start, first), second) == both


@settings(derandomize=True, deadline=None, max_examples=100)
@given(
    rows=st.dictionaries(
        st.dates(date(2030, 1, 1), date(2031, 12, 31)), st.sampled_from([OFF, WORK]), max_size=40
    ),
    start=st.dates(date(2029, 12, 31), date(2030, 12, 31)),
    number=st.integers(1, 200),
)
def test_any_calendar_is_counted_right(rows: dict[date, str], start: date, number: int) -> None:
    calendar = Calendar([2030, 2031], [Day(on, kind, "假日") for on, kind in rows.items()])
    steps, found = 0, start
    while steps < number:
        found += timedelta(days=1)
        steps += rows.get(found, WORK if found.weekday() < 5 else OFF) == WORK

    assert calendar.add_workdays(start, number) == found

from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.kernel.deadlines import shipped
from yiwang.kernel.deadlines.office_hours import (
    NO_OFFICE_HOURS,
    Period,
    Timetable,
    add_office_time,
    count_office_time,
    office_hours,
)
from yiwang.kernel.deadlines.tests.makers import city
from yiwang.kernel.errors import Refused

MORNING, AFTERNOON = Period(time(9), time(12)), Period(time(13, 30), time(17, 30))
WINTER = Timetable(date(2025, 1, 1), (MORNING, AFTERNOON))
SUMMER = Timetable(date(2025, 6, 1), (Period(time(8), time(12)),))
HOURS = office_hours([SUMMER, WINTER])


def test_a_day_follows_the_last_timetable_that_has_begun() -> None:
    assert HOURS.periods(date(2025, 5, 31)) == (MORNING, AFTERNOON)
    assert HOURS.periods(date(2025, 6, 1)) == (Period(time(8), time(12)),)
    assert HOURS.opening(date(2025, 6, 1)) == time(8)


def test_office_hours_are_not_guessed() -> None:
    assert HOURS.periods(date(2025, 1, 1))
    with pytest.raises(Refused, match="2024-12-31的办公时间尚未设置"):
        HOURS.periods(date(2024, 12, 31))
    with pytest.raises(Refused, match="办公时间尚未设置"):
        add_office_time(shipped.calendar(), NO_OFFICE_HOURS, city("2026-03-02 10:00"), timedelta(hours=1))


@pytest.mark.parametrize(
    "periods",
    [
        pytest.param((), id="none"),
        pytest.param((Period(time(12), time(9)),), id="reversed"),
        pytest.param((Period(time(9), time(9)),), id="empty"),
        pytest.param((Period(time(9), time(13)), Period(time(12), time(17))), id="overlapping"),
    ],
)
def test_openings_that_make_no_sense_are_refused(periods: tuple[Period, ...]) -> None:
    with pytest.raises(Refused) as refused:
        office_hours([Timetable(date(2025, 1, 1), periods)])
    assert refused.value.field == "periods"


@settings(derandomize=True, deadline=None, max_examples=200)
@given(offset=st.integers(0, 300 * 1440), minutes=st.integers(1, 3000))
def test_counting_office_time_undoes_adding_it(offset: int, minutes: int) -> None:
    start, span = city("2025-01-02") + timedelta(minutes=offset), timedelta(minutes=minutes)
    end = add_office_time(shipped.calendar(), HOURS, start, span)
    assert count_office_time(shipped.calendar(), HOURS, start, end) == span


def test_no_office_time_passes_backwards() -> None:
    later, earlier = city("2025-03-04"), city("2025-03-03")
    assert count_office_time(shipped.calendar(), HOURS, later, earlier) == timedelta()

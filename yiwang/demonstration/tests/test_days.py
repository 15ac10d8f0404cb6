"""On which days did things happen in the demonstration city?"""

from datetime import date

import pytest

from yiwang.demonstration.days import at
from yiwang.demonstration.tests.makers import make_days
from yiwang.kernel.deadlines import shipped


def test_the_last_day_is_a_working_day_before_the_city_is_made():
    assert make_days().back(0) == date(2026, 11, 20)


def test_a_year_of_days_holds_working_days_only():
    days, calendar = make_days(), shipped.calendar()
    assert all(calendar.is_workday(days.back(number)) for number in range(261))


def test_a_city_made_in_the_year_ahead_takes_its_days_as_they_are_expected():
    assert make_days(made_on=date(2027, 2, 11)).back(0) == date(2027, 2, 4)  # before 除夕


def test_a_city_made_in_a_year_that_cannot_be_counted_takes_the_last_days_before_it():
    assert make_days(made_on=date(2028, 3, 1)).back(0) == date(2027, 12, 30)


def test_more_than_a_year_back_is_refused():
    with pytest.raises(IndexError):
        make_days().back(300)


@pytest.mark.parametrize(("number", "expected"), [(1, date(2026, 11, 20)), (2, date(2026, 11, 19))])
def test_days_before_a_day_are_working_days(number, expected):
    assert make_days().before(date(2026, 11, 23), number) == expected


def test_minutes_are_counted_from_midnight_in_the_city():
    assert at(date(2026, 11, 20), 9 * 60 + 5).isoformat() == "2026-11-20T09:05:00+08:00"

"""Which figures does the board of the exchange show for a period?"""

from datetime import date

import pytest

from yiwang.kernel.exchange.forms.periods import PeriodForm
from yiwang.kernel.exchange.models import DailyCount
from yiwang.kernel.exchange.queries import Period
from yiwang.kernel.exchange.reckoning import board, period_of, rate
from yiwang.kernel.exchange.tests.makers import make_clerk
from yiwang.kernel.organizations.tests.makers import make_root, make_unit

THURSDAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("code", "since"),
    [
        ("week", date(2026, 11, 23)),
        ("month", date(2026, 11, 1)),
        ("year", date(2026, 1, 1)),
        ("", date(2026, 11, 1)),
    ],
)
def test_a_period_runs_from_its_first_day_to_today(code, since):
    assert period_of(code, THURSDAY) == Period(since, THURSDAY)


@pytest.mark.parametrize(
    ("received", "signed", "shown"),
    [(0, 0, "—"), (0, 3, "—"), (3, 2, "66.7%"), (4, 4, "100.0%"), (2, 3, "150.0%")],
)
def test_the_rate_is_what_was_signed_for_of_what_arrived(received, signed, shown):
    assert rate({"received": received, "signed": signed}) == shown


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"period": "custom"}, "since"),
        ({"period": "custom", "since": "2026-11-01"}, "since"),
        ({"period": "custom", "since": "2026-11-02", "until": "2026-11-01"}, "until"),
        ({"period": "custom", "since": "2016-01-01", "until": "2026-01-01"}, "until"),
        ({"period": "custom", "since": "x", "until": "2026-01-01"}, "since"),
        ({"period": "century"}, "period"),
        ({"category": "service"}, "category"),
    ],
)
def test_a_period_that_makes_no_sense_is_said_and_the_month_shown(given, wrong):
    form = PeriodForm(given, THURSDAY)
    assert form.chosen() == Period(date(2026, 11, 1), THURSDAY)
    assert list(form.errors) == [wrong]


def test_a_period_of_ones_own_is_taken_as_it_is():
    form = PeriodForm({"period": "custom", "since": "2026-01-01", "until": "2026-01-31"}, THURSDAY)
    assert form.chosen() == Period(date(2026, 1, 1), date(2026, 1, 31))
    assert form.category_chosen() == ""


def count(unit, day, category="document", **numbers):
    DailyCount.objects.create(unit=unit, day=day, category=category, **numbers)


@pytest.mark.django_db
def test_the_board_adds_up_units_days_and_categories():
    clerk = make_clerk()
    below = make_unit(parent=clerk.unit)
    count(clerk.unit, date(2026, 11, 2), sent=1, addressed=20, received=4, signed=3)
    count(clerk.unit, date(2026, 11, 2), "information", received=2, signed=2)
    count(below, date(2026, 11, 4), received=10, signed=10, returned=1)
    count(make_unit(), date(2026, 11, 4), received=99)
    count(clerk.unit, date(2026, 10, 31), received=99)
    shown = board(clerk, Period(date(2026, 11, 1), date(2026, 11, 5)), "")
    assert (shown.totals["received"], shown.totals["signed"], shown.totals["addressed"]) == (16, 15, 20)
    assert [each.unit for each in shown.ranking] == [below, clerk.unit]
    assert [point.numbers["received"] for point in shown.trend] == [0, 6, 0, 10, 0]
    assert shown.trend[1].label == "11月2日"
    documents = board(clerk, Period(date(2026, 11, 1), date(2026, 11, 5)), "document")
    assert documents.totals["received"] == 14
    assert shown.rate == "93.8%"


@pytest.mark.django_db
def test_a_long_period_is_shown_by_month_and_adds_up_to_the_same():
    clerk = make_clerk()
    for month in (1, 1, 3):
        day = date(2026, month, 10 + DailyCount.objects.count())
        count(clerk.unit, day, received=5)
    shown = board(clerk, Period(date(2026, 1, 15), date(2026, 4, 2)), "")
    assert [(point.label, point.numbers["received"]) for point in shown.trend] == [
        ("2026年1月", 0),
        ("2026年2月", 0),
        ("2026年3月", 5),
        ("2026年4月", 0),
    ]
    assert (shown.trend[0].since, shown.trend[-1].until) == (date(2026, 1, 15), date(2026, 4, 2))


@pytest.mark.django_db
def test_an_inner_office_of_a_unit_sees_the_figures_of_the_unit():
    unit = make_unit()
    clerk = make_clerk(unit=make_unit(parent=unit, kind="office"))
    count(unit, date(2026, 11, 2), received=4)
    assert board(clerk, Period(date(2026, 11, 1), date(2026, 11, 5)), "").totals["received"] == 4


@pytest.mark.django_db
def test_the_root_sees_the_whole_city():
    count(make_unit(), date(2026, 11, 2), received=4)
    root = make_clerk(unit=make_root())
    assert board(root, Period(date(2026, 11, 1), date(2026, 11, 5)), "").totals["received"] == 4

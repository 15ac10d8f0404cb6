from datetime import date

import pytest
from django.apps import apps

from yiwang.kernel.deadlines import in_force, shipped
from yiwang.kernel.deadlines.models import CalendarChange, CalendarDay, Notice
from yiwang.kernel.deadlines.tests.makers import shared

DAYS_OF_2019 = {"2019-04-28", "2019-05-02", "2019-05-03", "2019-05-05"}


@pytest.mark.django_db
def test_loading_stores_every_notice_and_day() -> None:
    assert shipped.load(apps) == len(shipped.rows("notices")) == 23
    assert CalendarDay.objects.count() == len(shipped.rows("days"))
    assert set(Notice.objects.filter(covers_year=True).values_list("year", flat=True)) == set(
        range(2007, 2027)
    )


@pytest.mark.django_db
def test_loading_again_stores_nothing() -> None:
    shipped.load(apps)
    counts = [model.objects.count() for model in (Notice, CalendarDay, CalendarChange)]

    assert shipped.load(apps) == 0
    assert [model.objects.count() for model in (Notice, CalendarDay, CalendarChange)] == counts


@pytest.mark.django_db
def test_a_year_that_somebody_entered_by_hand_is_left_as_it_is() -> None:
    mine = Notice.objects.create(
        number="市府办〔2019〕1号",
        title="",
        year=2020,
        covers_year=True,
        published_on="2019-12-01",
        entered_by="李明",
    )

    shipped.load(apps)

    assert list(Notice.objects.filter(year=2020)) == [mine]
    assert Notice.objects.count() == 22


@pytest.mark.django_db
def test_the_stored_calendar_equals_the_shipped_one() -> None:
    shipped.load(apps)
    stored = in_force.calendar()

    assert stored is not shipped.calendar()
    assert stored.years == shipped.calendar().years
    assert stored.days == shipped.calendar().days


@pytest.mark.django_db
def test_a_database_without_calendar_answers_with_the_shipped_one() -> None:
    assert in_force.calendar() is shipped.calendar()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "known_on", "kinds"),
    [
        pytest.param("2019-05-02", "2019-03-21", [], id="2019: one day off before the change"),
        pytest.param("2019-05-02", "2019-03-22", ["off"], id="2019: four days off after it"),
        pytest.param("2019-05-01", "2019-03-21", ["off"], id="2019: 1 May by the first notice"),
        pytest.param("2019-05-01", "2019-03-22", ["off"], id="2019: 1 May by the second"),
        pytest.param("2020-02-01", "2020-01-26", ["work"], id="2020: make-up day before the extension"),
        pytest.param("2020-02-01", "2020-01-27", ["off"], id="2020: day off after it"),
        pytest.param("2015-09-03", "2015-05-12", [], id="2015: before the anniversary was declared"),
        pytest.param("2015-09-03", "2015-05-13", ["off"], id="2015: after"),
    ],
)
def test_what_was_known_on_a_day_is_kept(on: str, known_on: str, kinds: list[str]) -> None:
    shipped.load(apps)
    known = CalendarDay.objects.known_on(date.fromisoformat(known_on)).filter(date=on)
    assert [row.kind for row in known] == kinds


def test_the_calendar_equals_the_machine_readable_block_of_the_standard() -> None:
    """../shared/standards/calendar.md section 6: off from, to, make-up days of 2010 to 2026."""
    block = shared("standards/calendar.md").read_text().split("```")[1]
    expected: dict[date, str] = {}
    for line in block.strip().splitlines():
        _, _, first, last, worked = line.split(";")
        ordinals = range(date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal() + 1)
        expected |= {date.fromordinal(ordinal): "off" for ordinal in ordinals}
        expected |= {date.fromisoformat(day): "work" for day in worked.split(",") if day}

    shipped_days = {
        day.date: day.kind for day in shipped.calendar().days.values() if 2010 <= day.date.year <= 2026
    }

    assert shipped_days == expected

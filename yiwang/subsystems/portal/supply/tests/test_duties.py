from datetime import UTC, date, datetime

import pytest

from yiwang.kernel.deadlines import moments
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.kernel.publications.models import Placement
from yiwang.subsystems.portal.supply import queries
from yiwang.subsystems.portal.supply.actions.reminding import look_after_columns
from yiwang.subsystems.portal.supply.models import Lapse
from yiwang.subsystems.portal.supply.tests import makers
from yiwang.subsystems.portal.tests.makers import AUTHOR, make_column, make_officer, make_published

pytestmark = pytest.mark.django_db
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


@pytest.fixture
def clock(monkeypatch):
    """Noon in the city on a day that the test sets."""

    def at(day: date) -> None:
        moment = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        monkeypatch.setattr(moments.timezone, "now", lambda: moment)

    at(date(2026, 11, 1))
    return at


def updated(column, day: date) -> None:
    moment = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    Placement.objects.filter(column=column.slug).update(published_at=moment)


def subjects(post) -> list[str]:
    found = Notice.objects.filter(person=post.person, link="/office/supply/duties/")
    return list(found.order_by("pk").values_list("subject", flat=True))


def test_the_responsible_unit_is_reminded_once_before_and_once_after(clock):
    unit = make_unit()
    editor = make_post(unit=unit, roles=[AUTHOR], starts_on=date(2020, 1, 1))
    column = make_column(unit=unit, update_days=14, title="工作动态")
    make_published(column_id=column.pk)
    updated(column, date(2026, 11, 1))
    for day in range(2, 19):
        clock(date(2026, 11, day))
        look_after_columns()
        look_after_columns()
    assert subjects(editor) == [
        "栏目更新即将到期：云泽市人民政府“工作动态”",
        "栏目更新超期：云泽市人民政府“工作动态”",
    ]
    updated(column, date(2026, 11, 18))
    clock(date(2026, 11, 19))
    look_after_columns()
    assert len(subjects(editor)) == 2
    clock(date(2026, 12, 1))
    look_after_columns()
    assert len(subjects(editor)) == 3


def test_a_lapse_keeps_what_was_missed(clock):
    unit = make_unit()
    column = make_column(unit=unit, update_days=14)
    make_published(column_id=column.pk)
    updated(column, date(2026, 10, 20))
    clock(date(2026, 11, 3))
    look_after_columns()
    assert not Lapse.objects.exists()
    clock(date(2026, 11, 6))
    look_after_columns()
    look_after_columns()
    lapse = Lapse.objects.get()
    assert (lapse.began_on, lapse.ended_on, lapse.unit) == (date(2026, 11, 4), None, unit)
    post = make_officer(AUTHOR)
    assert [row.days for row in queries.lapses(post, NOVEMBER)] == [3]
    updated(column, date(2026, 11, 7))
    clock(date(2026, 11, 8))
    look_after_columns()
    lapse.refresh_from_db()
    assert lapse.ended_on == date(2026, 11, 7)
    assert [row.days for row in queries.lapses(post, NOVEMBER)] == [3]
    assert queries.lapses(make_post(roles=[AUTHOR]), NOVEMBER) == []


def test_the_board_counts_each_site_for_itself_in_three_queries(clock, django_assert_num_queries):
    site = makers.make_other_site()
    here = make_column(slug="gzdt", update_days=14)
    there = makers.make_own_column(site, slug="gzdt", update_days=14)
    make_published(column_id=here.pk)
    updated(here, date(2026, 11, 1))
    root = make_officer(AUTHOR)
    with django_assert_num_queries(2):
        rows = queries.board(root)
    assert [(row.duty.column, row.label) for row in rows] == [(there, "超期"), (here, "正常")]
    local = make_post(unit=site.unit, roles=[AUTHOR])
    assert [row.duty.column for row in queries.board(local)] == [there]
    assert queries.board(root, stage="soon") == []

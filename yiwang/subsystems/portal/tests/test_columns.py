"""Columns are opened, changed, moved, ordered and closed, each with one audit entry."""

import pytest
from django.db import IntegrityError, transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.portal.actions import columns, sites
from yiwang.subsystems.portal.actions.columns import Particulars
from yiwang.subsystems.portal.actions.sites import Registration
from yiwang.subsystems.portal.models import Column, Site
from yiwang.subsystems.portal.tests.makers import AUTHOR, KEEPER, make_column, make_officer, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return actor(make_officer(KEEPER))


def last_act():
    return Entry.objects.order_by("number").last()


def test_a_column_is_opened_last_among_its_siblings(keeper):
    first = columns.open_column(keeper, make_site(), "zwgk", Particulars("政务公开"))
    second = columns.open_column(
        keeper, make_site(), "zcwj", Particulars("政策文件", kind="documents"), first
    )
    third = columns.open_column(keeper, make_site(), "tzgg", Particulars("通知公告"), first)
    assert (second.parent, second.order, third.order) == (first, 1, 2)
    assert (last_act().act, last_act().detail["parent"]) == ("portal.column_open", "政务公开")


@pytest.mark.parametrize(
    ("slug", "particulars", "field"),
    [
        ("zwgk", Particulars("别的名称"), "slug"),
        ("other", Particulars("政务公开"), "title"),
        ("other", Particulars(" "), "title"),
        ("Big", Particulars("别的名称"), "slug"),
        ("other", Particulars("别的名称", kind="link"), "link"),
        ("other", Particulars("别的名称", kind="page-builder"), "kind"),
    ],
)
def test_a_column_that_breaks_a_rule_is_not_opened(keeper, slug, particulars, field):
    columns.open_column(keeper, make_site(), "zwgk", Particulars("政务公开"))
    with pytest.raises(Refused) as refused:
        columns.open_column(keeper, make_site(), slug, particulars)
    assert refused.value.field == field


def test_a_renamed_column_keeps_its_address_and_the_record_says_what_changed(keeper):
    column = columns.open_column(keeper, make_site(), "tzgg", Particulars("通知"))
    columns.change_column(keeper, column.pk, Particulars("通知公告", update_days=183))
    column.refresh_from_db()
    assert (column.title, column.slug, column.update_days) == ("通知公告", "tzgg", 183)
    assert last_act().detail["changed"] == {"title": ["通知", "通知公告"], "update_days": ["", "183"]}
    number = last_act().number
    columns.change_column(keeper, column.pk, Particulars("通知公告", update_days=183))
    assert last_act().number == number


def test_a_column_is_moved_but_never_below_itself(keeper):
    top, other = make_column(), make_column()
    child = make_column(parent=top)
    columns.move_column(keeper, child.pk, other)
    child.refresh_from_db()
    assert child.parent == other
    with pytest.raises(Refused, match="自己"):
        columns.move_column(keeper, other.pk, child)
    columns.move_column(keeper, child.pk, None)
    assert last_act().act == "portal.column_move"


def test_a_column_stays_on_its_site(keeper):
    foreign = make_column(site=make_site(slug="rsj", domain="rsj.yunze.gov.cn"))
    with pytest.raises(Refused, match="同一网站"):
        columns.move_column(keeper, make_column().pk, foreign)


def test_siblings_are_put_in_order(keeper):
    first, second, third = (make_column() for _ in range(3))
    columns.order_columns(keeper, make_site(), None, [third.pk, first.pk, second.pk])
    assert list(Column.objects.in_order()) == [third, first, second]
    with pytest.raises(Refused, match="刷新"):
        columns.order_columns(keeper, make_site(), None, [third.pk, first.pk])


def test_a_column_closes_after_its_children_and_opens_again(keeper):
    top = make_column()
    child = make_column(parent=top)
    with pytest.raises(Refused, match=child.title):
        columns.close_column(keeper, top.pk, "栏目合并")
    columns.close_column(keeper, child.pk, "栏目合并")
    columns.close_column(keeper, top.pk, "栏目合并")
    with pytest.raises(Refused, match="已经关闭"):
        columns.close_column(keeper, top.pk, "栏目合并")
    with pytest.raises(Refused, match="已关闭"):
        columns.reopen_column(keeper, child.pk)
    columns.reopen_column(keeper, top.pk)
    columns.reopen_column(keeper, child.pk)
    assert last_act().act == "portal.column_reopen"


def test_only_the_keeper_of_columns_changes_them():
    author = actor(make_officer(AUTHOR))
    with pytest.raises(Refused, match="权限"):
        columns.open_column(author, make_site(), "zwgk", Particulars("政务公开"))
    with pytest.raises(Refused, match="权限"):
        columns.close_column(author, make_column().pk, "栏目合并")


def test_the_database_refuses_twin_columns():
    column = make_column(title="通知公告")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_column(title="通知公告")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_column(slug=column.slug)


# Sites


def registration(**changes):
    fields = {
        "name": "云泽市人民政府",
        "domain": "www.yunze.gov.cn",
        "identification_code": "4199000001",
        "sponsor": "云泽市人民政府办公室",
        **changes,
    }
    return Registration(**fields)


def test_a_site_is_registered_and_changed(keeper):
    site = sites.open_site(keeper, "main", registration())
    sites.change_site(keeper, site.pk, registration(icp_number="云ICP备2026000001号"))
    assert Site.objects.get().icp_number == "云ICP备2026000001号"
    assert last_act().detail["changed"] == {"icp_number": ["", "云ICP备2026000001号"]}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"identification_code": "440300002"}, "identification_code"),
        ({"domain": "www.yunze.com"}, "domain"),
        ({"name": " "}, "name"),
        ({"sponsor": ""}, "sponsor"),
    ],
)
def test_a_site_that_breaks_the_norm_is_not_registered(keeper, changes, field):
    with pytest.raises(Refused) as refused:
        sites.open_site(keeper, "main", registration(**changes))
    assert refused.value.field == field


def test_a_domain_is_registered_once(keeper):
    sites.open_site(keeper, "main", registration())
    with pytest.raises(Refused) as refused:
        sites.open_site(keeper, "other", registration())
    assert refused.value.field == "domain"
    with pytest.raises(Refused) as refused:
        sites.open_site(keeper, "main", registration(domain="rsj.yunze.gov.cn"))
    assert refused.value.field == "slug"

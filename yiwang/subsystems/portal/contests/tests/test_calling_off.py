"""A contest that was announced and is not held ends in public, with its reason."""

import pytest

from yiwang.kernel.audit.models import Entry as Audited
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import actor, make_unit, sign_in
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.contests import rules, waiting
from yiwang.subsystems.portal.contests.actions import calling_off, running
from yiwang.subsystems.portal.contests.models import Contest
from yiwang.subsystems.portal.contests.tests import makers

pytestmark = pytest.mark.django_db
REASON = "与省级评比合并，\n今年不再单独开展。"


@pytest.fixture
def organiser():
    return makers.make_organiser()


@pytest.fixture
def sites():
    return [makers.make_watched(name=name) for name in ("水利局网站", "教育局网站")]


@pytest.fixture
def judge():
    return makers.make_judge()


@pytest.fixture
def announced(organiser, sites, judge):
    return makers.make_announced(organiser, sites, [judge])


def test_the_public_reads_why_and_units_and_judges_are_told(organiser, announced, sites, judge):
    keeper = makers.make_keeper(sites[0])
    contest = calling_off.call_off(actor(organiser), announced.pk, REASON)
    notice = Publication.objects.get(pk=contest.called_off_as_id)
    assert notice.title == "关于停止2026年度政府网站评比的通知"
    assert "与省级评比合并" in notice.body
    assert contest.announced_as_id != notice.pk
    assert contest.announced_as.is_readable(now())
    told = Notice.objects.filter(subject="2026年度政府网站评比已停止")
    assert {keeper.person_id, judge.person_id} <= set(told.values_list("person", flat=True))
    assert Audited.objects.filter(act="portal.contest_call_off").count() == 1


def test_nobody_is_asked_for_anything_any_more(organiser, announced, sites, judge):
    keeper = makers.make_keeper(sites[0])
    assert waiting.to_report(keeper, 10)
    calling_off.call_off(actor(organiser), announced.pk, REASON)
    assert not waiting.to_report(keeper, 10)
    with pytest.raises(Refused, match="自评阶段"):
        running.count(actor(organiser), announced.pk)


def test_a_contest_that_is_being_judged_can_be_called_off_too(organiser, sites, judge):
    contest = makers.make_counted(organiser, sites, [judge])
    assert waiting.to_mark(judge, 10)
    calling_off.call_off(actor(organiser), contest.pk, REASON)
    assert not waiting.to_mark(judge, 10)


@pytest.mark.parametrize(
    ("state", "said"),
    [(rules.DRAFT, "还没有启动"), (rules.FINAL, "结果已经公布"), (rules.CALLED_OFF, "已经停止")],
)
def test_only_one_that_goes_on_is_called_off(state, said):
    with pytest.raises(Refused, match=said):
        rules.check_going_on(state)


def test_it_needs_a_reason_and_whoever_organises_it(organiser, announced):
    with pytest.raises(Refused, match="停止原因"):
        calling_off.call_off(actor(organiser), announced.pk, "  ")
    with pytest.raises(Refused, match="权限"):
        calling_off.call_off(actor(makers.make_organiser(unit=make_unit())), announced.pk, REASON)
    assert Contest.objects.get().state == rules.ANNOUNCED


def test_it_is_called_off_on_its_page(client, organiser, announced):
    sign_in(client, organiser)
    page = f"/office/contests/{announced.pk}/"
    assert "停止评比" in client.get(page).content.decode()
    refused = client.post(f"{page}call-off/", {"because": ""})
    assert (refused.status_code, "请填写停止原因" in refused.content.decode()) == (422, True)
    client.post(f"{page}call-off/", {"because": REASON})
    shown = client.get(page).content.decode()
    assert "与省级评比合并" in shown
    assert "call-off" not in shown
    assert "统计系统数据" not in shown
    again = client.post(f"{page}call-off/", {"because": REASON})
    assert (again.status_code, "评比已经停止" in again.content.decode()) == (422, True)

"""Problems from a provincial report, taken in and tracked until they are put right (FUNCTIONS S26)."""

import pytest

from yiwang.kernel.audit.models import Entry as Audited
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import actor, make_unit
from yiwang.subsystems.portal.contests import rules, waiting
from yiwang.subsystems.portal.contests.actions import reported
from yiwang.subsystems.portal.contests.actions.reported import Told
from yiwang.subsystems.portal.contests.models import Report, Reported
from yiwang.subsystems.portal.contests.tests import makers

pytestmark = pytest.mark.django_db
HEAD = "网站,问题,网址,整改期限"


@pytest.fixture
def organiser():
    return makers.make_organiser()


@pytest.fixture
def site():
    return makers.make_watched(name="水利局网站", address="https://sl.example.gov.cn/")


def take_in(organiser, *rows: str, **changes) -> Report:
    told = Told(**{"name": "第三季度通报", "issuer": "省政府办公厅", "received_on": today(), **changes})
    return reported.take_in(actor(organiser), told, "\n".join([HEAD, *rows]).encode())


def test_each_line_becomes_a_finding_of_the_unit_with_its_date(organiser, site):
    keeper = makers.make_keeper(site)
    report = take_in(
        organiser, "水利局网站,“工作动态”栏目3个月没有更新,https://sl.example.gov.cn/news/,2026-12-31"
    )
    problem = report.problems.get()
    assert (problem.site, problem.unit, f"{problem.due_on}") == (site, site.unit, "2026-12-31")
    finding = problem.finding
    assert (finding.rule, finding.unit_id) == ("portal.reported", site.unit_id)
    assert ["整改期限", "2026-12-31"] in finding.evidence
    assert "省政府办公厅：第三季度通报" in finding.basis
    assert Notice.objects.filter(person=keeper.person, subject__contains="通报网站问题1个").exists()
    [todo] = waiting.to_put_right(keeper, 10)
    assert todo.address == f"/office/contests/problems/{problem.pk}/"


def test_a_site_is_found_by_its_domain_too(organiser, site):
    report = take_in(
        organiser,
        "sl.example.gov.cn,链接打不开,,2026-12-31",
        "https://SL.example.gov.cn/a/,错别字,,2026-12-31",
    )
    assert report.problems.filter(site=site).count() == 2


def test_what_cannot_be_taken_is_listed_with_its_line_and_reason(organiser, site):
    makers.make_watched(name="同名网站")
    makers.make_watched(name="同名网站")
    good = "水利局网站,栏目长期不更新,,2026-12-31"
    take_in(organiser, good)
    report = take_in(
        organiser,
        good,
        "没有的网站,栏目空白,,2026-12-31",
        "同名网站,栏目空白,,2026-12-31",
        "水利局网站,栏目空白,,年底",
        "水利局网站,,,2026-12-31",
        f"水利局网站,栏目空白,{'x' * 301},2026-12-31",
        "水利局网站,链接打不开,,2026-12-31",
        "水利局网站,链接打不开,,2026-12-31",
    )
    assert report.problems.get().text == "链接打不开"
    told = {number: why for number, _, why in report.rejected}
    assert list(told) == [2, 3, 4, 5, 6, 7, 9]
    assert told[2] == "此前已经导入过。"
    assert "没有登记" in told[3]
    assert "多个网站" in told[4]
    assert "不是日期" in told[5]
    assert told[9] == "与第8行重复。"
    assert Finding.objects.filter(rule="portal.reported").count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"issuer": ""}, "issuer"),
        ({"received_on": shifted(today(), days=1)}, "received_on"),
    ],
)
def test_a_report_without_its_particulars_is_refused(organiser, site, changes, field):
    with pytest.raises(Refused) as refused:
        take_in(organiser, "水利局网站,栏目空白,,2026-12-31", **changes)
    assert refused.value.field == field


def test_an_empty_table_and_a_stranger_are_refused(organiser, site):
    with pytest.raises(Refused, match="没有问题"):
        take_in(organiser)
    with pytest.raises(Refused, match="权限"):
        take_in(makers.make_keeper(site), "水利局网站,栏目空白,,2026-12-31")


def test_sites_of_other_units_are_unknown_to_a_unit_s_own_inspector(site):
    stranger = makers.make_organiser(unit=make_unit())
    report = take_in(stranger, "水利局网站,栏目空白,,2026-12-31")
    assert report.problems.count() == 0
    assert "没有登记" in report.rejected[0][2]


def test_it_is_put_right_looked_at_sent_back_and_closed(organiser, site):
    keeper = makers.make_keeper(site)
    problem = take_in(organiser, "水利局网站,栏目空白,,2026-12-31").problems.get()
    with pytest.raises(Refused, match="还没有报告"):
        reported.look_at(actor(organiser), problem.pk, "没有看到。", is_right=True)
    with pytest.raises(Refused, match="权限"):
        reported.claim(actor(makers.make_keeper(makers.make_watched())), problem.pk, "已改。")
    reported.claim(actor(keeper), problem.pk, "栏目已补充内容。")
    with pytest.raises(Refused, match="不用再报"):
        reported.claim(actor(keeper), problem.pk, "再报一次。")
    with pytest.raises(Refused, match="权限"):
        reported.look_at(actor(keeper), problem.pk, "自己核实。", is_right=True)
    reported.look_at(actor(organiser), problem.pk, "仍有两个栏目空白。", is_right=False)
    assert Reported.objects.get().state == rules.WAITING
    reported.claim(actor(keeper), problem.pk, "全部补充。")
    reported.look_at(actor(organiser), problem.pk, "已经整改到位。", is_right=True)
    problem.refresh_from_db()
    problem.finding.refresh_from_db()
    assert (problem.state, problem.finding.state) == (rules.CLOSED, "closed")
    assert Audited.objects.filter(act="portal.report_look_at").count() == 2
    assert waiting.to_put_right(keeper, 10) == []

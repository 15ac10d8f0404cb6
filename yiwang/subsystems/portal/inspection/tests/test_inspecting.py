from datetime import date

import pytest

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.cases import kinds
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import KIND, make_case
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings import reports
from yiwang.kernel.findings.models import Finding
from yiwang.subsystems.portal.inspection import inspecting, rules
from yiwang.subsystems.portal.inspection.actions import problems, runs
from yiwang.subsystems.portal.inspection.models import Probe, Problem, Run, Sighting, Visit
from yiwang.subsystems.portal.inspection.tests import makers
from yiwang.subsystems.portal.inspection.tests.makers import inspect, make_pages, make_watched, tools
from yiwang.subsystems.portal.inspection.web.fetching import Answer
from yiwang.subsystems.portal.tests.makers import make_column, make_site

pytestmark = pytest.mark.django_db


def codes(run: Run) -> list[str]:
    return sorted(set(Sighting.objects.filter(run=run).values_list("code", flat=True)))


def test_a_site_with_nothing_wrong_has_no_problem_and_all_points():
    run = inspect(make_pages())
    assert [(one.code, one.about, one.stood) for one in Sighting.objects.filter(run=run)] == []
    assert (run.state, run.verdict, float(run.points), run.is_complete) == (
        rules.DONE,
        rules.PASSED,
        100,
        True,
    )


def test_a_dead_link_becomes_a_finding_with_address_status_place_and_due_date():
    pages = make_pages()
    pages["/a/1.html"] = makers.article(
        "关于一件事情的消息", now().date(), "<a href='/gone.pdf'>附件下载</a>"
    )
    run = inspect(pages)
    problem = Problem.objects.get(code="link.inside")
    assert problem.finding.unit == run.site.unit
    said = dict(problem.finding.evidence)
    assert said["网页地址"] == "https://www.example.gov.cn/gone.pdf"
    assert "/a/1.html" in said["当时情况"]
    assert "404" in said["当时情况"]
    assert "附件下载" in said["当时情况"]
    assert problem.finding.rule == "portal.link.inside"
    assert said["整改期限"] == f"{problem.due_on}"
    assert float(run.points) == pytest.approx(99.9)


def test_what_a_later_inspection_no_longer_finds_is_closed_with_that_reason():
    pages = make_pages()
    broken = {**pages, "/map/": makers.html("网站地图", "<a href='/lost.html'>失踪的网页</a>")}
    site = make_watched()
    inspect(broken, site)
    inspect(pages, site)
    problem = Problem.objects.get(code="link.inside")
    assert (problem.state, problem.reason) == (rules.CLOSED, "复查时没有再发现")
    assert problem.finding.state == "closed"
    assert "没有再发现" in problem.finding.reason


def test_what_comes_back_is_found_anew():
    pages = make_pages()
    broken = {**pages, "/map/": makers.html("网站地图", "<a href='/lost.html'>失踪的网页</a>")}
    site = make_watched()
    for each in (broken, pages, broken):
        inspect(each, site)
    states = Problem.objects.filter(code="link.inside").order_by("pk").values_list("state", flat=True)
    assert list(states) == [rules.CLOSED, rules.OPEN]
    assert Finding.objects.filter(rule="portal.link.inside").count() == 2


def test_what_is_still_there_stays_one_problem_and_one_finding():
    broken = {**make_pages(), "/map/": makers.html("网站地图", "<a href='/lost.html'>失踪的网页</a>")}
    site = make_watched()
    inspect(broken, site)
    second = inspect(broken, site)
    assert Problem.objects.get(code="link.inside").last_in == second
    assert Finding.objects.filter(rule="portal.link.inside").count() == 1


def test_what_was_said_to_be_put_right_and_was_not_is_open_again():
    broken = {**make_pages(), "/map/": makers.html("网站地图", "<a href='/lost.html'>失踪的网页</a>")}
    site = make_watched()
    inspect(broken, site)
    problem = Problem.objects.get(code="link.inside")
    problems.claim(SYSTEM, problem.pk, "已经改好了")
    inspect(broken, site)
    problem.refresh_from_db()
    assert problem.state == rules.OPEN
    assert problem.said == "已经改好了"


def test_what_was_judged_to_be_no_problem_is_not_raised_and_not_counted_again():
    broken = {**make_pages(), "/map/": makers.html("网站地图", "<a href='/lost.html'>失踪的网页</a>")}
    site = make_watched()
    inspect(broken, site)
    problems.dismiss(SYSTEM, Problem.objects.get(code="link.inside").pk, "该网页按规定限内部访问")
    second = inspect(broken, site)
    assert Problem.objects.filter(code="link.inside").count() == 1
    assert "link.inside" not in second.counts
    assert float(second.points) == 100


def test_a_partial_inspection_closes_only_what_it_looked_at():
    pages = make_pages()
    broken = {**pages, "/map/": makers.html("网站地图", "<a href='/lost.html'>失踪的网页</a>")}
    site = make_watched()
    inspect(broken, site)
    run = inspect(pages, site, most_pages=1)
    assert not run.is_complete
    assert Problem.objects.get(code="link.inside").state == rules.OPEN


def test_a_killed_inspection_goes_on_where_it_was_and_finds_the_same_once():
    pages = make_pages()
    pages["/map/"] = makers.html(
        "网站地图", "".join(f"<a href='/x{n}.html'>网页之{n}号</a>" for n in range(90))
    )
    used = tools(pages)
    run = runs.begin(SYSTEM, make_watched().pk)

    def kill(address: str) -> None:
        if address.endswith("/x50.html"):
            raise KeyboardInterrupt

    used.fetch.before = kill
    with pytest.raises(KeyboardInterrupt):
        inspecting.work(run.pk, used, 30.0)
    run.refresh_from_db()
    assert run.is_running
    assert Visit.objects.filter(run=run, is_done=False).exists()
    used.fetch.before = lambda address: None
    done = inspecting.work(run.pk, used, 30.0)
    assert done.state == rules.DONE
    assert done.counts["link.inside"] == 90
    assert Sighting.objects.filter(run=run, code="link.inside").count() == 90


def test_a_worker_that_died_with_the_run_in_hand_is_replaced_when_its_lease_is_over():
    run = runs.begin(SYSTEM, make_watched().pk)
    runs.hold(run.pk)
    with pytest.raises(Refused, match="另一个进程"):
        inspecting.work(run.pk, tools(make_pages()), 30.0)
    Run.objects.filter(pk=run.pk).update(held_until=shifted(now(), seconds=-1))
    assert inspecting.work(run.pk, tools(make_pages()), 30.0).state == rules.DONE


def test_of_two_inspectors_of_one_site_the_second_is_refused_with_the_name_of_the_first():
    site = make_watched()
    runs.begin(SYSTEM, site.pk)
    with pytest.raises(Refused, match="正在检查中（系统发起）"):
        runs.begin(SYSTEM, site.pk)
    assert Run.objects.count() == 1


def test_whoever_lost_the_run_to_another_writes_nothing_more():
    run = runs.begin(SYSTEM, make_watched().pk)
    old = runs.hold(run.pk)
    Run.objects.filter(pk=run.pk).update(held_until=shifted(now(), seconds=-1))
    runs.hold(run.pk)
    with pytest.raises(Refused, match="接手"):
        runs.keep(run.pk, old, [], set(), {}, 1)


def test_a_site_whose_robots_forbid_it_is_left_alone():
    pages = {**make_pages(), "/robots.txt": "User-agent: *\nDisallow: /"}
    used = tools(pages)
    run = inspect(pages, used=used)
    assert run.state == rules.FORBIDDEN
    assert "robots.txt" in run.said
    assert used.fetch.asked == ["https://www.example.gov.cn/robots.txt"]
    assert run.points is None


def test_a_site_that_asks_for_slowness_gets_it():
    pages = {**make_pages(), "/robots.txt": "User-agent: *\nCrawl-delay: 3"}
    used = tools(pages)
    inspect(pages, used=used)
    assert used.fetch.distance == 3


def test_a_private_address_opens_for_our_own_sites_and_for_those_registered_as_inner_ones():
    def private_hosts(**changes):
        site = make_watched(
            address=f"https://s{len(changes)}{changes.get('is_private', '')}.gov.cn/".lower(), **changes
        )
        with inspecting.tools_for(site) as used:
            return used.fetch._manners.private_hosts

    assert private_hosts() == frozenset()
    assert private_hosts(is_private=True) == {"s1true.gov.cn"}
    assert private_hosts(site=make_site()) == {"s1.gov.cn"}


def test_pages_that_robots_close_are_not_opened_and_not_called_dead():
    pages = {**make_pages(), "/robots.txt": "User-agent: *\nDisallow: /inner/"}
    pages["/map/"] = makers.html("网站地图", "<a href='/inner/x.html'>内部网页</a>")
    used = tools(pages)
    run = inspect(pages, used=used)
    assert not any("/inner/" in address for address in used.fetch.asked)
    assert "link.inside" not in run.counts


@pytest.mark.parametrize("fault", ["域名无法解析", "15秒内没有打开", "循环跳转"])
def test_a_home_page_that_does_not_open_ends_the_inspection_and_is_a_problem(fault):
    gone = Answer(makers.HOME, 0, fault, is_passing=fault != "循环跳转")
    used = tools(make_pages(), {makers.HOME: gone})
    run = inspect({}, used=used)
    assert run.state == rules.UNREACHABLE
    assert run.said == fault
    assert run.counts == {"site.failed_visit": 1}
    tries = used.fetch.asked.count(makers.HOME)
    assert tries == (2 if gone.is_passing else 1)


def test_an_unreachable_site_closes_no_problem():
    broken = {**make_pages(), "/map/": makers.html("网站地图", "<a href='/lost.html'>失踪的网页</a>")}
    site = make_watched()
    inspect(broken, site)
    gone = {makers.HOME: Answer(makers.HOME, 0, "域名无法解析")}
    inspect({}, site, tools({}, gone))
    assert Problem.objects.get(code="link.inside").state == rules.OPEN


def test_a_link_is_dead_only_when_a_second_look_says_so_too():
    pages = make_pages()
    pages["/map/"] = makers.html("网站地图", "<a href='/busy.html'>繁忙的网页</a>")
    answers = [Answer(f"{makers.HOME}busy.html", 502, headers=makers.SAFE, is_passing=True)]
    used = tools(pages)
    opened = used.fetch.get

    def get(address: str) -> Answer:
        if address.endswith("busy.html"):
            return answers.pop() if answers else Answer(address, 200, headers=makers.SAFE)
        return opened(address)

    used.fetch.get = get
    assert "link.inside" not in inspect(pages, used=used).counts


def test_a_link_to_another_site_is_looked_at_but_its_pages_are_not():
    pages = make_pages()
    pages["/map/"] = makers.html("网站地图", "<a href='https://other.gov.cn/a'>友情链接</a>")
    other = "https://other.gov.cn/a"
    used = tools(pages, {other: Answer(other, 404, headers=makers.SAFE)})
    run = inspect(pages, used=used)
    assert run.counts == {"link.outside": 1}


@pytest.mark.parametrize("status", [401, 403, 405, 412, 429, 503])
def test_a_stranger_that_turns_programs_away_is_not_called_dead(status):
    pages = make_pages()
    pages["/map/"] = makers.html("网站地图", "<a href='https://other.gov.cn/a'>友情链接</a>")
    other = "https://other.gov.cn/a"
    run = inspect(pages, used=tools(pages, {other: Answer(other, status, headers=makers.SAFE)}))
    assert run.counts == {}


def test_an_endless_calendar_ends_at_the_bound_of_its_shape_or_of_the_run():
    pages = make_pages()

    class Calendar(dict):
        def get(self, path, default=None):
            if path.startswith("/calendar/"):
                number = int(path.rpartition("=")[2] or 0)
                return makers.html("日历", f"<a href='/calendar/?page={number + 1}'>下一个月份</a>")
            return super().get(path, default)

    pages = Calendar(pages)
    pages["/map/"] = makers.html("网站地图", "<a href='/calendar/?page=1'>日历日历</a>")
    run = inspect(pages)
    assert run.state == rules.DONE
    assert run.pages < 40


def test_columns_that_rest_too_long_or_are_empty_are_found_under_their_units():
    site = make_site()
    bureau = makers.make_post().unit
    make_column(site=site, title="通知公告", unit=bureau)
    watched = make_watched(site=site)
    pages = make_pages()
    pages["/map/"] = makers.html(
        "网站地图", "<a href='/tzgg/'>通知公告栏目</a><a href='/empty/'>空的栏目在此</a>"
    )
    pages["/tzgg/"] = makers.column("通知公告", [("/a/1.html", "很久以前的通知公告", date(2020, 1, 1))])
    pages["/empty/"] = makers.column("规划计划", [], content="<p>暂无内容</p>")
    inspect(pages, watched)
    found = {(one.code, one.unit_id, one.about) for one in Problem.objects.all()}
    assert ("column.stale", bureau.pk, "栏目“通知公告”超过183天没有更新") in found
    assert ("column.empty", watched.unit_id, "栏目“规划计划”空白栏目") in found


def test_a_home_page_without_news_for_two_weeks_is_vetoed():
    """国办秘函〔2019〕19号: 首页不更新."""
    old = shifted(now().date(), days=-20)
    run = inspect(make_pages(old))
    assert "home.stale" in run.vetoes
    assert run.verdict == rules.VETOED
    assert float(run.points) == 0


def test_seven_of_140_failed_visits_veto_and_six_do_not():
    """websites.md §6, cases 1 and 2."""
    site = make_watched()
    at = shifted(now(), hours=-1)
    Probe.objects.bulk_create(
        Probe(site=site, at=at, milliseconds=1, fault="x" * (n < 6)) for n in range(140)
    )
    run = inspect(make_pages(), site)
    assert run.vetoes == []
    assert run.lost == {"site.failed_visit": 20}
    Probe.objects.filter(fault="").first().delete()
    Probe.objects.create(site=site, at=at, milliseconds=15000, fault="15秒以上才打开")
    assert "site.unreachable" in inspect(make_pages(), site).vetoes


def test_other_packages_answer_for_what_no_visitor_sees():
    asked = []

    def ask(slug, day):
        asked.append(slug)
        return [reports.Reported("letter-1", "来信超过3个月未答复", "/letters/", "2026年5月1日来信")]

    reports.register("letters.unanswered", ask)
    try:
        run = inspect(make_pages(), make_watched(site=make_site()))
    finally:
        reports.unregister("letters.unanswered", ask)
    assert asked == ["main"]
    assert run.vetoes == ["letters.unanswered"]


def test_an_unanswered_letter_of_three_months_fails_our_site_and_a_petition_does_not(monkeypatch):
    """websites.md §6, cases 8 and 9."""
    monkeypatch.setattr(kinds, "_registered", {KIND.code: KIND})
    for kind in ("letters.letter", "letters.petition"):
        case = make_case()
        Case.objects.filter(pk=case.pk).update(kind=kind, received_at=shifted(now(), days=-100))
    run = inspect(make_pages(), make_watched(site=make_site()))
    assert run.vetoes == ["letters.unanswered"]
    assert run.counts == {"letters.unanswered": 1}


def test_a_problem_is_a_finding_in_earnest_that_its_unit_sees():
    inspect({**make_pages(), "/map/": makers.html("网站地图", "<a href='/lost.html'>失踪的网页</a>")})
    assert not Finding.objects.get(rule="portal.link.inside").is_trial


def test_an_inspection_asks_the_database_in_proportion_to_batches_not_pages(django_assert_max_num_queries):
    pages = make_pages()
    pages["/map/"] = makers.html(
        "网站地图", "".join(f"<a href='/x{n}.html'>网页之{n}号</a>" for n in range(120))
    )
    pages |= {f"/x{n}.html": makers.html("网页", "<p>内容</p>") for n in range(120)}
    with django_assert_max_num_queries(110):
        assert inspect(pages).pages == 125

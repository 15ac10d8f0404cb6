import json
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.organizations.tests.makers import make_root
from yiwang.subsystems.portal.inspection import browser, inspecting, tasks
from yiwang.subsystems.portal.inspection.actions import runs
from yiwang.subsystems.portal.inspection.models import Probe, Run, Visit, Watched
from yiwang.subsystems.portal.inspection.tests import makers
from yiwang.subsystems.portal.inspection.web.fetching import Answer
from yiwang.subsystems.portal.tests.makers import make_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages(monkeypatch):
    """Every site is the one in memory; what a test puts there is found."""
    held = makers.make_pages()

    @contextmanager
    def tools_for(site, gap=None):
        home = site.address
        used = inspecting.Tools(makers.FakeWeb(held, home=home), makers.FakeNames())
        yield used

    monkeypatch.setattr(inspecting, "tools_for", tools_for)
    return held


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("inspect_site", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_a_site_on_the_network_is_inspected_and_told_for_programs(pages):
    make_root()
    pages["/map/"] = makers.html("网站地图", "<a href='/lost.html'>失踪的网页</a>")
    said = json.loads(run("https://www.other.gov.cn", "--json"))
    assert said["problems"] == {"link.inside": 1}
    assert said["places"][0]["address"].endswith("/lost.html")
    assert said["is_complete"]
    assert not Watched.objects.get().is_active


def test_people_read_the_result_in_sentences(pages):
    make_root()
    pages["/map/"] = makers.html("网站地图", "<a href='/lost.html'>失踪的网页</a>")
    said = run(makers.HOME)
    assert "得分99.9，合格" in said
    assert "站内链接打不开：1个" in said


def test_a_killed_inspection_is_gone_on_with(pages):
    site = makers.make_watched()
    begun = runs.begin(SYSTEM, site.pk)
    run(makers.HOME)
    begun.refresh_from_db()
    assert Run.objects.count() == 1
    assert begun.state == "done"


def test_all_watched_sites_are_inspected_one_after_the_other():
    make_root()
    makers.make_watched(address="https://a.gov.cn/")
    makers.make_watched(address="https://b.gov.cn/")
    makers.make_watched(address="https://c.gov.cn/", is_active=False)
    assert len(run("--all", "--json").splitlines()) == 2


@pytest.mark.parametrize("arguments", [(), ("--all", "https://a.gov.cn/"), ("nonsense",), ("--all",)])
def test_what_is_asked_wrongly_is_refused_in_a_sentence(arguments):
    make_root()
    with pytest.raises(CommandError, match=r"网址|登记"):
        run(*arguments)


def test_a_site_under_inspection_elsewhere_is_reported_and_the_others_go_on():
    make_root()
    held = runs.begin(SYSTEM, makers.make_watched(address="https://a.gov.cn/").pk)
    runs.hold(held.pk)
    makers.make_watched(address="https://b.gov.cn/")
    out = StringIO()
    with pytest.raises(CommandError, match="1个网站没有检查成"):
        call_command("inspect_site", "--all", "--json", stdout=out)
    first, second = [json.loads(line) for line in out.getvalue().splitlines()]
    assert "另一个进程" in first["error"]
    assert second["state"] == "done"


def test_without_a_browser_axe_says_so_in_one_sentence(monkeypatch):
    make_root()
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    assert "没有安装 Chromium" in run(makers.HOME, "--axe")


def test_the_worker_inspects_each_watched_site_once_a_day_and_our_own_without_being_asked():
    make_root()
    make_site()
    assert tasks.begin_daily() == 1
    assert tasks.begin_daily() == 0
    assert tasks.go_on() == 1
    assert tasks.go_on() == 0
    done = Run.objects.get()
    assert done.state == "done"
    assert done.site.site.slug == "main"
    assert done.started_by == "系统"
    assert tasks.begin_daily() == 0


def test_the_worker_visits_home_pages_and_counts_what_does_not_open(pages):
    makers.make_watched()
    assert tasks.visit_homes() == 1
    pages["/"] = Answer(makers.HOME, 500)
    tasks.visit_homes()
    assert list(Probe.objects.order_by("pk").values_list("fault", flat=True)) == ["", "返回状态 500"]


def test_old_visits_are_dropped_and_findings_stay(pages):
    from yiwang.kernel.deadlines.moments import now, shifted

    makers.inspect(pages)
    Run.objects.update(ended_at=shifted(now(), days=-8))
    assert tasks.tidy() > 0
    assert not Visit.objects.exists()
    assert Run.objects.exists()

"""Are the sites right: slides on the front page, an edition walked through, what inspects, opens and closes?

With YIWANG_PICTURES=<folder> each page is also saved as a picture to be looked at.
"""

from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest
from PIL import Image

from tests.browser.conftest import settle
from tests.browser.test_pages import look, seated
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.files.actions import receive
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_root
from yiwang.kernel.publications.tests.makers import make_publication
from yiwang.subsystems.portal.group.actions import closings, editions, openings
from yiwang.subsystems.portal.group.actions.closings import Plan
from yiwang.subsystems.portal.group.actions.editions import Look
from yiwang.subsystems.portal.group.models import Closing
from yiwang.subsystems.portal.group.rules import MANAGER
from yiwang.subsystems.portal.group.tests import makers as group
from yiwang.subsystems.portal.inspection import rules as inspection
from yiwang.subsystems.portal.inspection.actions import rounds
from yiwang.subsystems.portal.inspection.models import Entry, Problem, Run
from yiwang.subsystems.portal.inspection.tests import makers as inspected
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.sites import Site
from yiwang.subsystems.portal.tests import makers as portal

TITLES = ("市政务服务中心启用新大厅", "滨湖公园四期向市民开放", "全市春耕生产现场会在城关镇召开")
INSPECTIONS = "/office/portal/inspections/"
GROUP = "/office/portal/group/"


def pictured(title: str, site: Site, column: str, shade: str, hours: int) -> None:
    drawn = BytesIO()
    Image.new("RGB", (960, 540), shade).save(drawn, "PNG")
    stored = receive(group.manager(), BytesIO(drawn.getvalue()), f"{shade.removeprefix('#')}.png")
    place = {"site": site.slug, "columns": (column,), "published_at": shifted(now(), hours=-hours)}
    make_publication(title=title, kind="news", image=stored.pk, image_alt=f"{title}的照片", **place)


@pytest.fixture
def front(transactional_db) -> Site:
    """A front page with three headlines that have pictures."""
    make_root()
    site = portal.make_site()
    portal.make_column(slug="news", title="政务动态", site=site)
    for hours, (title, shade) in enumerate(zip(TITLES, ("#2f6f9f", "#3b7d4f", "#a5673f"), strict=True), 1):
        pictured(title, site, "news", shade, hours)
    return site


def at(page) -> str:
    return page.locator("[data-slides-place]").inner_text()


def test_slides_go_on_by_themselves_until_the_reader_wants_otherwise(page, front, accessible):
    page.clock.install()
    page.goto("/")
    look(page, "public-slides")
    assert accessible(page, "slides") == []
    assert at(page) == "1 / 3"
    page.evaluate("document.querySelector('[data-slides-track]').style.scrollBehavior = 'auto'")
    page.clock.run_for(6500)
    page.locator("[data-slides-place]", has_text="2 / 3").wait_for()
    page.get_by_role("button", name="暂停播放").press("Enter")
    assert page.get_by_role("button", name="继续播放").is_visible()
    page.clock.run_for(20_000)
    assert at(page) == "2 / 3"


def test_slides_are_moved_by_keyboard_and_lead_to_their_articles(page, front):
    page.goto("/")
    page.locator("[data-slides-track]").press("ArrowRight")
    page.locator("[data-slides-place]", has_text="2 / 3").wait_for()
    page.get_by_role("button", name="下一张").press("Enter")
    page.locator("[data-slides-place]", has_text="3 / 3").wait_for()
    page.locator(".slide a", has_text=TITLES[2]).press("Enter")
    settle(page)
    assert TITLES[2] in page.title()


def test_who_wants_less_motion_sees_nothing_move_by_itself(browser, live_server, front):
    context = browser.new_context(base_url=live_server.url, reduced_motion="reduce")
    page = context.new_page()
    page.clock.install()
    page.goto("/")
    assert page.get_by_role("button", name="继续播放").is_visible()
    page.clock.run_for(30_000)
    assert at(page) == "1 / 3"
    context.close()


def test_without_scripts_all_slides_are_there(browser, live_server, front):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    assert page.locator(".slide a").all_inner_texts() == list(TITLES)
    assert not page.locator("[data-slides-bar]").is_visible()
    context.close()


@pytest.fixture
def checked(transactional_db) -> SimpleNamespace:
    """A site inspected with a problem, and a round in which its unit has a list."""
    make_root()
    watched = inspected.make_watched()
    links = inspected.html("网站地图", "<a href='/lost.html'>失踪的网页</a>")
    run = inspected.inspect({**inspected.make_pages(), "/map/": links}, watched)
    inspector = make_post(unit=make_root(), roles=[inspection.INSPECTOR], title="网站检查员")
    plan = rounds.Plan(
        "2026年政府网站评比",
        today(),
        shifted(today(), days=20),
        shifted(today(), days=40),
        "按年度检查指标自查、检查和评比。",
    )
    opened = rounds.open_round(actor(inspector), plan, [watched.pk])
    entry = Entry.objects.get()
    rounds.list_problem(actor(inspector), entry.pk, "“工作动态”栏目更新不及时。", "")
    return SimpleNamespace(
        inspector=inspector, site=watched, run=run, problem=Problem.objects.get(), round=opened, entry=entry
    )


def test_the_inspection_of_websites_is_accessible_and_fits(page, checked, accessible):
    seated(page, checked.inspector)
    Run.objects.filter(pk=checked.run.pk).update(started_by=checked.inspector.person.name)
    addresses = {
        "sites": "",
        "site-new": "sites/new/",
        "site": f"sites/{checked.site.pk}/",
        "site-edit": f"sites/{checked.site.pk}/edit/",
        "run": f"runs/{checked.run.pk}/",
        "indicator": f"runs/{checked.run.pk}/link.inside/",
        "problems": "problems/",
        "problem": f"problems/{checked.problem.pk}/",
        "indicators": "indicators/",
        "setting": "indicators/guides.incomplete/",
        "rounds": "rounds/",
        "round-new": "rounds/new/",
        "round": f"rounds/{checked.round.pk}/",
        "entry": f"entries/{checked.entry.pk}/",
    }
    faults = []
    for name, address in addresses.items():
        assert page.goto(INSPECTIONS + address).status == 200, address
        look(page, f"inspection-{name}")
        faults += accessible(page, name)
    assert not faults, "\n".join(faults)


@pytest.fixture
def grouped(transactional_db) -> SimpleNamespace:
    """A site that runs and has a new edition, one that is prepared, one that was closed."""
    running, closed = group.make_second(name="市卫生健康委员会网站"), group.make_second(name="市粮食局网站")
    pictured(TITLES[0], running, "news", "#2f6f9f", 1)
    edition = editions.draw_up(
        actor(group.keeper(running.unit)),
        running.pk,
        Look("2027年改版", "green", ["headline", "leads", "columns"]),
    )
    opening = openings.approve(group.manager(), group.make_opening().pk, "符合开设条件。")
    by = group.manager()
    plan = Plan(running.pk, "机构改革后职能并入市发展改革委员会。", "云政办函〔2026〕12号", date(2099, 1, 1))
    closing = closings.plan(by, closed.pk, plan)
    closings.announce(by, closing.pk)
    old, new = (Column.objects.get(site=one, slug="news") for one in (closed, running))
    closings.map_columns(by, closing.pk, {old.pk: new.pk})
    archive = receive(by, BytesIO("归档".encode()), "归档.txt")
    closings.begin_moving(by, closing.pk, archive)
    closings.move_due()
    Closing.objects.filter(pk=closing.pk).update(noticed_on=shifted(today(), days=-31))
    closings.close(by, closing.pk)
    manager = make_post(unit=make_root(), roles=[MANAGER, portal.KEEPER], title="网站管理")
    return SimpleNamespace(
        manager=manager, running=running, closed=closed, edition=edition, opening=opening, closing=closing
    )


def test_the_site_group_and_its_trial_are_accessible_and_fit(page, grouped, accessible):
    seated(page, grouped.manager)
    trial = f"editions/{grouped.edition.pk}/preview/"
    addresses = {
        "sites": "",
        "site": f"sites/{grouped.running.pk}/",
        "editions": f"sites/{grouped.running.pk}/editions/",
        "edition": f"editions/{grouped.edition.pk}/",
        "trial-home": trial,
        "trial-column": f"{trial}c/news/",
        "trial-search": f"{trial}search/?q=大厅",
        "openings": "openings/",
        "opening": f"openings/{grouped.opening.pk}/",
        "closings": "closings/",
        "closing": f"closings/{grouped.closing.pk}/",
    }
    faults = []
    for name, address in addresses.items():
        assert page.goto(GROUP + address).status == 200, address
        look(page, f"group-{name}")
        faults += accessible(page, name)
    assert not faults, "\n".join(faults)


@pytest.mark.tolerates("status of 410", "status of 503")
def test_a_site_that_is_closed_or_prepared_says_so_accessibly(page, grouped, accessible):
    faults = []
    port = page.base.rpartition(":")[2]
    for name, slug, status in (("closed", grouped.closed.slug, 410), ("prepared", grouped.opening.slug, 503)):
        assert page.goto(f"http://{slug}.localhost:{port}/").status == status
        look(page, f"public-{name}")
        faults += accessible(page, name)
    page.goto("/sites/")
    look(page, "public-sites")
    faults += accessible(page, "sites")
    assert not faults, "\n".join(faults)

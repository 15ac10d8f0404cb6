"""From the wish for a site to its opening; files; guidance."""

import pytest
from django.test import Client

from yiwang.kernel.audit.queries import history
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import actor, make_root, make_unit
from yiwang.subsystems.portal.group.actions import filing, offline, openings
from yiwang.subsystems.portal.group.actions.filing import FilingFacts
from yiwang.subsystems.portal.group.actions.openings import Lesson, Numbers
from yiwang.subsystems.portal.group.models import FilingChange
from yiwang.subsystems.portal.group.tests.makers import (
    keeper,
    make_department,
    make_opening,
    make_ready,
    make_second,
    manager,
    wish,
)
from yiwang.subsystems.portal.pages.serving import Served
from yiwang.subsystems.portal.sites import Site
from yiwang.subsystems.portal.tests.makers import make_site

pytestmark = pytest.mark.django_db
FACTS = FilingFacts("周明远", "0999-8123456", "何雨桐", "13899990001", 2)


def test_a_site_is_asked_for_prepared_and_opened():
    opening = make_ready()
    host = f"{opening.slug}.localhost"
    closed_yet = Client(headers={"host": host}).get("/")
    assert closed_yet.status_code == 503
    assert "尚未开通" in closed_yet.content.decode()
    openings.open_to_public(manager(), opening.pk)
    page = Client(headers={"host": host}).get("/")
    assert page.status_code == 200
    assert opening.name in page.content.decode()
    assert "portal.site_open" in [entry.act for entry in history("portal.site", opening.site_id)]


def test_nothing_opens_while_the_list_has_gaps():
    opening = openings.approve(manager(), make_opening().pk, "符合开设条件。")
    with pytest.raises(Refused, match="网站标识码"):
        openings.open_to_public(manager(), opening.pk)


def test_a_township_is_refused():
    county = make_unit(parent=make_root(), kind=Unit.Kind.GOVERNMENT, name="临泽县人民政府")
    town = make_unit(parent=county, kind=Unit.Kind.GOVERNMENT, name="城关镇人民政府")
    make_site()
    with pytest.raises(Refused, match="依托上级政府网站"):
        openings.request(actor(keeper(town)), town, wish())


def test_a_unit_asks_once_and_has_one_site():
    opening = make_opening()
    with pytest.raises(Refused, match="最多开设一个网站"):
        openings.request(actor(keeper(opening.unit)), opening.unit, wish())
    openings.refuse(manager(), opening.pk, "请依托市政府门户网站。")
    again = openings.request(actor(keeper(opening.unit)), opening.unit, wish())
    openings.approve(manager(), again.pk, "符合开设条件。")
    with pytest.raises(Refused, match="最多开设一个网站"):
        openings.request(actor(keeper(opening.unit)), opening.unit, wish())


def test_nobody_decides_on_their_own_request_or_twice():
    make_site()
    unit = make_root()
    post = keeper(unit)
    post.roles = [*post.roles, "portal_group_manager"]
    post.save()
    department = make_department()
    opening = openings.request(actor(post), department, wish())
    with pytest.raises(Refused, match="由其他同事审核"):
        openings.approve(actor(post), opening.pk, "符合开设条件。")
    openings.approve(manager(), opening.pk, "符合开设条件。")
    with pytest.raises(Refused, match="已经处理过"):
        openings.refuse(manager(), opening.pk, "不符合开设条件。")


def test_domains_and_codes_are_used_once():
    site = make_second()
    unit = make_department()
    with pytest.raises(Refused, match="已经登记过"):
        openings.request(actor(keeper(unit)), unit, wish(domain=site.domain))
    with pytest.raises(Refused, match="已被使用"):
        openings.request(actor(keeper(unit)), unit, wish(slug=site.slug))
    opening = openings.approve(manager(), make_opening().pk, "符合开设条件。")
    with pytest.raises(Refused, match="另一个网站使用"):
        openings.note_numbers(
            actor(keeper(opening.unit)), opening.pk, Numbers(identification_code=site.identification_code)
        )


def test_an_entry_of_the_list_is_ticked_once_and_numbers_tick_themselves():
    opening = openings.approve(manager(), make_opening().pk, "符合开设条件。")
    by = actor(keeper(opening.unit))
    openings.tick(by, opening.pk, "people", "培训八人")
    with pytest.raises(Refused, match="已经完成"):
        openings.tick(by, opening.pk, "people", "")
    with pytest.raises(Refused, match="自动完成"):
        openings.tick(by, opening.pk, "icp", "")


def test_guidance_is_numbered_through():
    unit = make_department()
    first = openings.note_guidance(manager(), Lesson(unit, today(), "visit", "指导网站栏目规划", 3))
    second = openings.note_guidance(manager(), Lesson(unit, today(), "phone", "解答备案问题", 1))
    assert (first.number, second.number) == (1, 2)
    with pytest.raises(Refused, match="不能晚于今天"):
        openings.note_guidance(manager(), Lesson(unit, shifted(today(), days=1), "phone", "解答备案问题"))
    with pytest.raises(Refused, match="没有"):
        openings.note_guidance(actor(keeper()), Lesson(unit, today(), "phone", "解答备案问题"))


def test_a_file_is_opened_changed_with_a_record_and_not_for_nothing():
    site = make_second()
    by = actor(keeper(site.unit))
    filing.file(by, site.pk, FACTS, "按备案系统登记")
    with pytest.raises(Refused, match="没有变化"):
        filing.file(by, site.pk, FACTS, "再次保存")
    filing.file(by, site.pk, FilingFacts(**{**vars(FACTS), "keeper": "沈知秋"}), "联系人调整")
    kinds = list(FilingChange.objects.filter(site=site).values_list("kind", "changed"))
    assert kinds[0] == ("changed", ["联系人"])
    assert kinds[1][0] == "filed"
    with pytest.raises(Refused, match="有效的电话"):
        filing.file(by, site.pk, FilingFacts(**{**vars(FACTS), "keeper_phone": "电话"}), "联系人调整")
    with pytest.raises(Refused, match="关停后"):
        filing.cancel(manager(), site.pk, "网站不再使用")


def test_a_site_goes_off_line_with_a_reason_and_comes_back():
    site = make_second()
    offline.take_offline(manager(), site.pk, shifted(today(), days=10), "机房搬迁")
    reader = Client(headers={"host": f"{site.slug}.localhost"})
    page = reader.get("/")
    assert page.status_code == 503
    assert "机房搬迁" in page.content.decode()
    assert reader.get("/c/news/").status_code == 503
    offline.bring_back(manager(), site.pk)
    assert reader.get("/").status_code == 200
    with pytest.raises(Refused, match="每年不超过一次"):
        offline.take_offline(manager(), site.pk, shifted(today(), days=10), "再次搬迁")
    with pytest.raises(Refused, match="没有临时下线"):
        offline.bring_back(manager(), site.pk)


def test_files_made_of_an_off_line_site_are_not_given():
    site, other = make_second(), make_second()
    offline.take_offline(manager(), site.pk, shifted(today(), days=1), "机房搬迁")
    served = Served(lambda environ, start_response: [], is_strict=False)
    assert served._site(f"{site.slug}.localhost:8000") is None
    assert served._site(site.domain) is None
    assert served._site(other.domain) == other.slug
    assert served._site("nobody.example") == "main"


def test_the_main_site_never_goes_off_line():
    with pytest.raises(Refused, match="门户网站"):
        offline.take_offline(manager(), make_site().pk, today(), "机房搬迁")
    assert Site.objects.get(slug="main").is_open

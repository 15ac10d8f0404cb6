"""The pages of the site group: who sees which, how many queries, deeds with their refusals."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import make_post, make_root, sign_in
from yiwang.subsystems.portal.group.models import Closing, Edition, Import, Opening
from yiwang.subsystems.portal.group.rules import IMPORTER, MANAGER
from yiwang.subsystems.portal.group.tests.makers import (
    keeper,
    make_department,
    make_opening,
    make_ready,
    make_second,
    packed_bytes,
    page,
)
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.tests.makers import AUTHOR, KEEPER, make_published, make_site

pytestmark = pytest.mark.django_db
HERE = "/office/portal/group/"


def browser(post: Post | None = None) -> Client:
    client = Client()
    sign_in(client, post or make_post(unit=make_root(), roles=[MANAGER, IMPORTER, KEEPER]))
    return client


def test_a_list_of_sites_with_figures_takes_the_same_queries_however_many(django_assert_max_num_queries):
    make_published()
    for _ in range(8):
        make_second()
    client = browser()
    client.get(HERE)
    with django_assert_max_num_queries(12):
        text = client.get(HERE).content.decode()
    assert text.count("yunze.gov.cn") >= 9


@pytest.mark.parametrize(
    "path",
    ["", "openings/", "guidance/", "closings/", "links/", "openings/new/", "closings/new/", "guidance/new/"],
)
def test_strangers_sign_in_and_authors_are_refused(path):
    assert Client().get(f"{HERE}{path}").status_code == 302
    client = browser(make_post(unit=make_root(), roles=[AUTHOR]))
    assert client.get(f"{HERE}{path}").status_code in {403, 409}


@pytest.mark.parametrize("path", ["imports/", "openings/new/", "closings/new/", "guidance/new/", "links/"])
def test_every_form_opens_for_the_group(path):
    make_second()
    assert browser().get(f"{HERE}{path}").status_code == 200


def test_a_department_sees_its_own_site_alone():
    own, other = make_second(), make_second()
    client = browser(keeper(own.unit))
    assert client.get(f"{HERE}sites/{own.pk}/").status_code == 200
    for path in ("", "editions/", "redirects/"):
        assert client.get(f"{HERE}sites/{other.pk}/{path}").status_code == 404
    text = client.get(HERE).content.decode()
    assert own.domain in text
    assert other.domain not in text


def test_a_site_is_asked_for_decided_prepared_and_opened_on_pages():
    make_site()
    unit = make_second().unit

    unit = make_department()
    client = browser(keeper(unit))
    sent = {
        "unit": unit.pk,
        "name": "市水务局网站",
        "slug": "water",
        "domain": "www.abc.com",
        "host_unit": "办公室",
        "contact": "12345",
        "purpose": "承担水务政务公开和办事服务。",
    }
    refused = client.post(f"{HERE}openings/new/", sent)
    assert refused.status_code == 422
    assert ".gov.cn" in refused.content.decode()
    assert client.post(f"{HERE}openings/new/", {**sent, "domain": "swj.yunze.gov.cn"}).status_code == 302
    opening = Opening.objects.get()
    manager = browser()
    here = f"{HERE}openings/{opening.pk}/"
    assert "等待" in client.get(here).content.decode()
    assert manager.post(f"{here}decide/", {"decision": "好", "verb": "approve"}).status_code == 422
    manager.post(f"{here}decide/", {"decision": "符合开设条件", "verb": "approve"})
    assert client.post(f"{here}numbers/", {"identification_code": "12"}).status_code == 422
    client.post(f"{here}tick/", {"code": "people", "note": "八人"})
    text = client.get(here).content.decode()
    assert "八人" in text
    manager.post(f"{here}open/")
    opening.refresh_from_db()
    assert opening.state == "approved", "the list has gaps"


def test_an_opening_whose_list_is_complete_opens_by_one_press():
    opening = make_ready()
    browser().post(f"{HERE}openings/{opening.pk}/open/")
    opening.refresh_from_db()
    assert opening.state == "opened"


def test_a_request_waits_on_the_desk_of_the_group():
    opening = make_opening()
    text = browser().get("/office/").content.decode()
    assert opening.name in text


def test_filing_and_going_off_line_on_the_page_of_a_site():
    site = make_second()
    client = browser()
    here = f"{HERE}sites/{site.pk}/"
    sent = {
        "filing-leader": "周明远",
        "filing-leader_phone": "不是电话",
        "filing-keeper": "何雨桐",
        "filing-keeper_phone": "13899990001",
        "filing-protection_level": "2",
        "filing-ground": "按备案系统登记",
    }
    assert client.post(f"{here}file/", sent).status_code == 422
    assert client.post(f"{here}file/", {**sent, "filing-leader_phone": "0999-8123456"}).status_code == 302
    assert "已备案" in client.get(here).content.decode()
    late = {"offline-ends_on": shifted(today(), days=40), "offline-reason": "机房搬迁"}
    assert client.post(f"{here}offline/", late).status_code == 422
    client.post(f"{here}offline/", {**late, "offline-ends_on": shifted(today(), days=2)})
    site.refresh_from_db()
    assert site.state == "offline"
    client.post(f"{here}back/")
    site.refresh_from_db()
    assert site.state == "open"


def test_a_closing_is_planned_and_announced_on_pages():
    site = make_second()
    client = browser()
    sent = {
        "site": site.pk,
        "target": make_site().pk,
        "reason": "机构改革",
        "basis": "云政办函〔2026〕12号",
        "due_on": today(),
    }
    assert client.post(f"{HERE}closings/new/", sent).status_code == 422
    client.post(f"{HERE}closings/new/", {**sent, "due_on": shifted(today(), days=50)})
    closing = Closing.objects.get()
    here = f"{HERE}closings/{closing.pk}/"
    client.post(f"{here}announce/")
    assert "公告期" in client.get(here).content.decode()
    client.post(f"{here}close/")
    closing.refresh_from_db()
    assert closing.state == "noticed"
    assert client.get(f"{here}certificate.pdf").status_code == 409
    assert client.get(f"{HERE}closings/").status_code == 200


def test_an_edition_is_made_on_pages():
    site = make_second()
    client = browser(keeper(site.unit))
    assert (
        client.post(f"{HERE}sites/{site.pk}/editions/new/", {"name": "改版", "theme": "green"}).status_code
        == 422
    )
    client.post(
        f"{HERE}sites/{site.pk}/editions/new/",
        {"name": "改版", "theme": "green", "place_leads": "2", "place_entries": "1"},
    )
    edition = Edition.objects.get()
    assert edition.blocks == ["entries", "leads"]
    here = f"{HERE}editions/{edition.pk}/"
    client.post(f"{here}test/", {"note": "浏览器均正常"})
    client.post(f"{here}switch/")
    site.refresh_from_db()
    assert site.theme == "green"
    assert client.get(here).status_code == 200
    assert client.get(f"{HERE}sites/{site.pk}/editions/").status_code == 200


def test_an_import_is_looked_at_and_confirmed_on_pages():
    site = make_second()
    column = Column.objects.get(site=site)
    client = browser()
    upload = SimpleUploadedFile("old.zip", packed_bytes({"a/t1.html": page(), "index.html": page()}))
    here = f"{HERE}sites/{site.pk}/import/"
    client.post(here, {"form": "pages", "column": column.pk, "file": upload})
    batch = Import.objects.get()
    text = client.get(f"{HERE}imports/{batch.pk}/").content.decode()
    assert "全市春耕生产现场会召开" in text
    assert "列表页" in text
    client.post(f"{HERE}imports/{batch.pk}/confirm/")
    batch.refresh_from_db()
    assert batch.state == "queued"
    broken = SimpleUploadedFile("old.zip", b"PK\x03\x04 broken")
    refused = client.post(here, {"form": "pages", "column": column.pk, "file": broken})
    assert refused.status_code == 422


def test_redirects_and_replacing_on_pages():
    site = make_second()
    client = browser()
    here = f"{HERE}sites/{site.pk}/redirects/"
    assert client.post(here, {"path": "/sitemap/", "target": "/", "kind": "manual"}).status_code == 422
    client.post(here, {"path": "/old.html", "target": "/c/news/", "kind": "manual"})
    assert "/old.html" in client.get(here).content.decode()
    assert "/old.html" not in client.get(f"{here}?q=nothing").content.decode()
    sent = {"old": "http://old.example/", "new": "https://new.example/", "sites": [site.pk]}
    assert "没有找到" in client.post(f"{HERE}links/", sent).content.decode()
    assert client.post(f"{HERE}links/", {**sent, "verb": "replace"}).status_code == 422

"""Subscribing, reading, kiosk and web app over HTTP."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.notifications.models import Outgoing
from yiwang.kernel.publications.tests.makers import make_publication
from yiwang.subsystems.portal.channels import addresses, wording
from yiwang.subsystems.portal.channels.models import Request, Subscription
from yiwang.subsystems.portal.channels.public.kiosk import tiles
from yiwang.subsystems.portal.channels.tests.makers import code_in, make_subscription
from yiwang.subsystems.portal.tests.makers import make_column, make_published, make_site

pytestmark = pytest.mark.django_db
SUBSCRIBE = "/subscriptions/"


@pytest.fixture(autouse=True)
def _counted_anew():
    cache.clear()
    yield
    cache.clear()


def filled(**changes):
    return {
        "channel": "email",
        "address": "zhang@example.cn",
        "frequency": "daily",
        "whole_site": "on",
        "columns": [],
        "keywords": "",
        **changes,
    }


def text(response) -> str:
    return response.content.decode()


def test_somebody_subscribes_confirms_and_leaves_by_mail(client):
    make_site()
    asked = client.post(SUBSCRIBE, filled())
    assert asked.status_code == 302
    assert asked["Location"] == reverse("portal_channels:asked")
    link = re.search(r"/subscriptions/confirm/\S+", Outgoing.objects.get().body)[0]
    assert "确认订阅" in text(client.get(link))
    assert not Subscription.objects.exists()  # whoever only looks into the mail confirms nothing
    page = client.post(link, follow=True)
    assert "z***@example.cn" in text(page)
    assert page["Referrer-Policy"] == "no-referrer"
    token = addresses.token_of(Subscription.objects.get().pk)
    assert client.get(f"/subscriptions/{token}/end/").status_code == 200
    assert Subscription.objects.exists()  # a program that opens links ends nothing
    assert "已退订" in text(client.post(f"/subscriptions/{token}/end/"))
    assert not Subscription.objects.exists()
    assert "已退订" in text(client.get(f"/subscriptions/{token}/"))
    assert client.post(link).status_code == 409


def test_one_click_in_a_mail_program_is_enough():
    # RFC 8058 §3.2: no cookie, no referrer, no token of a form
    token = addresses.token_of(make_subscription().pk)
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/subscriptions/{token}/end/", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not Subscription.objects.exists()


def test_a_known_address_gets_the_same_answer_as_an_unknown_one(client):
    make_subscription(address="zhang@example.cn")
    answers = {
        client.post(SUBSCRIBE, filled(address=one))["Location"] for one in ("zhang@example.cn", "li@a.cn")
    }
    assert len(answers) == 1


def test_the_code_of_a_text_message_is_asked_for(client):
    make_site()
    asked = client.post(SUBSCRIBE, filled(channel="sms", address="13812345678"))
    (code,) = code_in(Outgoing.objects.get().body)
    wrong = "000000" if code != "000000" else "111111"
    assert client.post(asked["Location"], {"code": wrong}).status_code == 422
    assert Request.objects.get().tries == 1
    assert "我的订阅" in text(client.post(asked["Location"], {"code": f" {code} "}, follow=True))
    assert "失效" in text(client.post("/subscriptions/code/unknown/", {"code": "123456"}))


def test_a_link_from_a_text_message_request_cannot_be_confirmed_without_its_code(client):
    make_site()
    client.post(SUBSCRIBE, filled(channel="sms", address="13812345678"))
    assert client.post(f"/subscriptions/confirm/{Request.objects.get().uid}/").status_code == 409
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"address": "no address"}, "电子邮箱地址不正确"),
        ({"channel": "sms"}, "手机号码不正确"),
        ({"whole_site": ""}, "至少选择一个栏目"),
        ({"columns": ["nowhere"]}, "nowhere"),
        ({"keywords": "字"}, "2 至 20 个字"),
        ({"frequency": "hourly"}, "hourly"),
        ({"address": "\x00zhang@example.cn"}, "空字符"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_stays(client, changes, sentence):
    make_column(slug="news")
    answer = client.post(SUBSCRIBE, filled(**changes))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Request.objects.exists()


def test_a_machine_that_fills_in_every_field_is_thanked_and_forgotten(client):
    make_site()
    assert client.post(SUBSCRIBE, filled(website="http://spam.example")).status_code == 302
    assert not Request.objects.exists()


def test_whoever_asks_too_often_is_told_when_to_come_again(client):
    make_site()
    answers = [client.post(SUBSCRIBE, filled(address=f"a{one}@example.cn")).status_code for one in range(11)]
    assert answers == [302] * 10 + [429]


def test_what_is_wanted_is_changed_by_the_link_of_a_digest(client):
    make_column(slug="news", title="政务动态")
    token = addresses.token_of(make_subscription().pk)
    path = f"/subscriptions/{token}/"
    saved = client.post(path, {"frequency": "weekly", "columns": ["news"]}, follow=True)
    assert "已保存" in text(saved)
    assert "政务动态" in text(saved)
    assert client.post(path, {"frequency": "weekly"}).status_code == 422
    assert client.get("/subscriptions/7-forged/").status_code == 404


def test_no_page_of_a_subscription_is_kept_by_a_cache(client):
    token = addresses.token_of(make_subscription().pk)
    for path in (SUBSCRIBE, f"/subscriptions/{token}/", f"/subscriptions/{token}/end/"):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_a_choice_of_reading_is_kept_in_the_browser_alone(client):
    given = {"tone": "dark", "size": "elder", "contrast": "high", "next": "/c/news/"}
    saved = client.post("/preferences/", given)
    assert saved["Location"] == "/c/news/"
    assert client.cookies["reading"].value == "dark.elder.high"
    sheet = client.get("/preferences/reading.css")
    assert [re.search(r"reading_(\w+)", line)[1] for line in text(sheet).splitlines()] == [
        "dark",
        "high",
        "elder",
    ]
    assert sheet["Cache-Control"] == "private, no-cache"
    assert "Cookie" in sheet["Vary"]


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/preferences/"]
)
def test_a_choice_leads_to_no_other_site(client, address):
    saved = client.post(
        "/preferences/", {"tone": "auto", "size": "normal", "contrast": "normal", "next": address}
    )
    assert saved["Location"] == "/"


def test_pages_are_the_same_bytes_whatever_the_reader_chose(client):
    make_site()
    plain = client.get("/").content
    client.cookies["reading"] = "dark.elder.high"
    assert client.get("/").content == plain


def test_the_manifest_names_the_site_and_icons_that_are_there(client):
    make_site()
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = json.loads(answer.content)
    assert manifest["name"] == "云泽市人民政府"
    assert {one["sizes"] for one in manifest["icons"]} == {"192x192", "512x512"}
    assert all(finders.find(one["src"].removeprefix("/static/")) for one in manifest["icons"])


def test_a_terminal_leads_nowhere_else_and_forgets_whoever_stood_there(client):
    make_site()
    page = text(client.get("/kiosk/"))
    assert all(tile.title in page for tile in tiles())
    assert 'href="/counter/ticket/"' in page
    assert 'href="/counter/ticket/north/"' in text(client.get("/kiosk/north/"))
    client.cookies["track"] = "somebody"
    over = client.get("/kiosk/?ended=1")
    assert over.cookies["track"]["max-age"] == 0
    assert over["Clear-Site-Data"] == '"cookies", "storage"'
    assert over["Cache-Control"] == "no-store"


def test_a_tile_that_leads_off_the_site_is_refused(monkeypatch):
    monkeypatch.setattr(
        "tomllib.loads", lambda _: {"tile": [{"title": "x", "words": "", "address": "//x", "mark": "x"}]}
    )
    tiles.cache_clear()
    with pytest.raises(ValueError, match="leads off"):
        tiles()
    tiles.cache_clear()


def test_an_article_leads_to_its_neighbours(client):
    column = make_column()
    first, second, third = (make_published(column_id=column.pk).publication_id for _ in range(3))
    assert client.get(f"/a/{second}/next/")["Location"] == f"/a/{third}/"
    assert client.get(f"/a/{second}/previous/")["Location"] == f"/a/{first}/"
    assert client.get(f"/a/{third}/next/")["Location"] == f"/c/{column.slug}/"
    assert client.get("/a/999999/next/").status_code == 404


def test_an_article_can_be_shared(client):
    number = make_published(title="大桥通车").publication_id
    page = text(client.get(f"/a/{number}/"))
    assert '<meta property="og:title" content="大桥通车">' in page
    assert f'<meta property="og:url" content="http://localhost:8000/a/{number}/">' in page
    drawn = client.get(f"/a/{number}/qr.svg")
    assert drawn["Content-Type"] == "image/svg+xml"
    assert drawn.content.startswith(b"<?xml")
    assert client.get("/a/999999/qr.svg").status_code == 404


def test_what_is_not_there_is_answered_with_search_and_a_guess(client):
    make_column(slug="zwdt", title="政务动态")
    answer = client.get("/c/zwdtt/")
    assert answer.status_code == 404
    assert '<a href="/c/zwdt/">政务动态</a>' in text(answer)
    assert 'role="search"' in text(answer)
    assert "首页" in text(client.get("/%00%ff/<script>"))
    assert (
        "<script>"
        not in text(client.get("/<script>alert(1)</script>/")).split("</head>")[1].split("<footer")[0]
    )


def test_an_office_address_that_is_not_there_says_nothing_of_the_site(client):
    answer = client.get("/office/nowhere/")
    assert answer.status_code == 404
    assert "masthead" not in text(answer)


def test_news_are_also_a_json_feed(client):
    # jsonfeed.org/version/1.1
    column = make_column(slug="news", title="政务动态")
    number = make_published(column_id=column.pk, title="大桥通车").publication_id
    for path in ("/feed/json/", "/feed/news/json/"):
        answer = client.get(path)
        assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
        feed = json.loads(answer.content)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"].endswith(path)
        (item,) = feed["items"]
        assert item["title"] == "大桥通车"
        assert item["id"] == item["url"] == f"http://localhost:8000/a/{number}/"
        assert client.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert 'type="application/feed+json"' in text(client.get("/c/news/"))


def test_the_service_worker_keeps_what_is_there(client):
    make_site()
    answer = client.get("/service-worker.js")
    assert answer["Cache-Control"] == "no-cache"
    kept = re.search(r"self\.KEPT=(\[[^\]]*\])", text(answer))[1].replace("'", '"')
    static, pages = [], []
    for one in json.loads(kept):
        (static if one.startswith("/static/") else pages).append(one)
    assert all(finders.find(one.removeprefix("/static/")) for one in static)
    assert all(client.get(one).status_code == 200 for one in pages)


def test_a_subscriber_of_another_day_does_not_meet_old_news():
    subscription = make_subscription(due=False)
    make_publication(published_at=shifted(now(), hours=-1))
    assert not Outgoing.objects.filter(key__startswith=wording.digest_key(subscription.pk)).exists()
    assert subscription.told_until > shifted(now(), minutes=-1)

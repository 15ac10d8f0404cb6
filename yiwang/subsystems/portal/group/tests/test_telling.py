"""Does the outer zone learn of sites and old addresses, once, in whatever order it comes?"""

from types import SimpleNamespace

import pytest
from django.test import Client

from yiwang.kernel.exchange import zones
from yiwang.kernel.exchange.actions.telling import note_trouble, tell_waiting
from yiwang.kernel.exchange.models import OWED, STUCK, Envelope
from yiwang.kernel.exchange.telling import registered
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.portal.group import rules, waiting
from yiwang.subsystems.portal.group.actions import learning, redirects, telling
from yiwang.subsystems.portal.group.actions.redirects import Way
from yiwang.subsystems.portal.group.models import KnownPart, KnownSite, KnownWay, Redirect, ToldSite
from yiwang.subsystems.portal.group.tests.makers import keeper, make_second
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.sites import Site
from yiwang.subsystems.portal.tests.makers import make_column, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    """What an inner installation says, in order: ``(kind, body)``."""

    def said() -> list[tuple[str, dict]]:
        telling.owe_changes()
        known = Envelope.objects.count()
        tell_waiting()
        return [(one.kind, one.statement.body) for one in Envelope.objects.order_by("pk")[known:]]

    monkeypatch.setattr(zones, "check_from", lambda taken, zone: None)
    return said


def lead(site: Site, path: str, target: str = "/sitemap/", kind: str = "manual") -> Redirect:
    return redirects.lead(actor(keeper()), site.pk, Way(path, target, kind))


def take(body: dict) -> None:
    """As the outer zone does."""
    is_site = "domain" in body
    model = learning.messages.Site if is_site else learning.messages.Addresses
    taken = SimpleNamespace(body=model.model_validate(body))
    (learning.take_site if is_site else learning.take_addresses)(taken)


def test_a_site_is_told_once_and_again_when_anything_of_it_changes(sent):
    main = make_site()
    [(kind, body)] = sent()
    assert (kind, body["site"], body["state"], body["sequence"]) == ("portal.site", "main", "open", 1)
    assert sent() == []
    Site.objects.filter(pk=main.pk).update(theme="red", layout={"notice": "网站关停公告"})
    [(_, body)] = sent()
    assert (body["sequence"], body["theme"], body["layout"]) == (2, "red", {"notice": "网站关停公告"})


def test_the_bar_of_columns_is_told_and_outside_drawn_from_what_was_told(sent, client):
    main = make_site()
    make_column(slug="news", title="新闻中心", site=main)
    hidden = make_column(slug="data", title="数据发布", site=main)
    make_column(slug="below", title="下级栏目", site=main, parent=hidden)
    make_column(slug="shut", title="已关闭", site=main, is_open=False)
    Site.objects.filter(pk=main.pk).update(layout={"hidden": ["data"]})
    [(_, body)] = sent()
    assert body["menu"] == [{"title": "新闻中心", "address": "/c/news/"}]
    Column.objects.filter(slug="news").update(title="云泽要闻")
    [(_, body)] = sent()
    assert body["menu"] == [{"title": "云泽要闻", "address": "/c/news/"}]
    Column.objects.filter(parent=hidden).delete()
    Column.objects.all().delete()
    take(body)
    bar = client.get("/search/").content.decode()
    assert '<a href="/c/news/">云泽要闻</a>' in bar


def test_old_addresses_go_in_parts_and_only_what_changed_goes_again(sent, monkeypatch):
    monkeypatch.setattr(telling, "PART", 2)
    main = make_site()
    made = [lead(main, f"/old/{number}.html") for number in range(5)]
    told = [body for kind, body in sent() if kind == "portal.old_addresses"]
    assert sorted(way["path"] for body in told for way in body["ways"]) == [one.path for one in made]
    assert len(told) >= 3
    redirects.forget(actor(keeper()), made[0].pk)
    [(_, body)] = sent()
    assert "/old/0.html" not in [way["path"] for way in body["ways"]]
    for one in made[1:]:
        redirects.forget(actor(keeper()), one.pk)
    assert [way for _, body in sent() for way in body["ways"]] == []
    assert sent() == []


def test_looking_for_what_is_owed_costs_the_same_however_much_there_is(sent, django_assert_num_queries):
    main = make_site()
    lead(main, "/old/1.html")
    sent()
    with django_assert_num_queries(5):
        telling.owe_changes()
    for number in range(3):
        lead(make_second(), f"/old/{number}.html")
    sent()
    with django_assert_num_queries(5):
        telling.owe_changes()


def test_who_looks_and_is_killed_owes_it_all_the_same(sent, monkeypatch):
    make_site()

    def killed(*given: object) -> int:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(telling, "owe", killed)
        with pytest.raises(ZeroDivisionError):
            telling.owe_changes()
    assert not ToldSite.objects.exists()
    assert telling.owe_changes() == 1
    assert ToldSite.objects.filter(OWED).count() == 1


def test_outside_an_older_telling_that_comes_later_changes_nothing(sent):
    main = make_site()
    lead(main, "/old/1.html")
    first = dict(sent())
    Site.objects.filter(pk=main.pk).update(name="新名称", state="offline")
    lead(main, "/old/2.html")
    second = dict(sent())
    for body in (*second.values(), *first.values(), *second.values()):
        take(body)
    main.refresh_from_db()
    assert (main.name, main.state, KnownSite.objects.get().sequence) == ("新名称", "offline", 2)
    assert sorted(KnownWay.objects.values_list("path", flat=True)) == ["/old/1.html", "/old/2.html"]


def test_two_sites_may_change_their_domains_with_each_other(sent):
    one, two = make_second(), make_second()
    sent()
    Site.objects.filter(pk=one.pk).update(domain="between.gov.cn")
    Site.objects.filter(pk=two.pk).update(domain=one.domain)
    Site.objects.filter(pk=one.pk).update(domain=two.domain)
    told = [body for _, body in sent()]
    Site.objects.filter(pk=one.pk).update(domain="between.gov.cn")
    Site.objects.filter(pk=two.pk).update(domain=two.domain)
    Site.objects.filter(pk=one.pk).update(domain=one.domain)
    for body in told:
        take(body)
    assert dict(Site.objects.filter(slug__in=[one.slug, two.slug]).values_list("slug", "domain")) == {
        one.slug: two.domain,
        two.slug: one.domain,
    }


def test_outside_an_address_leads_where_it_was_told_to_and_costs_one_query(
    sent, settings, django_assert_num_queries
):
    main = make_site()
    short = lead(main, "/fangxun", "https://www.mwr.gov.cn/", "short")
    lead(main, "/old/1.html")
    for _, body in sent():
        take(body)
    Redirect.objects.all().delete()
    settings.ZONE = "outer"
    reader = Client()
    assert (reader.get("/fangxun/").status_code, reader.get("/fangxun").url) == (302, short.target)
    assert (reader.get("/old/1.html?from=wechat").status_code, reader.get("/old/1.html").url) == (
        301,
        "/sitemap/",
    )
    with django_assert_num_queries(3):  # the columns of the frame, the site, the old addresses
        reader.get("/never-was.html")


def test_an_address_that_was_entered_anew_leads_where_it_was_led_last(sent, settings, monkeypatch):
    monkeypatch.setattr(telling, "PART", 1)
    main = make_site()
    before = lead(main, "/old/1.html")
    told = [body for kind, body in sent() if kind == "portal.old_addresses"]
    redirects.forget(actor(keeper()), before.pk)
    lead(main, "/old/1.html", "/t/")
    told = [*[body for _, body in sent() if body["ways"]], *told]  # that it is gone comes later
    for body in told:
        take(body)
    assert KnownPart.objects.count() == 2
    settings.ZONE = "outer"
    assert Client().get("/old/1.html").url == "/t/"


def test_a_site_in_preparation_is_not_found_outside(settings):
    site = make_second(state="preparing")
    reader = Client(headers={"host": f"{site.slug}.localhost"})
    assert reader.get("/").status_code == 503
    settings.ZONE = "outer"
    for path in ("/", "/c/news/", "/never/"):
        assert reader.get(path).status_code == 404


def test_what_the_outer_zone_refused_waits_for_the_group_and_is_sent_again_every_hour(sent):
    site = make_second()
    sent()
    row = ToldSite.objects.get(site=site.slug)
    note_trouble(registered()[ToldSite], row.pk, "外网未接收：内容有误")
    post = keeper()
    assert waiting.untold(post, 10) == []
    post.roles = [*post.roles, rules.MANAGER]
    post.save()
    [todo] = waiting.untold(post, 10)
    assert (todo.note, site.name in todo.title) == ("外网未接收：内容有误", True)
    assert waiting.untold(keeper(site.unit), 10) == []
    assert telling.try_again() == 1
    assert not ToldSite.objects.filter(STUCK).exists()
    assert [body["sequence"] for _, body in sent()] == [2]

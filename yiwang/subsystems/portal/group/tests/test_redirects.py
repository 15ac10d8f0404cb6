"""Old and short addresses, and links replaced everywhere (PEERS F017, F018)."""

import pytest
from django.test import Client

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.portal.actions import articles
from yiwang.subsystems.portal.group.actions import redirects, replacing
from yiwang.subsystems.portal.group.actions.redirects import Way
from yiwang.subsystems.portal.group.actions.replacing import Swap
from yiwang.subsystems.portal.group.models import Redirect, Replacement
from yiwang.subsystems.portal.group.tests.makers import keeper, make_second
from yiwang.subsystems.portal.models import Article, Column
from yiwang.subsystems.portal.tests.makers import make_article, make_column, make_published, make_site

pytestmark = pytest.mark.django_db
OLD, NEW = "http://old.yunze.gov.cn/", "https://www.yunze.gov.cn/"
BODY = f'<p>见<a href="{OLD}a/1.html">旧文</a>和<a href="http://older.yunze.gov.cn/">更旧</a>，{OLD}</p>'


def lead(path: str, target: str, kind: str = "manual") -> Redirect:
    return redirects.lead(actor(keeper()), make_site().pk, Way(path, target, kind))


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/old/1.html", "/old/1.html"),
        ("/show.asp?id=12", "/show.asp?id=12"),
        ("/%E6%96%B0/1.html", "/%E6%96%B0/1.html"),
        ("/%D0%C2/1.html", "/%D0%C2/1.html"),
        ("/fangxun", "/fangxun/"),
        ("/c/gone/", "/c/gone/"),
        ("/old/2.html", "/old/2.html?from=wechat"),
    ],
)
def test_an_old_address_leads_on(client, path, asked):
    lead(path, "/sitemap/")
    answer = client.get(asked)
    assert (answer.status_code, answer.url) == (301, "/sitemap/")


def test_a_short_address_may_lead_elsewhere_tomorrow(client):
    lead("/fangxun", "https://www.mwr.gov.cn/", "short")
    answer = client.get("/fangxun")
    assert (answer.status_code, answer.url) == (302, "https://www.mwr.gov.cn/")


def test_pages_come_first_and_only_a_missing_one_is_looked_for(client, django_assert_num_queries):
    make_column(slug="news", title="动态")
    lead("/old.html", "/c/news/")
    assert client.get("/c/news/").status_code == 200
    with django_assert_num_queries(2):  # the columns of the frame, and the old addresses
        client.get("/never-was.html")
    assert client.post("/old.html").status_code in {403, 404}
    assert client.get("/office/never/").status_code == 404


@pytest.mark.parametrize(
    ("path", "target", "sentence"),
    [
        ("/sitemap/", "/c/a/", "已经由网站页面使用"),
        ("/search", "/c/a/", "已经由网站页面使用"),
        ("/c/news/", "/c/a/", "已经由网站页面使用"),
        ("", "/c/a/", "以 / 开头"),
        ("/x", "javascript:alert(1)", "目标地址应以"),
        ("/x", "/x", "再次跳转"),
        ("/x", "/old.html", "再次跳转"),
        ("/old.html", "/c/a/", "已经登记过"),
    ],
)
def test_what_would_never_work_is_refused(path, target, sentence):
    make_column(slug="news", title="动态")
    lead("/old.html", "/c/news/")
    with pytest.raises(Refused, match=sentence):
        lead(path, target)


def test_an_address_is_forgotten_by_who_keeps_the_site(client):
    site = make_second()
    found = redirects.lead(actor(keeper(site.unit)), site.pk, Way("/old.html", "/c/news/"))
    with pytest.raises(Refused, match="没有"):
        redirects.forget(actor(keeper(make_second().unit)), found.pk)
    redirects.forget(actor(keeper(site.unit)), found.pk)
    assert not Redirect.objects.exists()


@pytest.mark.parametrize(
    ("old", "body", "links"),
    [
        (OLD, BODY, 1),
        ("/old", '<a href="/old">a</a><a href="/old/1">b</a><a href="/older">c</a>', 2),
        (
            "https://a.example",
            '<a href="https://a.example.evil/">a</a><a href="https://a.example?x=1">b</a>',
            1,
        ),
    ],
)
def test_only_addresses_that_begin_so_are_replaced(old, body, links):
    assert Swap(old, "https://n.example/").applied(body)[1] == links


def test_links_are_replaced_in_drafts_in_public_texts_and_in_link_columns():
    live = make_published(body=BODY)
    draft = make_article(body=BODY)
    make_column(kind="link", title="旧站", link=f"{OLD}index.html")
    swap, sites = Swap(OLD, NEW), [make_site()]
    assert {(one.title, one.links) for one in replacing.preview(swap, sites)} == {
        (live.title, 1),
        (draft.title, 1),
        ("链接栏目：旧站", 1),
    }
    assert not Replacement.objects.exists()
    made = replacing.replace_links(actor(keeper()), swap, sites)
    assert (made.articles, made.links) == (2, 3)
    live.refresh_from_db()
    assert f'href="{NEW}a/1.html"' in live.body
    assert live.live_version == live.version == 2
    assert live.state == "published"
    page = Client().get(f"/a/{live.publication_id}/").content.decode()
    assert f'href="{NEW}a/1.html"' in page
    assert OLD in page, "what people read stays as it was written"
    assert Column.objects.get(title="旧站").link == f"{NEW}index.html"
    assert Article.objects.get(pk=draft.pk).versions.first().note.startswith("批量替换链接")
    with pytest.raises(Refused, match="没有找到"):
        replacing.replace_links(actor(keeper()), swap, sites)


def test_a_text_under_work_and_the_older_one_that_is_public_both_change():
    live = make_published(body=BODY)
    full = Article.objects.in_full().get(pk=live.pk)
    text = full.text()
    articles.save(actor(keeper_author()), live.pk, 1, type(text)(**{**vars(text), "title": "改了标题"}))
    replacing.replace_links(actor(keeper()), Swap(OLD, NEW), [make_site()])
    live.refresh_from_db()
    assert live.live_version == 1
    assert f'href="{NEW}a/1.html"' in live.publication.body
    assert f'href="{NEW}a/1.html"' in live.body
    assert live.title == "改了标题"


def keeper_author():
    post = keeper()
    post.roles = [*post.roles, "portal_author"]
    post.save()
    return post


@pytest.mark.parametrize(
    ("old", "new"), [("old", NEW), (OLD, "javascript:x"), (OLD, OLD), ("/", NEW), (OLD, 'https://a/"x')]
)
def test_addresses_that_are_none_are_refused(old, new):
    with pytest.raises(Refused):
        replacing.preview(Swap(old, new), [make_site()])


def test_links_of_a_site_are_replaced_by_who_keeps_it():
    site = make_second()
    with pytest.raises(Refused, match="没有“管理网站信息”的权限"):
        replacing.replace_links(actor(keeper(make_second().unit)), Swap(OLD, NEW), [site])

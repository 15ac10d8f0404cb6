"""Can the keepers of a site walk through it in a new edition, while nobody else sees anything of it?"""

import re

import pytest
from django.test import Client

from yiwang.kernel.organizations.tests.makers import actor, make_post, sign_in
from yiwang.kernel.publications.models import Publication
from yiwang.kernel.publications.tests.makers import make_publication
from yiwang.subsystems.portal.group.actions import editions, openings
from yiwang.subsystems.portal.group.actions.editions import Look
from yiwang.subsystems.portal.group.tests.makers import keeper, make_opening, make_second, manager
from yiwang.subsystems.portal.sites import Site
from yiwang.subsystems.portal.tests.makers import AUTHOR, make_column

pytestmark = pytest.mark.django_db
LOOK = Look("红色新版", "red", ["leads", "columns"], ["old"])
TITLE = "全市春耕生产现场会召开"


@pytest.fixture
def site() -> Site:
    """With a column, a topic, a column that the new edition hides, and an article."""
    site = make_second()
    make_column(site=site, slug="old", title="旧栏目")
    make_column(site=site, slug="spring", title="春耕专题", kind="topic")
    return site


def article_of(site: Site) -> Publication:
    columns = ("news", "spring")
    text = '<p>详见<a href="/c/news/">工作动态</a>和<a href="/services/">办事大厅</a>。</p>'
    return make_publication(site=site.slug, columns=columns, title=TITLE, kind="news", body=text)


class Walk:
    """A keeper of the site who goes through its pages in the new edition."""

    def __init__(self, site: Site) -> None:
        edition = editions.draw_up(actor(keeper(site.unit)), site.pk, LOOK)
        self.exit = f"/office/portal/group/editions/{edition.pk}/"
        self.start = f"{self.exit}preview/"
        self.client = Client()
        sign_in(self.client, keeper(site.unit))

    def page(self, path: str, status: int = 200) -> str:
        answer = self.client.get(self.start + path.removeprefix("/"))
        assert answer.status_code == status, path
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "ETag" not in answer.headers
        text = answer.content.decode()
        assert "theme-red" in text
        assert 'name="robots" content="noindex' in text
        assert f'<a href="{self.exit}">退出预览</a>' in text
        return text


def test_every_page_of_the_site_is_walked_through_in_the_new_edition(site):
    held = article_of(site)
    walk = Walk(site)
    paths = [
        "/",
        "/c/news/",
        "/t/",
        "/t/spring/",
        held.address,
        "/sitemap/",
        "/search/",
        f"/search/?q={TITLE}",
    ]
    for path in paths:
        assert re.search(f'href="{walk.start}c/news/"', walk.page(path)), path
    assert f'href="{walk.start}a/{held.pk}/"' in walk.page(f"/search/?q={TITLE}")
    assert f'action="{walk.start}search/"' in walk.page("/c/news/")
    assert walk.client.get(f"{walk.start}c/spring/").url == f"{walk.start}t/spring/"
    assert walk.client.get(f"{walk.start}a/{held.pk}/next/").url == f"{walk.start}c/news/"


def test_what_the_edition_hides_is_gone_and_what_it_does_not_change_leads_to_the_present_site(site):
    text = Walk(site).page(article_of(site).address)
    assert "旧栏目" not in text
    assert 'href="/services/"' in text
    assert "通往现在的网站" in text


def test_the_public_sees_nothing_of_it(site):
    held = article_of(site)
    walk = Walk(site)
    walk.page(held.address)
    reader = Client(headers={"host": f"{site.slug}.localhost"})
    for path in ("/", "/c/news/", held.address):
        text = reader.get(path).content.decode()
        assert "theme-red" not in text
        assert "预览" not in text
        assert reader.get(walk.start + path.removeprefix("/")).status_code == 302
    site.refresh_from_db()
    assert (site.theme, site.layout) == ("", {})


def test_a_page_that_is_not_there_says_so_within_the_trial(site):
    walk = Walk(site)
    text = walk.page("/c/nothing/", 404)
    assert f'href="{walk.start}"' in text
    walk.page("/services/", 404)
    walk.page("/a/999999/", 404)


def test_only_the_keepers_of_the_site_walk_through_it(site):
    walk, other = Walk(site), make_second()
    stranger, author = Client(), Client()
    sign_in(stranger, keeper(other.unit))
    assert stranger.get(f"{walk.start}c/news/").status_code == 404
    sign_in(author, make_post(unit=site.unit, roles=[AUTHOR]))
    assert author.get(f"{walk.start}c/news/").status_code in {403, 409}


def test_a_site_in_preparation_is_tried_with_what_it_holds():
    site = openings.approve(manager(), make_opening().pk, "符合开设条件。").site
    make_column(site=site, slug="news", title="工作动态")
    make_column(site=site, slug="old", title="旧栏目")
    held = make_publication(site=site.slug, columns=("news",), title=TITLE, kind="news")
    walk = Walk(site)
    assert TITLE in walk.page("/")
    assert TITLE in walk.page(held.address)
    assert Client().get(held.address).status_code == 404


def test_a_trial_is_not_counted_as_a_visit(site, monkeypatch):
    monkeypatch.setenv("YIWANG_VISITS", "beacon")
    assert "dist/visits.js" not in Walk(site).page("/c/news/")
    reader = Client(headers={"host": f"{site.slug}.localhost"})
    assert "dist/visits.js" in reader.get("/c/news/").content.decode()

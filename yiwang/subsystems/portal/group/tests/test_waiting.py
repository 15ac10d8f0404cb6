"""Does anybody find what a site holds that is still being prepared, and does everybody once it is open?"""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.test import Client

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.files.actions import receive
from yiwang.kernel.organizations.tests.makers import sign_in
from yiwang.kernel.publications import tasks
from yiwang.kernel.publications.actions import move, withdraw
from yiwang.kernel.publications.models import Publication
from yiwang.kernel.publications.site_map import page_of
from yiwang.kernel.publications.tests.makers import make_publication
from yiwang.kernel.search.queries import Query, search
from yiwang.subsystems.portal.channels import news
from yiwang.subsystems.portal.group.actions import openings
from yiwang.subsystems.portal.group.models import Opening
from yiwang.subsystems.portal.group.tests.makers import make_ready, make_second, manager
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.sites import MAIN
from yiwang.subsystems.portal.supply.actions.subscribing import collect_due
from yiwang.subsystems.portal.supply.models import Proposal
from yiwang.subsystems.portal.supply.tests import makers as supply
from yiwang.subsystems.portal.tests.makers import PNG, PUBLISHER, make_column, make_officer

pytestmark = pytest.mark.django_db
TITLE = "关于筹建中网站试运行内容的通知"


@pytest.fixture
def opening() -> Opening:
    """Ready to be opened, with one column."""
    ready = make_ready()
    make_column(site=ready.site, slug="news", title="工作动态", column_type="通知公告")
    return ready


def published(opening: Opening, **changes) -> Publication:
    stored = receive(manager(), BytesIO(PNG), "桥.png")
    fields = {
        "title": TITLE,
        "kind": "news",
        "image": stored.pk,
        "image_alt": "新桥",
        "unit_id": opening.unit_id,
    }
    return make_publication(**{"site": opening.site.slug, "columns": ("news",), **fields, **changes})


def reader(opening: Opening) -> Client:
    return Client(headers={"host": f"{opening.site.slug}.localhost"})


def places_where_it_stands(held: Publication, own: Client) -> Iterator[str]:
    """The addresses that show the title, the picture or the address of the publication."""
    main = Client()
    feeds = ["/feed/", "/feed/atom/", "/feed/json/", "/feed/news/", f"/feed/unit/{held.unit_id}/"]
    beside = ["/", "/c/news/", "/kiosk/", "/sitemap-columns.xml", f"/a/{held.pk}/next/", "/subscriptions/"]
    paths = [
        held.address,
        *feeds,
        *beside,
        f"/sitemap-{page_of(held.pk)}.xml",
        f"/search/?q={TITLE}",
        f"/a/{held.pk}/qr.svg",
    ]
    marks = (f'{held.address}"', f"{held.address}<", f">{TITLE}<")
    for client in (main, own):
        for path in [*paths, held.image.address()]:
            answer = client.get(path)
            told = answer.getvalue().decode(errors="replace")
            is_shown = answer.status_code == 200 and (
                path.endswith((".svg", ".png")) or any(mark in told for mark in marks)
            )
            if is_shown:
                yield f"{'main' if client is main else 'own'} {path}"


def test_nobody_finds_what_a_site_in_preparation_holds(opening):
    held = published(opening)
    assert held.state == Publication.State.WAITING
    assert tasks.release_due() == 0
    assert list(places_where_it_stands(held, reader(opening))) == []
    assert search(Query(TITLE)).found == 0
    assert news.placed(opening.site.slug, shifted(now(), days=-1), now()) == []


def test_everybody_finds_it_once_the_site_is_open(opening):
    held = published(opening)
    openings.open_to_public(manager(), opening.pk)
    held.refresh_from_db()
    assert held.state == Publication.State.PUBLISHED
    assert tasks.release_due() == 1
    assert [hit.title for hit in search(Query(TITLE)).hits] == [TITLE]
    shown = set(places_where_it_stands(held, reader(opening)))
    assert {f"main {held.address}", f"own {held.address}", "own /feed/", "own /c/news/"} <= shown
    assert {f"own /sitemap-{page_of(held.pk)}.xml", "own /kiosk/", f"main /search/?q={TITLE}"} <= shown
    assert tasks.release_due() == 0


def test_a_page_of_a_site_in_preparation_says_that_it_is_prepared(opening):
    held = published(opening)
    for path in ("/", "/feed/", "/sitemap.xml", "/search/", "/kiosk/", held.address):
        answer = reader(opening).get(path)
        assert answer.status_code == 503
        assert "筹建" in answer.content.decode()


def test_what_also_stands_on_an_open_site_is_read_there(opening):
    make_column(slug="tzgg", title="通知公告")
    held = published(opening, shared=((MAIN, "tzgg"),))
    assert held.state == Publication.State.PUBLISHED
    assert Client().get(held.address).status_code == 200


def test_what_moves_to_an_open_site_is_public_from_then_on(opening):
    held = published(opening)
    target = make_second()
    moved = move(SYSTEM, held, target.slug, ("news",))
    assert (moved.state, moved.is_released) == (Publication.State.PUBLISHED, True)
    assert search(Query(TITLE)).found == 1


def test_what_was_withdrawn_before_the_opening_stays_withdrawn(opening):
    held = published(opening)
    withdraw(SYSTEM, held, Publication.Reason.ERROR)
    openings.open_to_public(manager(), opening.pk)
    held.refresh_from_db()
    assert held.is_withdrawn
    assert tasks.release_due() == 0


def test_what_is_to_come_waits_for_its_moment_and_for_the_site(opening):
    held = published(opening, published_at=shifted(now(), hours=2))
    openings.open_to_public(manager(), opening.pk)
    held.refresh_from_db()
    assert (held.state, held.is_readable(now())) == (Publication.State.PUBLISHED, False)
    assert tasks.release_due() == 0


def test_a_subscribing_column_fetches_nothing_from_a_site_in_preparation(opening):
    source = supply.make_own_column(opening.site)
    column = make_column()
    supply.make_subscription(column, source, supply.make_editor())
    supply.make_published_of(opening.site, column=source)
    assert collect_due() == 0
    openings.open_to_public(manager(), opening.pk)
    assert collect_due() == 1
    assert Proposal.objects.get().column == column


def test_the_office_says_that_an_article_waits_for_its_site(opening, client):
    article = supply.make_published_of(opening.site)
    sign_in(client, make_officer(PUBLISHER))
    page = client.get(f"/office/articles/{article.pk}/").content.decode()
    assert "网站开通后公开" in page
    assert "线上页面" not in page
    assert Article.objects.live().filter(pk=article.pk).exists()

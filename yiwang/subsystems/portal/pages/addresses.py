"""Which pages does a site have?"""

from collections.abc import Iterator

from django.db.models import Q

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.publications.models import Placement, Publication
from yiwang.kernel.publications.site_map import page_of, pages_of
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.pages import stretches
from yiwang.subsystems.portal.sites import MAIN

FIXED = ("/", "/t/", "/sitemap/", "/robots.txt", "/sitemap.xml", "/sitemap-columns.xml")
FORMS = ("", "atom/", "json/")


def of_site(site: str) -> Iterator[str]:
    """Every path."""
    yield from of_columns(site)
    yield from _articles(site)
    for column in _columns(site):
        if column.kind in stretches.KINDS:
            for number in range(1, stretches.newest_number(site, column.slug)):
                yield f"{column.address}p/{number}/"
    yield from (f"/sitemap-{page}.xml" for page in pages_of(site))


def of_columns(site: str) -> Iterator[str]:
    """What a site has before anything is published: front, maps, columns and their feeds."""
    columns = _columns(site)
    yield from FIXED
    yield from (column.address for column in columns)
    for form in FORMS:
        yield f"/feed/{form}"
        yield from (f"/feed/{column.slug}/{form}" for column in columns)


def of_article(publication_id: int) -> list[str]:
    """The page of an article, and that of the site map on which it stands."""
    return [f"/a/{publication_id}/", f"/sitemap-{page_of(publication_id)}.xml"]


def _columns(site: str) -> list[Column]:
    return list(Column.objects.filter(site__slug=site).exclude(kind="link").in_order())


def _articles(site: str) -> Iterator[str]:
    """The main site shows what any site published, another one what stands on it; newest first."""
    rows = Publication.objects.readable(now())
    if site != MAIN:
        placed = Placement.objects.filter(site=site).values("publication")
        rows = rows.filter(Q(site=site) | Q(pk__in=placed))
    for pk in rows.order_by("-pk").values_list("pk", flat=True).iterator(chunk_size=5000):
        yield f"/a/{pk}/"

"""Which pages does a site have?"""

from collections.abc import Iterator

from django.db.models import Max, Q

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.publications.models import Placement, Publication
from yiwang.kernel.publications.site_map import page_of
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.pages import stretches
from yiwang.subsystems.portal.sites import MAIN

FIXED = ("/", "/t/", "/sitemap/", "/robots.txt", "/sitemap.xml", "/sitemap-columns.xml")
FORMS = ("", "atom/", "json/")


def of_site(site: str) -> Iterator[str]:
    """Every path, in the order in which people miss it: front, columns, articles, then what programs read."""
    yield from FIXED[:3]
    columns = list(Column.objects.filter(site__slug=site).exclude(kind="link").in_order())
    for column in columns:
        yield column.address
    yield from _articles(site)
    for column in columns:
        if column.kind in stretches.KINDS:
            for number in range(1, stretches.newest_number(site, column.slug)):
                yield f"{column.address}p/{number}/"
    for form in FORMS:
        yield f"/feed/{form}"
        yield from (f"/feed/{column.slug}/{form}" for column in columns)
    yield from FIXED[3:]
    last = Publication.objects.filter(site=site).aggregate(last=Max("pk"))["last"] or 0
    yield from (f"/sitemap-{page}.xml" for page in range(1, page_of(last) + 1))


def _articles(site: str) -> Iterator[str]:
    """The main site shows what any site published, another one what stands on it; newest first."""
    rows = Publication.objects.readable(now())
    if site != MAIN:
        placed = Placement.objects.filter(site=site).values("publication")
        rows = rows.filter(Q(site=site) | Q(pk__in=placed))
    for pk in rows.order_by("-pk").values_list("pk", flat=True).iterator(chunk_size=5000):
        yield f"/a/{pk}/"

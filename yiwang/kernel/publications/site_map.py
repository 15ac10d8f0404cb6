"""Which pages are there, for programs that read the whole site? (sitemaps.org, protocol 0.9)"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from yiwang.kernel.publications import dependencies
from yiwang.kernel.publications.feeds import absolute
from yiwang.kernel.publications.models import Publication
from yiwang.kernel.publications.sections import Place, keeper

LARGEST_PAGE = 1_000
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def index(place: Place) -> str:
    """The pages of the map: one of the columns, then as many as the publications' ids fill."""
    dependencies.note(dependencies.site_map(place.site, 0))
    pages = ["/sitemap-columns.xml", *(f"/sitemap-{page}.xml" for page in pages_of(place.site))]
    addresses = (escape(absolute(place.address, page)) for page in pages)
    entries = "".join(f"<sitemap><loc>{address}</loc></sitemap>\n" for address in addresses)
    return f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{entries}</sitemapindex>\n"


def pages_of(site: str) -> range:
    """From that of its oldest publication to that of its newest; an outer installation counts from far on."""
    ids = Publication.objects.filter(site=site).values_list("id", flat=True)
    # Asked for together, SQLite looks through all of them; each by itself is the first that it meets.
    oldest, newest = ids.order_by("id").first(), ids.order_by("-id").first()
    return range(page_of(oldest), page_of(newest) + 1) if oldest and newest else range(0)


def page_of(publication_id: int) -> int:
    """A publication stays on its page for ever, so that a page rarely changes."""
    return (publication_id + LARGEST_PAGE - 1) // LARGEST_PAGE


def columns(place: Place) -> str:
    addresses = ["/", *(section.address for section in keeper().columns(place.site))]
    return _urls(place, ((address, None) for address in dict.fromkeys(addresses) if address.startswith("/")))


def publications(place: Place, page: int, now: datetime) -> str:
    """One page of the map; withdrawn and future publications are not on it."""
    dependencies.note(dependencies.site_map(place.site, page))
    first = (page - 1) * LARGEST_PAGE
    rows = Publication.objects.readable(now).filter(
        site=place.site, id__gt=first, id__lte=first + LARGEST_PAGE
    )
    changed = rows.order_by("id").values_list("id", "changed_at")
    return _urls(place, ((f"/a/{pk}/", moment) for pk, moment in changed))


def _urls(place: Place, pages: Iterable[tuple[str, datetime | None]]) -> str:
    return "".join([f"{_HEAD}<urlset {_NAMESPACE}>\n", *_entries(place.address, pages), "</urlset>\n"])


def _entries(root: str, pages: Iterable[tuple[str, datetime | None]]) -> Iterator[str]:
    for address, moment in pages:
        changed = f"<lastmod>{moment.isoformat(timespec='seconds')}</lastmod>" if moment else ""
        yield f"<url><loc>{escape(absolute(root, address))}</loc>{changed}</url>\n"

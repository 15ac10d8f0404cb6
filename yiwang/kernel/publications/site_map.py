"""Which pages are there, for programs that read the whole site? (sitemaps.org, protocol 0.9)"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from yiwang.kernel.publications.feeds import absolute
from yiwang.kernel.publications.models import Publication
from yiwang.kernel.publications.sections import keeper

LARGEST_PAGE = 50_000
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def index(site: str) -> str:
    """The pages of the map: one of the columns, then as many as the publications' ids fill."""
    newest = Publication.objects.filter(site=site).order_by("-id").values_list("id", flat=True).first() or 0
    pages = ["/sitemap-columns.xml", *(f"/sitemap-{page}.xml" for page in range(1, page_of(newest) + 1))]
    entries = "".join(f"<sitemap><loc>{escape(absolute(page))}</loc></sitemap>\n" for page in pages)
    return f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{entries}</sitemapindex>\n"


def page_of(publication_id: int) -> int:
    """A publication stays on its page for ever, so that a page rarely changes."""
    return (publication_id + LARGEST_PAGE - 1) // LARGEST_PAGE


def columns(site: str) -> str:
    addresses = ["/", *(section.address for section in keeper().columns(site))]
    return _urls((address, None) for address in dict.fromkeys(addresses) if address.startswith("/"))


def publications(site: str, page: int, now: datetime) -> str:
    """One page of the map; withdrawn and future publications are not on it."""
    first = (page - 1) * LARGEST_PAGE
    rows = Publication.objects.readable(now).filter(site=site, id__gt=first, id__lte=first + LARGEST_PAGE)
    return _urls((f"/a/{pk}/", moment) for pk, moment in rows.order_by("id").values_list("id", "changed_at"))


def _urls(pages: Iterable[tuple[str, datetime | None]]) -> str:
    return "".join([f"{_HEAD}<urlset {_NAMESPACE}>\n", *_entries(pages), "</urlset>\n"])


def _entries(pages: Iterable[tuple[str, datetime | None]]) -> Iterator[str]:
    for address, moment in pages:
        changed = f"<lastmod>{moment.isoformat(timespec='seconds')}</lastmod>" if moment else ""
        yield f"<url><loc>{escape(absolute(address))}</loc>{changed}</url>\n"

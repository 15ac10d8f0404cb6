"""What was published on a site within a stretch of time, as subscriptions ask for it?"""

from collections import defaultdict
from datetime import datetime

from django.conf import settings

from yiwang.kernel.publications.models import Placement, Publication
from yiwang.subsystems.portal.channels.models import Item
from yiwang.subsystems.portal.channels.rules import News
from yiwang.subsystems.portal.models import Column

MOST = 1000


def published(site: str, since: datetime, until: datetime) -> list[News]:
    """The newest first, at most MOST: of the articles, or in an outer zone of what it was told."""
    return _told(site, since, until) if settings.ZONE == "outer" else placed(site, since, until)


def _told(site: str, since: datetime, until: datetime) -> list[News]:
    rows = Item.objects.filter(site=site, published_at__gt=since, published_at__lte=until)
    return [
        News(
            pk=one.number,
            title=one.title,
            address=f"/a/{one.number}/",
            published_at=one.published_at,
            columns=frozenset(one.columns),
            subject=one.subject,
            words=one.words,
        )
        for one in rows.order_by("-published_at", "-number")[:MOST]
    ]


def placed(site: str, since: datetime, until: datetime) -> list[News]:
    """Of the articles themselves; three queries whatever their number."""
    places = Placement.objects.filter(site=site, published_at__gt=since, published_at__lte=until)
    slugs: dict[int, set[str]] = defaultdict(set)
    rows = places.order_by("-published_at", "-publication_id").values_list("publication_id", "column")
    for publication_id, slug in rows[: MOST * 2]:
        slugs[publication_id].add(slug)
    above = _above(site)
    found = Publication.objects.readable(until).filter(pk__in=list(slugs)[:MOST]).newest_first()
    fields = found.values_list("pk", "title", "published_at", "subject", "summary", "keywords")
    return [
        News(
            pk=pk,
            title=title,
            address=f"/a/{pk}/",
            published_at=published_at,
            columns=frozenset(one for slug in slugs[pk] for one in above.get(slug, {slug})),
            subject=subject,
            words=f"{summary} {keywords}"[:900],
        )
        for pk, title, published_at, subject, summary, keywords in fields
    ]


def _above(site: str) -> dict[str, set[str]]:
    """Of each column itself and all columns that it stands below."""
    rows = list(Column.objects.filter(site__slug=site).values_list("pk", "parent_id", "slug"))
    parents = {pk: (parent, slug) for pk, parent, slug in rows}
    found: dict[str, set[str]] = {}
    for pk, _, slug in rows:
        line: set[str] = set()
        at: int | None = pk
        while at in parents and parents[at][1] not in line:
            line.add(parents[at][1])
            at = parents[at][0]
        found[slug] = line
    return found

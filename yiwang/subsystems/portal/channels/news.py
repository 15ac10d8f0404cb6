"""What was published on a site within a stretch of time, as subscriptions ask for it?"""

from collections import defaultdict
from datetime import datetime

from yiwang.kernel.publications.models import Placement, Publication
from yiwang.subsystems.portal.channels.rules import News
from yiwang.subsystems.portal.models import Column

MOST = 1000


def published(site: str, since: datetime, until: datetime) -> list[News]:
    """The newest first, at most MOST; three queries whatever their number."""
    placed = Placement.objects.filter(site=site, published_at__gt=since, published_at__lte=until)
    slugs: dict[int, set[str]] = defaultdict(set)
    rows = placed.order_by("-published_at", "-publication_id").values_list("publication_id", "column")
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
            words=f"{summary} {keywords}",
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

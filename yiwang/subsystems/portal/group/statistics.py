"""How much stands on each site, and when did it last change?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.subsystems.portal.models import Article, Column
from yiwang.subsystems.portal.sites import Site

RECENT_DAYS = 30


@dataclass(frozen=True)
class Figures:
    """Of one site: public articles, those of the last thirty days, what waits, open columns, last update."""

    site: Site
    articles: int = 0
    recent: int = 0
    waiting: int = 0
    columns: int = 0
    updated_at: datetime | None = None


def figures(sites: Sequence[Site]) -> list[Figures]:
    """Two queries, however many sites."""
    since = shifted(now(), days=-RECENT_DAYS)
    counted = (
        Article.objects.kept()
        .filter(site__in=sites)
        .values("site")
        .annotate(
            live=Count("pk", filter=Q(publication__isnull=False)),
            fresh=Count("pk", filter=Q(publication__isnull=False, published_at__gte=since)),
            pending=Count("pk", filter=Q(state__in=["submitted", "reviewed", "scheduled"])),
            last=Max("published_at", filter=Q(publication__isnull=False)),
        )
        .order_by()
    )
    articles = {row["site"]: row for row in counted}
    columns = dict(
        Column.objects.open()
        .filter(site__in=sites)
        .values("site")
        .annotate(number=Count("pk"))
        .order_by()
        .values_list("site", "number")
    )
    return [
        Figures(
            site,
            articles=row["live"],
            recent=row["fresh"],
            waiting=row["pending"],
            columns=columns.get(site.pk, 0),
            updated_at=row["last"],
        )
        if (row := articles.get(site.pk))
        else Figures(site, columns=columns.get(site.pk, 0))
        for site in sites
    ]

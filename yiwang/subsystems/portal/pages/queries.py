"""How do the pages stand, for those who look after them?"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, QuerySet, Sum

from yiwang.subsystems.portal.pages import mode, rules
from yiwang.subsystems.portal.pages.models import Marker, Page
from yiwang.subsystems.portal.sites import Site


@dataclass(frozen=True)
class Counted:
    """Pages of one site by state, and the bytes of their files."""

    site: Site
    made: int
    stale: int
    faulty: int
    gone: int
    size: int


def counted() -> list[Counted]:
    """Every site; two queries."""
    rows = Page.objects.values("site", "state").annotate(count=Count("pk"), size=Sum("size"))
    found = {(row["site"], row["state"]): (row["count"], row["size"] or 0) for row in rows.order_by()}
    return [_counted(site, found) for site in Site.objects.order_by("pk")]


def _counted(site: Site, found: dict[tuple[str, str], tuple[int, int]]) -> Counted:
    of_state = {state: found.get((site.slug, state), (0, 0)) for state in rules.STATES}
    return Counted(
        site,
        made=of_state[rules.MADE][0],
        stale=of_state[rules.STALE][0],
        faulty=of_state[rules.FAULTY][0],
        gone=of_state[rules.GONE][0],
        size=sum(size for _, size in of_state.values()),
    )


def due(now: datetime, most: int) -> list[Page]:
    """To be made now, what matters most first; each kind is read off its own index."""
    found = [
        *Page.objects.uncleared().in_turn()[:most],
        *Page.objects.stale().in_turn()[:most],
        *Page.objects.rested(now).in_turn()[:most],
    ]
    return found[:most]


def are_made_here() -> bool:
    """Whether this installation makes its pages; an outer one that gets them from inside only shows them."""
    return mode.are_files() and not (settings.ZONE == "outer" and marker().taken)


def marker() -> Marker:
    return Marker.objects.filter(pk=1).first() or Marker(pk=1)


def listed(state: str, text: str) -> QuerySet[Page]:
    """Those of a state whose path begins so; what is wrong comes first."""
    pages = Page.objects.filter(state=state) if state in rules.STATES else Page.objects.all()
    if text:
        pages = pages.filter(path__startswith=text)
    return pages.order_by("-tried_at", "stale_at", "pk") if state == rules.FAULTY else pages.order_by("pk")

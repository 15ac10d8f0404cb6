"""How often were sites, columns and pages visited over a time?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from yiwang.kernel.deadlines.moments import day_of, shifted
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.context import MAIN, address_of
from yiwang.subsystems.portal.models import Column, Site
from yiwang.subsystems.portal.visits.models import DailyVisits, DailyVisitsQuerySet
from yiwang.subsystems.portal.visits.rules import ARTICLE, COLUMN, KINDS, TOPIC


@dataclass(frozen=True)
class Asked:
    """From ``first`` up to but without ``after``; ``site``: a slug, empty for all."""

    first: date
    after: date
    site: str = ""

    def rows(self) -> DailyVisitsQuerySet:
        return DailyVisits.objects.between(self.first, self.after).of_site(self.site)


@dataclass(frozen=True)
class Line:
    """What was visited, how often, and where it can be seen."""

    label: str
    views: int
    note: str = ""
    address: str = ""


def by_day(asked: Asked) -> list[tuple[date, int]]:
    """Every day of the time, without visits too."""
    counted = dict(asked.rows().order_by().values_list("day").annotate(Sum("views")))
    days = (asked.after - asked.first).days
    return [(day, counted.get(day, 0)) for day in (shifted(asked.first, days=one) for one in range(days))]


def by_site(asked: Asked) -> list[Line]:
    names = dict(Site.objects.values_list("slug", "name"))
    counted = asked.rows().order_by().values_list("site").annotate(views=Sum("views"))
    return _sorted(Line(names.get(slug, slug), views, slug) for slug, views in counted)


def by_kind(asked: Asked) -> list[Line]:
    counted = asked.rows().order_by().values_list("kind").annotate(views=Sum("views"))
    return _sorted(Line(KINDS.get(kind, kind), views) for kind, views in counted)


def by_column(asked: Asked, most: int) -> list[Line]:
    """Visits of a column's own pages and of the articles that stand in it; three queries."""
    own = asked.rows().filter(kind__in=[COLUMN, TOPIC]).order_by().values_list("site", "key")
    within = (
        asked.rows()
        .filter(kind=ARTICLE, publication__placements__isnull=False)
        .order_by()
        .values_list("publication__placements__site", "publication__placements__column")
    )
    summed: dict[tuple[str, str], int] = {}
    for site, slug, views in [*own.annotate(views=Sum("views")), *within.annotate(views=Sum("views"))]:
        if not asked.site or site == asked.site:
            summed[site, slug] = summed.get((site, slug), 0) + views
    best = sorted(summed.items(), key=lambda each: (-each[1], each[0]))[:most]
    known = {
        (column.site.slug, column.slug): column
        for column in Column.objects.filter(slug__in=[slug for (_, slug), _ in best]).select_related("site")
    }
    return [_column_line(known.get(key), key, views) for key, views in best]


def _column_line(column: Column | None, key: tuple[str, str], views: int) -> Line:
    if column is None:
        return Line(key[1], views, key[0])
    at = "" if column.kind == "link" else _at(column.site)
    return Line(column.title, views, column.site.name, f"{at}{column.address}")


def by_article(asked: Asked, most: int) -> list[Line]:
    """The articles visited most; three queries."""
    counted = (
        asked.rows()
        .filter(kind=ARTICLE)
        .order_by()
        .values("key", "publication", "title")
        .annotate(total=Sum("views"))
        .order_by("-total", "key")[:most]
    )
    rows = list(counted)
    held = Publication.objects.light().in_bulk([row["publication"] for row in rows if row["publication"]])
    sites = {site.slug: site for site in Site.objects.all()}
    lines = []
    for row in rows:
        publication = held.get(row["publication"])
        if publication is None:
            lines.append(Line(row["title"] or f"第 {row['key']} 号信息", row["total"]))
            continue
        note = "已撤下" if publication.is_withdrawn else day_of(publication.published_at).isoformat()
        at = _at(sites.get(publication.site))
        lines.append(Line(publication.title, row["total"], note, f"{at}{publication.address}"))
    return lines


def _at(site: Site | None) -> str:
    """What stands before a path of a site; nothing where it is the main one, which answers here too."""
    return "" if site is None or site.slug == MAIN else address_of(site)


def _sorted(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.views, line.label))

"""How are visits written, told to the inner zone, and folded when they are old?

Numbers of visits are no acts of anybody: they have no audit entry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum
from django.urls import is_valid_path

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import addressing
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.exchange.zones import check_from
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.context import LOCAL, MAIN
from yiwang.subsystems.portal.models import Column, Site
from yiwang.subsystems.portal.visits import messages
from yiwang.subsystems.portal.visits.models import DailyVisits
from yiwang.subsystems.portal.visits.rules import ARTICLE, COLUMN, FOLDED, HOME, TOPIC, Page

KEPT_DAYS = 400
DAYS_AT_ONCE = 10
ROWS_AT_ONCE = 300
_table = DailyVisits._meta.db_table
_FIELDS = "day, site, kind, key, publication_id, title, views, sent"


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a host on a day."""

    day: date
    host: str
    page: Page


def add(batch: Mapping[Place, int]) -> int:
    """Add what was counted, one statement for some hundred pages; how many rows."""
    sites = _sites()
    summed: dict[tuple[date, str, str, str], int] = {}
    for place, views in batch.items():
        row = (place.day, sites.get(place.host, MAIN), place.page.kind, place.page.key)
        summed[row] = summed.get(row, 0) + views
    # In one order, so that two processes never wait for each other's rows in turn.
    rows = [(*row, Page(row[2], row[3]).publication, "", views, 0) for row, views in sorted(summed.items())]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        _upsert(rows[start : start + ROWS_AT_ONCE], f"views = {_table}.views + excluded.views")
    return len(rows)


def add_told(batch: Mapping[Place, int]) -> int:
    """The same for what pages told of themselves: what does not exist here is left out."""
    numbers = {place.page.publication for place in batch if place.page.publication}
    slugs = {place.page.key for place in batch if place.page.kind in {COLUMN, TOPIC}}
    articles = set(Publication.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    columns = set(Column.objects.filter(slug__in=slugs).values_list("slug", flat=True))

    def is_there(page: Page) -> bool:
        if page.kind == ARTICLE:
            return page.publication in articles
        if page.kind in {COLUMN, TOPIC}:
            return page.key in columns
        return page.kind == HOME or bool(is_valid_path(f"/{page.key}/"))

    return add({place: views for place, views in batch.items() if is_there(place.page)})


def _sites() -> dict[str, str]:
    """The site of a host; whatever else leads here is the main site."""
    found: dict[str, str] = {}
    for slug, domain in Site.objects.values_list("slug", "domain"):
        found |= {domain: slug, f"{slug}{LOCAL}": slug}
    return found


def _upsert(rows: Sequence[tuple[Any, ...]], change: str) -> None:
    places = ", ".join("(%s, %s, %s, %s, %s, %s, %s, %s)" for _ in rows)
    statement = (
        f"INSERT INTO {_table} ({_FIELDS}) VALUES {places} "  # noqa: S608 - our own table, values apart
        f"ON CONFLICT (day, site, kind, key) DO UPDATE SET {change}"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in row])


def send_due() -> int:
    """Outer zone: tell the inner one what it does not know, as totals; how many rows."""
    try:
        inner = addressing.of_zone("inner")
    except Refused:
        return 0
    with transaction.atomic():
        rows = list(
            DailyVisits.objects.unsent()
            .exclude(kind=FOLDED)
            .select_for_update(skip_locked=True)
            .order_by("day", "pk")[: messages.MOST_ROWS]
        )
        if not rows:
            return 0
        titles = dict(
            Publication.objects.filter(pk__in=[row.publication_id for row in rows if row.publication_id])
            .order_by()
            .values_list("pk", "title")
        )
        told = [_told(row, titles) for row in rows]
        body = messages.Counts(rows=told).model_dump(mode="json")
        send(SYSTEM, Side(), Outline(messages.COUNTS, "网站访问统计", [inner], body=body))
        for row in rows:
            row.sent = row.views
        DailyVisits.objects.bulk_update(rows, ["sent"])
    return len(rows)


def _told(row: DailyVisits, titles: Mapping[int, str]) -> messages.Row:
    return messages.Row(
        day=row.day,
        site=row.site,
        kind=row.kind,  # type: ignore[arg-type]
        key=row.key,
        title=titles.get(row.publication_id or 0, "")[:200],
        views=row.views,
    )


def take(taken: Taken) -> None:
    """Inner zone: the newest total counts; what arrives late or twice changes nothing."""
    check_from(taken, "outer")
    rows = [
        (one.day, one.site, one.kind, one.key, None, one.title, one.views, one.views)
        for one in sorted(taken.body.rows, key=lambda one: (one.day, one.site, one.kind, one.key))
    ]
    larger = f"CASE WHEN excluded.views > {_table}.views THEN excluded.views ELSE {_table}.views END"
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = rows[start : start + ROWS_AT_ONCE]
        _upsert(part, f"title = excluded.title, views = {larger}, sent = {larger}")


def fold_due() -> int:
    """After thirteen months a day is one number a site; how many days were folded."""
    before = shifted(today(), days=-KEPT_DAYS)
    old = DailyVisits.objects.filter(day__lt=before).exclude(kind=FOLDED).order_by("day")
    days = list(old.values_list("day", flat=True).distinct()[:DAYS_AT_ONCE])
    for day in days:
        _fold(day)
    return len(days)


@transaction.atomic
def _fold(day: date) -> None:
    held = DailyVisits.objects.filter(day=day).exclude(kind=FOLDED)
    totals = list(held.order_by().values_list("site").annotate(Sum("views")))
    held.delete()
    rows = [(day, site, FOLDED, "", None, "", views, views) for site, views in sorted(totals)]
    _upsert(rows, f"views = {_table}.views + excluded.views")

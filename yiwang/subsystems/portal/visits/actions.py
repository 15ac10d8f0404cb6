"""How are visits written, told to the inner zone, and folded when they are old?

Numbers of visits are no acts of anybody: they have no audit entry.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Sum
from django.urls import is_valid_path

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.exchange import zones
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.context import LOCAL, MAIN
from yiwang.subsystems.portal.models import Column, Site
from yiwang.subsystems.portal.visits import messages
from yiwang.subsystems.portal.visits.models import DailyVisits, Mark
from yiwang.subsystems.portal.visits.rules import (
    ARTICLE,
    COLUMN,
    FOLDED,
    HOME,
    PER_ADDRESS,
    PER_READER,
    TOPIC,
    WINDOW_SECONDS,
    Page,
)

KEPT_DAYS = 400
DAYS_AT_ONCE = 10
ROWS_AT_ONCE = 300
_table, _marks = DailyVisits._meta.db_table, Mark._meta.db_table
_FIELDS = "day, site, kind, key, publication_id, title, views, sent"


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a host on a day."""

    day: date
    host: str
    page: Page


@dataclass(frozen=True, slots=True)
class Opening:
    """A page opened by somebody within a window; the marks tell readers apart for as long as it lasts."""

    place: Place
    window: int
    mark: int
    reader: int
    network: int


def count(openings: Sequence[Opening]) -> int:
    """Add the openings that count in the whole installation, whichever process saw them; how many rows."""
    with transaction.atomic():
        return add(Counter(one.place for one in _admitted(openings)))


def count_told(openings: Sequence[Opening]) -> int:
    """The same for what pages told of themselves."""
    with transaction.atomic():
        return add_told(Counter(one.place for one in _admitted(openings)))


def _admitted(openings: Sequence[Opening]) -> list[Opening]:
    """Those that no other process counted in the window, within the limits of reader and network."""
    by_mark = {one.mark: one for one in openings}
    fresh: list[Opening] = []
    marks = sorted(by_mark)
    for start in range(0, len(marks), ROWS_AT_ONCE):
        fresh += [by_mark[mark] for mark in _entered([by_mark[one] for one in marks[start:][:ROWS_AT_ONCE]])]
    kept = _within(_within(fresh, "reader", PER_READER), "network", PER_ADDRESS)
    if len(kept) < len(fresh):
        beyond = {one.mark for one in fresh} - {one.mark for one in kept}
        Mark.objects.filter(window__in={one.window for one in fresh}, mark__in=beyond).delete()
    return kept


def _entered(openings: Sequence[Opening]) -> list[int]:
    """The marks among them that were new to the installation."""
    places = ", ".join("(%s, %s, %s, %s)" for _ in openings)
    statement = (
        f'INSERT INTO {_marks} ("window", mark, reader, network) VALUES {places} '  # noqa: S608 - our own table
        'ON CONFLICT ("window", mark) DO NOTHING RETURNING mark'
    )
    values = [value for one in openings for value in (one.window, one.mark, one.reader, one.network)]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [int(row[0]) for row in cursor.fetchall()]


def _within(fresh: Sequence[Opening], kind: str, most: int) -> list[Opening]:
    """Without what lies beyond the limit: the rows entered tell how often each was counted already."""
    asked = {(one.window, getattr(one, kind)) for one in fresh}
    windows, marks = {window for window, _ in asked}, sorted(mark for _, mark in asked)
    beyond: dict[tuple[int, int], int] = {}
    for start in range(0, len(marks), ROWS_AT_ONCE):
        found = Mark.objects.filter(window__in=windows, **{f"{kind}__in": marks[start:][:ROWS_AT_ONCE]})
        for window, mark, counted in found.values_list("window", kind).annotate(counted=Count("pk")):
            beyond[window, mark] = counted - most
    kept = []
    for one in fresh:
        key = (one.window, getattr(one, kind))
        if beyond.get(key, 0) > 0:
            beyond[key] -= 1
        else:
            kept.append(one)
    return kept


def forget_due() -> int:
    """Marks of past windows are thrown away; how many."""
    window = int(now().timestamp() // WINDOW_SECONDS)
    gone, _ = Mark.objects.filter(window__lt=window - 1).delete()
    return gone


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
    inner = zones.known("inner")
    if inner is None:
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
    zones.check_from(taken, "outer")
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

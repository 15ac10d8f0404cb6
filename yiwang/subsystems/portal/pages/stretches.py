"""Which part of a long list stands on which page, so that a new article moves none of the old ones?

A list falls into stretches numbered from the oldest. Only the newest is open: it is the front of the column,
and when it has grown to twice the length of a page its older half becomes a stretch of its own. What is
published with an old date, or withdrawn, changes the one stretch in which it lies.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from yiwang.kernel.publications.models import Placement, Publication
from yiwang.subsystems.portal.lists import LISTED, Part
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.pages import rules
from yiwang.subsystems.portal.pages.models import Stretch

Place = tuple[datetime, int]
MOST = 400
KINDS = ("list", "documents", "topic")


def part(site: str, column: str, slugs: Sequence[str], number: int | None, now: datetime) -> Part | None:
    """The stretch of that number, or the front; None where there is no such stretch.

    Three queries at most, however long the list is.
    """
    starts = _starts(site, column, number)
    newest = max(starts, default=1)
    number = newest if number is None else number
    if number != 1 and number not in starts:
        return None
    rows = _between(_standing(site, slugs, now), starts.get(number), starts.get(number + 1))
    if number != newest:
        return Part(_publications(rows.order_by("-published_at", "-publication_id")[:MOST]), number, newest)
    return Part(_front(_standing(site, slugs, now), rows, slugs, starts.get(number)), number, newest)


def _starts(site: str, column: str, number: int | None) -> dict[int, Place]:
    """Where the wanted stretch begins and the two after it; where the newest does."""
    rows = Stretch.objects.filter(site=site, column=column)
    rows = rows.order_by("-number")[:1] if number is None else _three(rows, number)
    return {one.number: (one.from_at, one.from_id) for one in rows}


def _three(rows: QuerySet[Stretch], number: int) -> QuerySet[Stretch]:
    return rows.filter(number__gte=number, number__lte=number + 2)


def _front(
    standing: QuerySet[Placement], rows: QuerySet[Placement], slugs: Sequence[str], low: Place | None
) -> list[Publication]:
    """Pinned ones first, then the open stretch."""
    newest = ("-published_at", "-publication_id")
    if len(slugs) > 1:
        pinned = standing.filter(is_pinned=True).order_by(*newest)[: rules.PER_STRETCH]
        return _publications([*_listed(pinned), *_listed(rows.order_by(*newest)[:MOST])])
    # Of one column both stand at one end of the index.
    held = list(_listed(standing.order_by("-is_pinned", *newest)[:MOST]))
    return _publications(
        one for one in held if one.is_pinned or low is None or (one.published_at, one.publication_id) >= low
    )


def _listed(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    return rows.select_related("publication").only(
        "publication_id",
        "is_pinned",
        "published_at",
        *(f"publication__{name}" for name in LISTED if name != "pk"),
    )


def _publications(rows: Iterable[Placement]) -> list[Publication]:
    rows = _listed(rows) if isinstance(rows, QuerySet) else rows
    return list({row.publication_id: row.publication for row in rows}.values())


def _standing(site: str, slugs: Sequence[str], now: datetime) -> QuerySet[Placement]:
    # Both values of is_pinned are named, so that the range of moments is read off the index of the list.
    return Placement.objects.filter(
        Q(readable_until=None) | Q(readable_until__gt=now),
        site=site,
        column__in=slugs,
        is_pinned__in=[False, True],
        published_at__lte=now,
    )


def _between(rows: QuerySet[Placement], low: Place | None, high: Place | None) -> QuerySet[Placement]:
    if low is not None:
        rows = rows.filter(published_at__gte=low[0]).exclude(published_at=low[0], publication_id__lt=low[1])
    if high is not None:
        rows = rows.filter(published_at__lte=high[0]).exclude(
            published_at=high[0], publication_id__gte=high[1]
        )
    return rows


def newest_number(site: str, column: str) -> int:
    rows = Stretch.objects.filter(site=site, column=column).order_by("-number")
    return rows.values_list("number", flat=True).first() or 1


def _start(site: str, column: str, number: int) -> Place | None:
    rows = Stretch.objects.filter(site=site, column=column, number=number)
    return rows.values_list("from_at", "from_id").first()


def number_at(site: str, column: str, at: datetime, publication_id: int) -> int:
    """In which stretch something lies that was published then."""
    later = Q(from_at=at, from_id__gt=publication_id)
    rows = Stretch.objects.filter(site=site, column=column, from_at__lte=at).exclude(later)
    return rows.order_by("-number").values_list("number", flat=True).first() or 1


def number_of_page(site: str, column: str, slugs: Sequence[str], page: int, now: datetime) -> int | None:
    """Where the twentieth times ``page`` article stands today: for the addresses of earlier times."""
    rows = _standing(site, slugs, now).order_by("-published_at", "-publication_id")
    at = (page - 1) * rules.PER_STRETCH
    found = rows.values_list("published_at", "publication_id")[at : at + 1]
    return number_at(site, column, *found[0]) if found else None


def lists_of(site: str, columns: Collection[str]) -> dict[str, list[str]]:
    """The lists in which something of these columns stands: slug of the list, slugs that it joins."""
    rows = {one.pk: one for one in Column.objects.filter(site__slug=site).only(*_NEEDED).in_order()}
    below: dict[int, list[Column]] = {}
    for one in rows.values():
        if one.parent_id and one.is_open:
            below.setdefault(one.parent_id, []).append(one)
    found: dict[str, list[str]] = {}
    for one in rows.values():
        line = one if one.slug in columns else None
        while line is not None:
            if line.kind in KINDS and line.slug not in found:
                found[line.slug] = _subtree(line, below)
            line = rows.get(line.parent_id or 0)
    return found


_NEEDED = ("slug", "parent_id", "is_open", "kind", "site_id", "order")


def _subtree(top: Column, below: dict[int, list[Column]]) -> list[str]:
    return [top.slug, *(slug for child in below.get(top.pk, []) for slug in _subtree(child, below))]


def split(site: str, column: str, slugs: Sequence[str], now: datetime) -> list[int]:
    """Close what has grown too long; the numbers of the stretches that are over. Asked under the marker."""
    number = newest_number(site, column)
    rows = _between(_standing(site, slugs, now), _start(site, column, number), None)
    # The order is the index's own: twice a page is enough to know that there is nothing to do.
    newest = rows.order_by("-published_at", "-publication_id").values_list("published_at", "publication_id")
    if len(set(newest[: 3 * rules.PER_STRETCH])) < 2 * rules.PER_STRETCH:
        return []
    standing = sorted(set(newest.iterator(chunk_size=5000)))
    starts: list[Place] = []
    while len(standing) - len(starts) * rules.PER_STRETCH >= 2 * rules.PER_STRETCH:
        starts.append(standing[(len(starts) + 1) * rules.PER_STRETCH])
    made = [
        Stretch(site=site, column=column, number=number + 1 + step, from_at=at, from_id=pk)
        for step, (at, pk) in enumerate(starts)
    ]
    Stretch.objects.bulk_create(made, batch_size=500)
    return [number + step for step in range(len(starts))]

"""Which publications stand in columns, pinned ones first, then the newest?

A list of twenty out of a million is read off the end of one index, for each column; where several columns are
listed as one, their ends are merged. Nothing is counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import Q, QuerySet

from yiwang.kernel.publications import batches, dependencies
from yiwang.kernel.publications.models import Placement, Publication

LAST_PAGE = 500
Placed = tuple[bool, datetime, int]


@dataclass(frozen=True)
class Listing:
    """One page of a list."""

    rows: list[Publication]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def newest(site: str, columns: Sequence[str], now: datetime, size: int, page: int = 1) -> Listing:
    """One page of what stands in any of the columns, each once: one query a column and one for the rows."""
    dependencies.note(*(dependencies.newest(site, column) for column in columns))
    page = min(max(page, 1), LAST_PAGE)
    return batches.once(
        ("newest", site, tuple(columns), size, page), lambda: _page(site, columns, now, size, page)
    )


def _page(site: str, columns: Sequence[str], now: datetime, size: int, page: int) -> Listing:
    first, needed = (page - 1) * size, page * size + 1
    if len(columns) == 1:
        ids = [pk for _, _, pk in _placed(site, columns[0], now)[first:needed]]
    else:
        ids = _merged([_placed(site, column, now)[:needed] for column in columns])[first:needed]
    found = Publication.objects.light().in_bulk(ids[:size])
    return Listing([found[pk] for pk in ids[:size] if pk in found], page, has_next=len(ids) > size)


def _merged(ends: Iterable[Iterable[Placed]]) -> list[int]:
    # What stands in several columns counts once, and as pinned where it is pinned in one of them.
    order: dict[int, Placed] = {}
    for pinned, published_at, pk in chain.from_iterable(ends):
        order[pk] = max(order.get(pk, (False, published_at, pk)), (pinned, published_at, pk))
    return sorted(order, key=order.__getitem__, reverse=True)


def _placed(site: str, column: str, now: datetime) -> "QuerySet[Placement, Placed]":
    placed = Placement.objects.filter(
        Q(readable_until=None) | Q(readable_until__gt=now), site=site, column=column
    )
    newest_first = placed.filter(published_at__lte=now).order_by(
        "-is_pinned", "-published_at", "-publication_id"
    )
    return newest_first.values_list("is_pinned", "published_at", "publication_id")

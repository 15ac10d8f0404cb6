"""Which publications stand in a column, newest first?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db import models

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.prepared import ASKED, ASKED_MOMENT, ASKED_TEXT, ASKED_TEXT_TOO, Prepared
from yiwang.kernel.publications import dependencies
from yiwang.kernel.publications.models import Placement, Publication
from yiwang.subsystems.portal.context import SiteFrame
from yiwang.subsystems.portal.models import Column

RELATED = 6
LISTED = ("pk", "title", "published_at", "summary", "kind", "number", "index_number", "written_on", "source")


@dataclass(frozen=True)
class Block:
    """A column, or several of one type under that name, with the newest of what stands there."""

    column: Column
    title: str
    children: Sequence[Column]
    rows: Sequence[Publication]


@dataclass(frozen=True)
class Part:
    """One page of a long list: ``number`` counts from the oldest, ``newest`` is that of the front."""

    rows: Sequence[Publication]
    number: int
    newest: int

    @property
    def older(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def newer(self) -> int | None:
        return self.number + 1 if self.number < self.newest else None


@dataclass(frozen=True)
class Keeper:
    """``part(site, column, slugs, number, now)``: that part, or the front where ``number`` is None.

    ``number_of_page(site, column, slugs, page, now)``: where the list of earlier times had that page.
    """

    part: Callable[[str, str, Sequence[str], int | None, datetime], Part | None]
    number_of_page: Callable[[str, str, Sequence[str], int, datetime], int | None]


_keeper: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Said once, in ``AppConfig.ready``, by the room that knows how long lists fall apart."""
    _keeper[:] = [keeper]


def keeper() -> Keeper:
    return _keeper[0]


def newest(site: str, slugs: Sequence[str], most: int) -> list[Publication]:
    """One query; of something that stands in several of the columns, once."""
    dependencies.note(*(dependencies.newest(site, slug) for slug in slugs))
    placed = _ends(site, slugs, most) if len(slugs) > 1 else _placed(site, slugs)[:most]
    return list({row.publication_id: row.publication for row in placed}.values())[:most]


def _ends(site: str, slugs: Sequence[str], most: int) -> models.QuerySet[Placement]:
    """The ends of several columns, read off the index one by one: together they would be sorted whole.

    Nothing else is asked of the rows: by site and columns all that stand there would be looked through.
    """
    ends = [models.Q(pk__in=_placed(site, [slug]).values("pk")[:most]) for slug in slugs]
    return _in_order(_listed(Placement.objects.filter(reduce(or_, ends))))[: most * 2]


def older(site: str, slug: str, publication: Publication) -> list[Publication]:
    """The nearest that were published before it in the column: what comes later does not change them.

    Without pinned ones, so that they are read off the index however many there are.
    """
    until = min(publication.published_at, now())
    rows = _OLDER.rows(site, slug, until, publication.pk)
    found = [row.publication for row in rows]
    dependencies.note(*(dependencies.publication(one.pk) for one in found))
    return found


def column_part(site: str, column: Column, slugs: Sequence[str], number: int | None = None) -> Part | None:
    """A page of the list of a column and those below it; None where there is none of that number."""
    part = keeper().part(site, column.slug, slugs, number, now())
    if part is None or part.number == part.newest:
        dependencies.note(*(dependencies.newest(site, slug) for slug in slugs))
    else:
        dependencies.note(dependencies.stretch(site, column.slug, part.number))
    return part


def blocks(frame: SiteFrame, columns: Sequence[Column], most: int) -> list[Block]:
    """One indexed query a column."""
    found = []
    for column in columns:
        slugs = [one.slug for one in frame.subtree(column) if one.kind != "link"]
        found.append(
            Block(column, column.title, frame.children(column), newest(column.site.slug, slugs, most))
        )
    return found


def _placed(site: str, slugs: Sequence[str]) -> models.QuerySet[Placement]:
    return _in_order(_listed(Placement.objects.filter(site=site, column__in=slugs, published_at__lte=now())))


def _in_order(rows: models.QuerySet[Placement]) -> models.QuerySet[Placement]:
    return rows.order_by("-is_pinned", "-published_at", "-publication_id")


def _listed(rows: models.QuerySet[Placement]) -> models.QuerySet[Placement]:
    names = (f"publication__{name}" for name in LISTED if name != "pk")
    return rows.select_related("publication").only("publication_id", *names)


def _before(site: str, slug: str, moment: datetime, pk: int) -> models.QuerySet[Placement]:
    """``is_pinned__in``: to SQLite ``NOT is_pinned`` is nothing that stands in an index."""
    rows = Placement.objects.filter(site=site, column=slug, is_pinned__in=[False], published_at__lte=moment)
    rows = rows.exclude(published_at=moment, publication_id__gte=pk)
    return _listed(rows).order_by("-published_at", "-publication_id")[:RELATED]


_OLDER = Prepared(_before, ASKED_TEXT, ASKED_TEXT_TOO, ASKED_MOMENT, ASKED)

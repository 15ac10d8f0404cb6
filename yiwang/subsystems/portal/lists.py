"""Which publications stand in a column, newest first?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.organizations.paging import Page, page_of
from yiwang.kernel.publications.models import Placement, Publication
from yiwang.subsystems.portal.context import SiteFrame
from yiwang.subsystems.portal.models import Column

PER_PAGE = 20
LISTED = ("pk", "title", "published_at", "summary", "kind", "number", "index_number", "written_on", "source")


@dataclass(frozen=True)
class Block:
    """A column, or several of one type under that name, with the newest of what stands there."""

    column: Column
    title: str
    children: Sequence[Column]
    rows: Sequence[Publication]


def newest(site: str, slugs: Sequence[str], most: int) -> list[Publication]:
    """One query; of something that stands in several of the columns, once."""
    placed = _placed(site, slugs)[: most if len(slugs) == 1 else most * 2]
    return list({row.publication_id: row.publication for row in placed}.values())[:most]


def column_page(site: str, slugs: Sequence[str], asked: str | None = None) -> Page[Publication]:
    """The page of a column, or of several taken together, that ``?page=`` asks for."""
    if len(slugs) == 1:
        page = page_of(_placed(site, slugs), asked, PER_PAGE)
        return Page([row.publication for row in page.rows], page.number, page.has_next)
    rows = Publication.objects.readable(now()).in_columns(site, slugs).newest_first().only(*LISTED)
    return page_of(rows, asked, PER_PAGE)


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
    moment = now()
    rows = Placement.objects.filter(site=site, column__in=slugs, published_at__lte=moment).select_related(
        "publication"
    )
    return rows.order_by("-is_pinned", "-published_at", "-publication_id").only(
        "publication_id", *(f"publication__{name}" for name in LISTED if name != "pk")
    )

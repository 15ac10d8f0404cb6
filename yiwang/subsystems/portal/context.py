"""What do all public pages say about the site they belong to?"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from yiwang.subsystems.portal.models import Column, Site


@dataclass(frozen=True)
class Link:
    """An entry of the columns bar."""

    title: str
    address: str
    is_current: bool


class SiteFrame:
    """The site with its open columns; asks the database once, when a template first asks for anything."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.current: set[str] = set()

    @cached_property
    def columns(self) -> list[Column]:
        """Every column of the main site, in order, closed ones too: their pages stay readable."""
        return list(Column.objects.filter(site__slug=MAIN).select_related("site").in_order())

    @cached_property
    def row(self) -> Site:
        if self.columns:
            return self.columns[0].site
        return Site.objects.filter(slug=MAIN).first() or Site(slug=MAIN, name="网站尚未登记")

    @cached_property
    def main_columns(self) -> list[Link]:
        tops = [column for column in self.columns if column.parent_id is None and column.is_open]
        return [Link(one.title, one.address, one.slug in self.current) for one in tops]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.row, name)

    @property
    def has_office(self) -> bool:
        """An outer installation has no workbench to lead to."""
        return settings.ZONE != "outer"

    @property
    def elsewhere(self) -> str:
        """What stands before a path of the public pages where another installation answers them."""
        return f"https://{self.row.domain}" if settings.ZONE == "inner" and self.row.domain else ""

    @property
    def address(self) -> str:
        return settings.SITE_ADDRESS.rstrip("/")

    def column(self, slug: str) -> Column | None:
        return next((column for column in self.columns if column.slug == slug), None)

    def children(self, column: Column | None) -> list[Column]:
        parent = column.pk if column else None
        return [one for one in self.columns if one.parent_id == parent and one.is_open]

    def line(self, column: Column) -> list[Column]:
        """From the top column down to this one; marks the top one as current."""
        by_id = {one.pk: one for one in self.columns}
        line = [column]
        while line[0].parent_id in by_id:
            line.insert(0, by_id[line[0].parent_id])
        self.current = {one.slug for one in line}
        return line

    def subtree(self, column: Column) -> list[Column]:
        """The column and everything open below it."""
        found = [column]
        for child in self.children(column):
            found += self.subtree(child)
        return found


MAIN = "main"


def frame_of(request: HttpRequest) -> SiteFrame:
    """The frame of this request, the same one for the view and the template."""
    frame: SiteFrame | None = getattr(request, "site_frame", None)
    if frame is None:
        frame = SiteFrame(request.path)
        request.site_frame = frame  # type: ignore[attr-defined]
    return frame


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``site`` in every template; pages that never use it pay nothing."""
    return {"site": frame_of(request)}

"""Which site does a request ask for, and what do all its pages say about it?

The host decides: the registered domain of a site, or ``<code>.localhost`` where no domain leads here (a test,
the demonstration). Every other host is answered by the main site.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.publications.models import Publication, PublicationQuerySet
from yiwang.subsystems.portal import beacon
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.sites import MAIN, Site

LOCAL = ".localhost"


@dataclass(frozen=True)
class Trial:
    """Pages as they are to become, shown to those who keep the site: what is tried, and the way out."""

    name: str
    way_out: str


@dataclass(frozen=True)
class Link:
    """An entry of the columns bar."""

    title: str
    address: str
    is_current: bool


class SiteFrame:
    """The site with its open columns; asks the database once, when a template first asks for anything."""

    def __init__(self, path: str, host: str = "", origin: str = "") -> None:
        """``host`` without port; ``origin``: scheme and host as the reader typed them."""
        self.path = path
        self.host = host
        self.origin = origin
        self.is_for_outside = settings.ZONE == "outer"
        self.current: set[str] = set()
        self.trial: Trial | None = None

    @cached_property
    def columns(self) -> list[Column]:
        """Every column of the site, in order, closed ones too: their pages stay readable."""
        asked = Subquery(asked_for(self.host).values("pk")[:1])
        main = Subquery(Site.objects.filter(slug=MAIN).values("pk")[:1])
        return list(Column.objects.filter(site=Coalesce(asked, main)).select_related("site").in_order())

    @cached_property
    def row(self) -> Site:
        if self.columns:
            return self.columns[0].site
        either = list(asked_for(self.host) | Site.objects.filter(slug=MAIN))
        own = [site for site in either if site.slug != MAIN]
        return next(iter(own or either), None) or Site(slug=MAIN, name="网站尚未登记")

    @cached_property
    def main_columns(self) -> list[Link]:
        """Outside there are none but those that the inner zone told of."""
        if not self.columns:
            return [Link(title, address, is_current=False) for title, address in self.row.menu]
        return [Link(one.title, one.address, one.slug in self.current) for one in self.shown(None)]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.row, name)

    @property
    def has_beacon(self) -> bool:
        """Whether pages tell that they were opened."""
        return beacon.is_lit() and self.trial is None

    @property
    def has_office(self) -> bool:
        """An outer installation has no workbench to lead to."""
        return not self.is_for_outside

    @property
    def elsewhere(self) -> str:
        """What stands before a path of the public pages where another installation answers them."""
        is_elsewhere = settings.ZONE == "inner" and not self.is_for_outside
        return f"https://{self.row.domain}" if is_elsewhere and self.row.domain else ""

    @property
    def is_main(self) -> bool:
        return self.row.slug == MAIN

    @property
    def address(self) -> str:
        """Where the site is: nobody makes us name a host that we did not register."""
        is_asked = not self.is_main and self.origin
        return (self.origin if is_asked else settings.SITE_ADDRESS).rstrip("/")

    def publications(self) -> PublicationQuerySet:
        """What readers may read now; on trial also what waits for the opening of the site."""
        rows = Publication.objects.all()
        return rows.foreseen(now()) if self.trial else rows.readable(now())

    def may_show(self, publication: Publication) -> bool:
        return publication.is_foreseen(now()) if self.trial else publication.is_readable(now())

    def column(self, slug: str) -> Column | None:
        return next((column for column in self.columns if column.slug == slug), None)

    def children(self, column: Column | None) -> list[Column]:
        parent = column.pk if column else None
        return [one for one in self.columns if one.parent_id == parent and one.is_open]

    def hides(self, column: Column) -> bool:
        """Whether the present edition of the site leaves the column out of its menu and front page."""
        return column.slug in self.row.layout.get("hidden", ())

    def shown(self, column: Column | None) -> list[Column]:
        return [one for one in self.children(column) if not self.hides(one)]

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


def asked_for(host: str) -> QuerySet[Site]:
    """The site of this host, if there is one."""
    wanted = Q(domain=host)
    if host.endswith(LOCAL):
        wanted |= Q(slug=host.removesuffix(LOCAL))
    return Site.objects.filter(wanted)


def address_of(site: Site) -> str:
    """Where a site is read, no slash at the end: the main one here, the others under their domains; where
    this is a machine of our own (localhost) under ``<code>.localhost``, for their domains do not lead here.
    """
    own = urlsplit(settings.SITE_ADDRESS)
    if site.slug == MAIN:
        return settings.SITE_ADDRESS.rstrip("/")
    if own.hostname == "localhost":
        port = f":{own.port}" if own.port else ""
        return f"{own.scheme}://{site.slug}{LOCAL}{port}"
    return f"{own.scheme}://{site.domain}"


def frame_at(site: Site, path: str = "/") -> SiteFrame:
    """The frame of a site that we know, whatever host the request names."""
    return SiteFrame(path, site.domain, f"https://{site.domain}")


def frame_of(request: HttpRequest) -> SiteFrame:
    """The frame of this request, the same one for the view and the template."""
    frame: SiteFrame | None = getattr(request, "site_frame", None)
    if frame is None:
        host = _host(request)
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        frame = SiteFrame(request.path, name, f"{request.scheme}://{host}")
        request.site_frame = frame  # type: ignore[attr-defined]
    return frame


def _host(request: HttpRequest) -> str:
    """Nothing where the host is none that we may be asked under: the page that says so has a frame too."""
    try:
        return request.get_host().lower()
    except DisallowedHost:
        return ""


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``site`` in every template; pages that never use it pay nothing."""
    return {"site": frame_of(request)}

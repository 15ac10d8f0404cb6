"""What are sites and columns called in feeds and the site map?"""

from collections.abc import Set

from django.http import Http404, HttpRequest

from yiwang.kernel.publications.sections import Keeper, Place, Section
from yiwang.subsystems.portal.context import frame_of
from yiwang.subsystems.portal.models import Column, Site
from yiwang.subsystems.portal.rules import SiteState


def site(slug: str) -> Section:
    row = Site.objects.filter(slug=slug).first()
    return Section(row.name, row.description) if row else Section("网站尚未登记")


def column(site_slug: str, slug: str) -> Section | None:
    """The column with what stands in it and in the open columns below it; closed ones stay readable."""
    columns = _columns(site_slug)
    found = next((one for one in columns if one.slug == slug and one.kind != "link"), None)
    if found is None:
        return None
    return Section(found.title, found.description, found.address, tuple(_below(found, columns)))


def columns(site_slug: str) -> list[Section]:
    """All open columns that have a page of their own."""
    return [
        Section(one.title, one.description, one.address, (one.slug,))
        for one in _columns(site_slug)
        if one.is_open and one.kind != "link"
    ]


def _columns(site_slug: str) -> list[Column]:
    return list(Column.objects.filter(site__slug=site_slug).in_order())


def _below(top: Column, columns: list[Column]) -> list[str]:
    slugs = [top.slug]
    for child in columns:
        if child.parent_id == top.pk and child.is_open and child.kind != "link":
            slugs += _below(child, columns)
    return slugs


def place(request: HttpRequest) -> Place:
    """Raises Http404 where the site is not open: ``lost`` then says why."""
    frame = frame_of(request)
    if not frame.is_open:
        raise Http404
    return Place(frame.slug, frame.address)


def is_awaited(slugs: Set[str]) -> bool:
    return Site.objects.filter(slug__in=slugs, state=SiteState.PREPARING).count() == len(slugs)


KEEPER = Keeper(site, column, columns, place, is_awaited)

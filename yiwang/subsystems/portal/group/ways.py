"""Where does an old address of a site lead, as far as this zone knows?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from yiwang.subsystems.portal.group.models import KnownWay, Redirect
from yiwang.subsystems.portal.sites import Site


@dataclass(frozen=True)
class Way:
    """``is_short``: may lead elsewhere tomorrow."""

    address: str
    is_short: bool


def first_of(site: Site, paths: Sequence[str]) -> Way | None:
    """Of the first of the paths that is an old address; one query."""
    found = _told(site, paths) if settings.ZONE == "outer" else _kept(site, paths)
    return next((found[path] for path in paths if path in found), None)


def _kept(site: Site, paths: Sequence[str]) -> dict[str, Way]:
    rows = Redirect.objects.filter(site=site, path__in=paths)
    return {row.path: Way(row.address, row.kind == Redirect.Kind.SHORT) for row in rows}


def _told(site: Site, paths: Sequence[str]) -> dict[str, Way]:
    """An address that was removed and entered anew is in a later part: that one holds."""
    rows = KnownWay.objects.filter(part__site=site.slug, path__in=paths).order_by("part__number")
    return {row.path: Way(row.target, row.is_short) for row in rows}

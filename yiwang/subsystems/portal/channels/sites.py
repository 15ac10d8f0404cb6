"""Where is a site read, for a message that goes out without anybody asking for a page?"""

from dataclasses import dataclass

from django.conf import settings

from yiwang.subsystems.portal.context import SiteFrame, address_of
from yiwang.subsystems.portal.sites import Site


@dataclass(frozen=True)
class Home:
    """``root``: scheme and host, no slash at the end."""

    slug: str
    name: str
    root: str

    def at(self, path: str) -> str:
        return f"{self.root}{path}"


def home_of(frame: SiteFrame) -> Home:
    return Home(frame.row.slug, frame.row.name, frame.address)


def homes() -> dict[str, Home]:
    """Of every site, by its code; one query."""
    return {site.slug: Home(site.slug, site.name, address_of(site)) for site in Site.objects.all()}


def own(path: str) -> str:
    """An address of this installation, whichever site it is about."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"

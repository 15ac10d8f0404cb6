"""Where is a site read, for a message that goes out without anybody asking for a page?"""

from dataclasses import dataclass

from django.conf import settings

from yiwang.subsystems.portal.channels.models import Offer
from yiwang.subsystems.portal.context import SiteFrame, address_of
from yiwang.subsystems.portal.sites import MAIN, Site


@dataclass(frozen=True)
class Home:
    """``root``: scheme and host, no slash at the end."""

    slug: str
    name: str
    root: str

    def at(self, path: str) -> str:
        return f"{self.root}{path}"


def home_of(frame: SiteFrame) -> Home:
    """Of the site that a request asks for; an outer zone knows sites by what it was told."""
    if settings.ZONE == "outer":
        known = homes()
        asked = Offer.objects.filter(domain=frame.host).values_list("site", flat=True).first()
        return known.get(asked or MAIN) or Home(MAIN, frame.row.name, own(""))
    return Home(frame.row.slug, frame.row.name, frame.address)


def homes() -> dict[str, Home]:
    """Of every site, by its code; one query."""
    if settings.ZONE == "outer":
        sites = [Site(slug=one.site, name=one.name, domain=one.domain) for one in Offer.objects.all()]
    else:
        sites = list(Site.objects.all())
    return {site.slug: Home(site.slug, site.name, address_of(site)) for site in sites}


def own(path: str) -> str:
    """An address of this installation, whichever site it is about."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"

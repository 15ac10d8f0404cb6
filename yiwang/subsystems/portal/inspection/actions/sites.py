"""How does a site come under watch, and how is what is known of it changed?"""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.portal.inspection import rules
from yiwang.subsystems.portal.inspection.models import Watched
from yiwang.subsystems.portal.models import Site
from yiwang.subsystems.portal.rules import SiteState

MAIN = "main"


@dataclass(frozen=True)
class Facts:
    """What is said of a site; ``is_private``: it lies in an inner network and may be opened there."""

    name: str
    address: str
    unit_id: int
    identification_code: str = ""
    is_private: bool = False
    is_active: bool = True
    most_pages: int = 2000


@transaction.atomic
def watch(by: Actor, facts: Facts) -> Watched:
    """Put a site under watch. Raises Refused for a bad address or code, and for one that is watched."""
    checked = _checked(facts)
    if Watched.objects.filter(address=checked["address"]).exists():
        raise Refused("这个网址已经登记，请在网站列表中查找。", field="address")
    site = Watched.objects.create(added_at=now(), **checked)
    record(by, "portal.watched_add", site, address=site.address, is_private=site.is_private)
    return site


@transaction.atomic
def change(by: Actor, site_id: int, facts: Facts) -> Watched:
    """Raises Refused as ``watch``."""
    site = Watched.objects.select_for_update(of=("self",)).get(pk=site_id)
    checked = _checked(facts)
    if Watched.objects.filter(address=checked["address"]).exclude(pk=site.pk).exists():
        raise Refused("这个网址已经登记，请在网站列表中查找。", field="address")
    for name, value in checked.items():
        setattr(site, name, value)
    site.save()
    record(by, "portal.watched_change", site, address=site.address, is_active=site.is_active)
    return site


@transaction.atomic
def watch_own() -> int:
    """Our own sites are watched without anybody asking; how many were new."""
    root = Unit.objects.filter(parent=None).first()
    if root is None:
        return 0
    known = Watched.objects.exclude(site=None).values("site")
    missing = Site.objects.filter(state=SiteState.OPEN).exclude(pk__in=known).select_related("unit")
    added = 0
    for site in missing:
        address = settings.PUBLIC_ADDRESS if site.slug == MAIN else f"https://{site.domain}"
        _, is_new = Watched.objects.get_or_create(
            address=rules.checked_address(address),
            defaults={
                "name": site.name,
                "unit": site.unit or root,
                "site": site,
                "identification_code": site.identification_code,
                "is_private": settings.MODE != "production",
                "added_at": now(),
            },
        )
        added += is_new
    if added:
        record(SYSTEM, "portal.watched_add", None, own=added)
    return added


def _checked(facts: Facts) -> dict[str, object]:
    code = facts.identification_code.strip()
    if code and not rules.is_site_code(code):
        raise Refused("网站标识码为10位数字，部委网站为 bm 加8位数字，请修改。", field="identification_code")
    if not 1 <= facts.most_pages <= rules.MOST_PAGES:
        raise Refused(f"每次最多检查1至{rules.MOST_PAGES}个网页，请修改。", field="most_pages")
    return {
        "name": rules.checked_name(facts.name),
        "address": rules.checked_address(facts.address),
        "unit_id": facts.unit_id,
        "identification_code": code,
        "is_private": facts.is_private,
        "is_active": facts.is_active,
        "most_pages": facts.most_pages,
    }

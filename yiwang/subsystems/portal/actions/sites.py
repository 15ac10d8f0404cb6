"""How is a site registered and its particulars changed?"""

from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.portal import rules
from yiwang.subsystems.portal.actions.hands import require_right, require_site_right
from yiwang.subsystems.portal.models import Site
from yiwang.subsystems.portal.rules import SITES


@dataclass(frozen=True)
class Registration:
    """What a government site is filed under (政府网站备案)."""

    name: str
    domain: str
    identification_code: str
    sponsor: str
    icp_number: str = ""
    police_number: str = ""
    host_unit: str = ""
    contact: str = ""
    description: str = ""
    unit: Unit | None = None


@transaction.atomic
def open_site(by: Actor, slug: str, registration: Registration) -> Site:
    # A site that is there already; a new one is asked for, see group/actions/openings.py.
    require_right(by, SITES, Unit.objects.filter(parent=None).first())
    rules.check_site_slug(slug)
    _check(registration)
    if Site.objects.filter(slug=slug).exists():
        raise Refused(f"代号 {slug} 已被使用。", field="slug")
    if Site.objects.filter(domain=registration.domain).exists():
        raise Refused("这个域名已经登记过。", field="domain")
    site = Site.objects.create(slug=slug, **vars(registration))
    record(by, "portal.site_open", site, **_said(registration))
    return site


@transaction.atomic
def change_site(by: Actor, site_id: int, registration: Registration) -> Site:
    site = Site.objects.select_for_update().get(pk=site_id)
    require_site_right(by, SITES, site)
    _check(registration)
    if Site.objects.filter(domain=registration.domain).exclude(pk=site.pk).exists():
        raise Refused("这个域名已经登记过。", field="domain")
    before = _said(Registration(**{name: getattr(site, name) for name in vars(registration)}))
    after = _said(registration)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changed:
        for name, value in vars(registration).items():
            setattr(site, name, value)
        site.save()
        record(by, "portal.site_change", site, changed=changed)
    return site


def _said(registration: Registration) -> dict[str, str]:
    return {name: str(value or "") for name, value in vars(registration).items()}


def _check(registration: Registration) -> None:
    if not registration.name.strip():
        raise Refused("请填写网站名称。", field="name")
    if not registration.sponsor.strip():
        raise Refused("请填写主办单位。", field="sponsor")
    rules.check_site_code(registration.identification_code)
    rules.check_domain(registration.domain)

"""How is a site filed, its file kept up to date, and cancelled in the end?"""

from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.actions.hands import require_site_right
from yiwang.subsystems.portal.group import rules
from yiwang.subsystems.portal.group.models import Filing, FilingChange, changes_of
from yiwang.subsystems.portal.rules import SITES, SiteState
from yiwang.subsystems.portal.sites import Site

LABELS = {
    "leader": "网站负责人",
    "leader_phone": "负责人电话",
    "keeper": "联系人",
    "keeper_phone": "联系人电话",
    "protection_level": "网络安全等级",
}


@dataclass(frozen=True)
class FilingFacts:
    """Who answers for a site, and the level its protection is graded at."""

    leader: str
    leader_phone: str
    keeper: str
    keeper_phone: str
    protection_level: int


@transaction.atomic
def file(by: Actor, site_id: int, facts: FilingFacts, ground: str) -> Filing:
    """File a site, or change its file; Refused where nothing changed or the file is cancelled."""
    site = Site.objects.select_for_update().get(pk=site_id)
    person = require_site_right(by, SITES, site).person
    reason = rules.check_text(ground, "备案或变更说明", "ground")
    rules.check_phone(facts.leader_phone, "leader_phone")
    rules.check_phone(facts.keeper_phone, "keeper_phone")
    filing = Filing.objects.filter(site=site).first()
    if filing is None:
        filing = Filing.objects.create(site=site, filed_on=today(), **vars(facts))
        kind, changed = FilingChange.Kind.FILED, list(LABELS)
    else:
        if filing.cancelled_on:
            raise Refused("这个网站的备案已经注销，不能再变更。")
        kind, changed = FilingChange.Kind.CHANGED, list(changes_of(filing, vars(facts)))
        if not changed:
            raise Refused("备案信息没有变化。", field="leader")
        for name, value in vars(facts).items():
            setattr(filing, name, value)
        filing.save()
    labels = [LABELS[name] for name in changed]
    FilingChange.objects.create(site=site, kind=kind, changed=labels, ground=reason, at=now(), by=person)
    record(by, f"portal.filing_{kind}", site, changed=labels, ground=reason)
    return filing


@transaction.atomic
def cancel(by: Actor, site_id: int, ground: str) -> Filing:
    """After a site was closed, its numbers are given back (〔2017〕47号, 关停)."""
    site = Site.objects.select_for_update().get(pk=site_id)
    person = require_site_right(by, rules.GROUP, site).person
    reason = rules.check_text(ground, "注销说明", "ground")
    filing = Filing.objects.filter(site=site, cancelled_on=None).first()
    if filing is None:
        raise Refused("这个网站没有备案，或者备案已经注销。")
    if site.state != SiteState.CLOSED:
        raise Refused("网站关停后才能注销备案。")
    filing.cancelled_on = today()
    filing.save(update_fields=["cancelled_on"])
    FilingChange.objects.create(
        site=site, kind=FilingChange.Kind.CANCELLED, ground=reason, at=now(), by=person
    )
    record(by, "portal.filing_cancelled", site, ground=reason)
    return filing

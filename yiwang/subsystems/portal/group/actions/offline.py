"""How is a site taken off-line for a while, and brought back?"""

from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.actions.hands import require_site_right
from yiwang.subsystems.portal.group import rules
from yiwang.subsystems.portal.group.models import Offline
from yiwang.subsystems.portal.rules import SiteState
from yiwang.subsystems.portal.sites import MAIN, Site


@transaction.atomic
def take_offline(by: Actor, site_id: int, ends_on: date, reason: str) -> Offline:
    """From now on until that day; at most thirty days, once a year (〔2017〕47号, 临时下线)."""
    site = Site.objects.select_for_update().get(pk=site_id)
    person = require_site_right(by, rules.GROUP, site).person
    if site.slug == MAIN:
        raise Refused("政府门户网站不能临时下线。")
    if site.state != SiteState.OPEN:
        raise Refused("只有运行中的网站可以临时下线。")
    former = list(Offline.objects.filter(site=site).values_list("starts_on", flat=True))
    rules.check_offline(today(), ends_on, former, today())
    made = Offline.objects.create(
        site=site,
        starts_on=today(),
        ends_on=ends_on,
        reason=rules.check_text(reason, "下线原因", "reason"),
        approved_by=person,
    )
    site.state = SiteState.OFFLINE
    text = f"因{made.reason}，本网站临时下线，预计{ends_on.year}年{ends_on.month}月{ends_on.day}日恢复。"
    site.layout = {**site.layout, "away": text}
    site.save(update_fields=["state", "layout"])
    record(by, "portal.site_take_offline", site, until=ends_on, reason=made.reason)
    return made


@transaction.atomic
def bring_back(by: Actor, site_id: int) -> Site:
    site = Site.objects.select_for_update().get(pk=site_id)
    require_site_right(by, rules.GROUP, site)
    if site.state != SiteState.OFFLINE:
        raise Refused("这个网站没有临时下线。")
    site.state = SiteState.OPEN
    site.layout = {name: value for name, value in site.layout.items() if name != "away"}
    site.save(update_fields=["state", "layout"])
    Offline.objects.filter(site=site, ended_at=None).update(ended_at=now())
    record(by, "portal.site_bring_back", site)
    return site

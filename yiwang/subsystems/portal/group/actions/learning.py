"""Outer side: what becomes of what the inner zone tells of sites and old addresses?"""

from django.db.models import F, Value
from django.db.models.functions import Concat

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import newer
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.portal.group import messages
from yiwang.subsystems.portal.group.actions.telling import AS_IT_IS
from yiwang.subsystems.portal.group.models import KnownPart, KnownSite, KnownWay
from yiwang.subsystems.portal.sites import Site


def take_site(taken: Taken) -> None:
    """From now on its host is answered as the site stands: open, off-line, closed, in preparation."""
    said: messages.Site = taken.body
    known = newer(taken, KnownSite.objects.all(), {"site": said.site})
    if known is None:
        return
    # Two sites that change their domains with each other: the other one will be told of in a moment.
    displaced = Site.objects.filter(domain=said.domain).exclude(slug=said.site)
    displaced.update(domain=Concat(F("slug"), Value(".invalid")))
    row = Site.objects.filter(slug=said.site).first() or Site(slug=said.site)
    for name in AS_IT_IS:
        setattr(row, name, getattr(said, name))
    row.menu = [[one.title, one.address] for one in said.menu]
    row.unit = Unit.objects.filter(code=said.unit_code).first() if said.unit_code else None
    row.save()
    known.row, known.closed_at = row, said.closed_at
    known.save()
    record(SYSTEM, "portal.site_learn", row, sequence=said.sequence, state=said.state)


def take_addresses(taken: Taken) -> None:
    """This part of the old addresses of a site, in place of what was known of it."""
    said: messages.Addresses = taken.body
    part = newer(taken, KnownPart.objects.all(), {"site": said.site, "number": said.number})
    if part is None:
        return
    part.save()
    part.ways.all().delete()
    KnownWay.objects.bulk_create(
        KnownWay(part=part, path=one.path, target=one.target, is_short=one.is_short) for one in said.ways
    )
    record(SYSTEM, "portal.redirects_learn", part, site=said.site, number=len(said.ways))

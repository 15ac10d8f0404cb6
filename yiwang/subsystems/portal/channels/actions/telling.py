"""How does an outer zone, which has no articles, learn what it may tell its subscribers?

No address crosses: the outer zone keeps the subscriptions and sends the digests; the inner one tells it
titles and columns of what was published, once, and what was withdrawn.
"""

import json
from datetime import datetime

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, sm3
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.exchange import zones
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import Address
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.exchange.zones import check_from
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.channels import messages, offers
from yiwang.subsystems.portal.channels.actions.digests import SETTLED
from yiwang.subsystems.portal.channels.models import Item, Offer, Told
from yiwang.subsystems.portal.channels.news import placed
from yiwang.subsystems.portal.sites import Site

MOST_GONE = 1000
KEPT_DAYS = 10
"""Longer than the longest time between two digests."""


def tell_outside() -> int:
    """The regular job of an inner zone; of how many sites there was something to tell."""
    outer = zones.known("outer")
    if outer is None:
        return 0
    return sum(_tell(site, outer, now()) for site in Site.objects.order_by("pk"))


@transaction.atomic
def _tell(site: Site, outer: Address, moment: datetime) -> bool:
    """The envelope and how far it reaches are one transaction: killed in between, neither was."""
    until = shifted(moment, seconds=-SETTLED)
    told, _ = Told.objects.select_for_update().get_or_create(site=site.slug, defaults={"until": until})
    offered = offers.offered(site.slug)
    digest = sm3(json.dumps([site.name, site.domain, offered.groups, offered.subjects]).encode())
    items = placed(site.slug, told.until, until)
    withdrawn = Publication.objects.filter(withdrawn_at__gt=told.until, withdrawn_at__lte=until)
    gone = list(withdrawn.order_by("pk").values_list("pk", flat=True)[:MOST_GONE])
    is_news = bool(items or gone or digest != told.offered)
    if is_news:
        said = messages.News(
            site=site.slug,
            sequence=int(moment.timestamp() * 1_000_000),
            name=site.name,
            domain=site.domain,
            groups=offered.groups,
            subjects=offered.subjects,
            items=[
                messages.Item(
                    number=one.pk,
                    title=one.title,
                    published_at=one.published_at,
                    columns=sorted(one.columns),
                    subject=one.subject,
                    words=one.words,
                )
                for one in items
            ],
            gone=gone,
        )
        send(SYSTEM, Side(), Outline(messages.NEWS, "可订阅内容", [outer], body=said.model_dump(mode="json")))
    told.until, told.offered = max(until, told.until), digest
    told.save(update_fields=["until", "offered"])
    return is_news


def take_news(taken: Taken) -> None:
    """Outer side, in the transaction that takes the envelope in; twice and out of order does no harm.

    What came late is told in the next digest: its moment is when it became known here.
    """
    check_from(taken, "inner")
    said: messages.News = taken.body
    offer = Offer.objects.select_for_update().filter(site=said.site).first() or Offer(
        site=said.site, sequence=-1
    )
    if said.sequence > offer.sequence:
        offer.sequence, offer.name, offer.domain = said.sequence, said.name, said.domain
        offer.groups = [[title, [list(one) for one in labels]] for title, labels in said.groups]
        offer.subjects = list(said.subjects)
        offer.save()
    moment = now()
    rows = [
        Item(
            site=said.site,
            number=one.number,
            title=one.title,
            published_at=moment,
            columns=one.columns,
            subject=one.subject,
            words=one.words,
        )
        for one in said.items
    ]
    Item.objects.bulk_create(rows, ignore_conflicts=True)
    Item.objects.filter(site=said.site, number__in=said.gone).delete()
    record(SYSTEM, "portal.news_take", site=said.site, number=len(rows), gone=len(said.gone))


@transaction.atomic
def forget_told() -> int:
    """The regular job of an outer zone: what every digest has told by now."""
    return Item.objects.filter(published_at__lt=shifted(now(), days=-KEPT_DAYS)).delete()[0]

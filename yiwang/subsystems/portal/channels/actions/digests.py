"""When and what is sent to subscribers, so that nothing is sent twice and nothing is left out?

A digest and how far it reached are one transaction with the message that it owes: a killed worker leaves both
or neither. The message itself goes out by the outbox.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import local, now, shifted, today
from yiwang.kernel.notifications import actions as notifications
from yiwang.kernel.notifications.models import Outgoing
from yiwang.subsystems.portal.channels import addresses, rules, wording
from yiwang.subsystems.portal.channels.actions.subscribing import end
from yiwang.subsystems.portal.channels.models import Count, Subscription
from yiwang.subsystems.portal.channels.news import published
from yiwang.subsystems.portal.channels.rules import News
from yiwang.subsystems.portal.channels.sites import Home, homes
from yiwang.subsystems.portal.channels.timing import next_due

BATCH = 200
ROUND = 15
SETTLED = 60
"""Seconds: what was published within these may not have been committed yet when we look."""
ENDED = (Outgoing.State.FAILED, Outgoing.State.GIVEN_UP)
SENT, FAILED = "sent", "failed"


def send_due() -> int:
    """The regular job: digests whose time has come; how many messages are owed by them."""
    stops = shifted(now(), seconds=ROUND)
    owed = 0
    while now() < stops:
        looked_at, sent = _batch(now())
        owed += sent
        if looked_at < BATCH:
            break
    return owed


@transaction.atomic
def _batch(moment: datetime) -> tuple[int, int]:
    """How many subscriptions were looked at, and of how many there was something to tell.

    Whoever still waits for its last message is told everything in the next one.
    """
    held = Subscription.objects.filter(awaits="").due(moment).select_for_update(skip_locked=True)
    due = list(held.prefetch_related("interests")[:BATCH])
    if not due:
        return 0, 0
    until = shifted(moment, seconds=-SETTLED)
    news = {
        site: published(site, min(one.told_until for one in due if one.site == site), until)
        for site in {one.site for one in due}
    }
    known = homes()
    sent = sum(_told(one, news[one.site], known, moment) for one in due)
    if sent:
        record(SYSTEM, "portal.digests_send", number=sent)
    return len(due), sent


def _told(subscription: Subscription, news: Sequence[News], known: dict[str, Home], moment: datetime) -> bool:
    wanted = [rules.Interest(one.kind, one.value) for one in subscription.interests.all()]
    until = max(shifted(moment, seconds=-SETTLED), subscription.told_until)
    fresh = [
        one
        for one in news
        if subscription.told_until < one.published_at <= until and rules.meets(one, wanted)
    ]
    home = known.get(subscription.site)
    address = addresses.opened(subscription.address) if fresh and home else ""
    if address and home:
        subscription.sequence += 1
        subscription.awaits = f"{wording.digest_key(subscription.pk)}{subscription.sequence}"
        subject, body = wording.digest(home, subscription, fresh)
        key = subscription.awaits
        notifications.enqueue(subscription.channel, address, subject=subject, body=body, key=key)
    subscription.told_until = until
    subscription.due_at = next_due(subscription.frequency, subscription.channel, local(moment))
    subscription.save(update_fields=["sequence", "awaits", "told_until", "due_at"])
    return bool(address)


def judge_sent() -> int:
    """The regular job: what became of the last messages; how many were judged.

    What was taken over is forgotten here, for it holds an address; refused MOST_FAILURES times in a row a
    subscription ends.
    """
    waiting = Subscription.objects.exclude(awaits="").order_by("pk").values_list("pk", "awaits")
    keys = dict(waiting[: BATCH * 5])
    states = dict(Outgoing.objects.filter(key__in=keys.values()).values_list("key", "state"))
    on_the_way = {Outgoing.State.WAITING, Outgoing.State.SENDING}
    return sum(
        _judged(pk, key, states.get(key, Outgoing.State.DROPPED))
        for pk, key in keys.items()
        if states.get(key) not in on_the_way
    )


@transaction.atomic
def _judged(subscription_id: int, key: str, state: str) -> bool:
    held = Subscription.objects.select_for_update().filter(pk=subscription_id, awaits=key)
    subscription = held.first()
    if subscription is None:
        return False
    if state in ENDED:
        subscription.failures += 1
        _count(subscription.site, FAILED, subscription.channel)
        if subscription.failures >= rules.MOST_FAILURES:
            return end(subscription.pk, SYSTEM, f"连续 {subscription.failures} 次被拒收")
    elif state == Outgoing.State.SENT:
        subscription.failures = 0
        _count(subscription.site, SENT, subscription.channel)
    subscription.awaits = ""
    subscription.save(update_fields=["awaits", "failures"])
    notifications.forget(key)
    return True


def _count(site: str, kind: str, value: str) -> None:
    row, _ = Count.objects.get_or_create(
        site=site, day=today(), kind=kind, value=value, defaults={"number": 0}
    )
    Count.objects.filter(pk=row.pk).update(number=F("number") + 1)

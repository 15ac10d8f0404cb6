"""What follows from receipts: the daily counts, and who is told?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.deadlines.moments import day_of, today
from yiwang.kernel.exchange import followers, rules, tallying
from yiwang.kernel.exchange.models import Delivery, Receipt
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person, Post

BATCH = 1_000
CLERK = "exchange_clerk"
_COLUMNS = {
    rules.DELIVERED: "received",
    rules.SIGNED: "signed",
    rules.RETURNED: "returned",
    rules.URGED: "urged",
}


@dataclass(frozen=True)
class Event:
    """A receipt with the deliveries that it speaks of."""

    receipt: Receipt
    deliveries: tuple[Delivery, ...]


@transaction.atomic
def follow_batch() -> int:
    """Count the next receipts, tell whom they concern, mark them; how many. Each receipt once in effect."""
    found = list(
        Receipt.objects.filter(is_followed=False)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("envelope__sender_unit", "envelope__sender_node", "delivery__unit")
        .order_by("id")[:BATCH]
    )
    if not found:
        return 0
    events = _events(found)
    _count(events)
    _tell(events)
    for call in followers.registered():
        call(found)
    Receipt.objects.filter(pk__in=[receipt.pk for receipt in found]).update(is_followed=True)
    return len(found)


def _events(found: Sequence[Receipt]) -> list[Event]:
    several = [receipt for receipt in found if receipt.delivery is None]
    by_envelope: dict[int, dict[int, Delivery]] = defaultdict(dict)
    wanted = Delivery.objects.filter(envelope__in={receipt.envelope_id for receipt in several})
    for delivery in wanted.select_related("unit"):
        by_envelope[delivery.envelope_id][delivery.number] = delivery
    events = []
    for receipt in found:
        if receipt.delivery:
            spoken = [receipt.delivery]
        else:
            known = by_envelope[receipt.envelope_id]
            numbers = receipt.statement.recipients or list(known)
            spoken = [known[number] for number in numbers if number in known]
        events.append(Event(receipt, tuple(spoken)))
    return events


def _count(events: Iterable[Event]) -> None:
    counts: dict[tallying.Key, Counter[str]] = defaultdict(Counter)
    for event in events:
        receipt, envelope = event.receipt, event.receipt.envelope
        day, sender = day_of(receipt.at), envelope.sender_unit_id
        if receipt.kind == rules.SENT and sender:
            counts[day, envelope.category, sender] += Counter(sent=1, addressed=len(event.deliveries))
        elif receipt.kind == rules.WITHDRAWN and sender:
            counts[day, envelope.category, sender]["withdrawn"] += len(event.deliveries)
        elif receipt.kind in _COLUMNS:
            for delivery in event.deliveries:
                if delivery.unit_id:
                    counts[day, envelope.category, delivery.unit_id][_COLUMNS[receipt.kind]] += 1
    tallying.add(counts)


def _tell(events: Sequence[Event]) -> None:
    """One notice for a unit's clerks about everything that arrived, one for what was urged, returned …"""
    piles: dict[tuple[int, str], list[tuple[Receipt, Delivery]]] = defaultdict(list)
    for event in events:
        envelope = event.receipt.envelope
        sender = envelope.sender_unit_id if envelope.sender_node.is_own else None
        for delivery in event.deliveries:
            if event.receipt.kind in {rules.DELIVERED, rules.URGED} and delivery.is_here and delivery.unit_id:
                piles[delivery.unit_id, event.receipt.kind].append((event.receipt, delivery))
            elif event.receipt.kind in {rules.RETURNED, rules.REFUSED} and sender:
                piles[sender, event.receipt.kind].append((event.receipt, delivery))
    if not piles:
        return
    clerks = clerks_of({unit_id for unit_id, _ in piles})
    for (unit_id, kind), pile in piles.items():
        for person in clerks.get(unit_id, ()):
            _notice(person, kind, pile)


def clerks_of(unit_ids: Iterable[int]) -> dict[int, list[Person]]:
    """Those who handle the mail of the units today; those in inner offices look into the unit's to-dos."""
    posts = (
        Post.objects.in_office(today())
        .carrying(CLERK)
        .filter(unit__in=set(unit_ids))
        .select_related("person")
    )
    found: dict[int, list[Person]] = defaultdict(list)
    for post in posts:
        if post.person not in found[post.unit_id]:
            found[post.unit_id].append(post.person)
    return found


def _notice(person: Person, kind: str, pile: list[tuple[Receipt, Delivery]]) -> None:
    receipt, delivery = pile[0]
    envelope = receipt.envelope
    most = max(each.envelope.urgency for each, _ in pile)
    first, count = envelope.subject, len(pile)
    several = f"等 {count} 件" if count > 1 else ""
    urgent = "【特急】" if most == rules.URGENCY_RANK["most_urgent"] else ""
    match kind:
        case rules.DELIVERED:
            subject, body = f"{urgent}收到《{first}》{several}，请签收", f"来自 {envelope.sender_name}"
        case rules.URGED:
            subject, body = f"{urgent}{envelope.sender_name}催收《{first}》{several}", "请尽快签收。"
        case rules.RETURNED:
            subject, body = f"{delivery.name}退回《{first}》{several}", delivery.reason
        case _:
            subject, body = f"《{first}》{several}未能送达{delivery.name}", delivery.reason
    channels = ("site", "email", "sms") if urgent else ("site",)
    link = envelope.address if count == 1 else INBOX if kind in {rules.DELIVERED, rules.URGED} else OUTBOX
    tell(
        person,
        subject=subject,
        body=body,
        link=link,
        channels=channels,
        key=f"exchange:{kind}:{receipt.uid}",
    )


INBOX, OUTBOX = "/office/exchange/", "/office/exchange/sent/"

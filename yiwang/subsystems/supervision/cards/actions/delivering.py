"""How does the paper of a card reach the unit, though it was issued among a thousand and a worker was killed?

Owed as a row in the transaction of the deed; drawn, signed and sent afterwards, each in a transaction of its
own: what was not sent stays owed, what was sent is not sent again. A unit that lives on another installation
gets it through its node.
"""

from dataclasses import dataclass
from io import BytesIO

from django.db import transaction

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.sending import Outline, rehearse, send
from yiwang.kernel.exchange.addressing import of_units
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.files.actions import DOCUMENTS, receive
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.papers import pdf
from yiwang.subsystems.supervision.cards import addressing, messages, papers, rules
from yiwang.subsystems.supervision.cards.actions import telling
from yiwang.subsystems.supervision.cards.addressing import Address
from yiwang.subsystems.supervision.cards.models import LONGEST_REST, Card, Notification

FIRST_REST = 60
AT_ONCE = 200
EARLIER = ("card__clock", "card__unit", "card__issuer")


@dataclass(frozen=True)
class Sendable:
    """``side``: who issued the card, or who took over its work."""

    notification: Notification
    side: Side
    address: Address
    outline: Outline


def deliver_waiting(most: int = AT_ONCE) -> int:
    """The regular job: how many were sent. Raises Refused where some could not be; they are tried again."""
    waiting = Notification.objects.waiting(now()).order_by("pk").values_list("pk", flat=True)
    sent, faults = 0, []
    for pk in list(waiting[:most]):
        try:
            sent += deliver(pk)
        except Refused as refused:
            _rest(pk, refused.sentence)
            faults.append(refused.sentence)
    if faults:
        raise Refused(f"有{len(faults)}份监察通知书未能送出，稍后重试；第一份：{faults[0]}")
    return sent


def deliver(notification_id: int) -> bool:
    """Whether it was sent now. Raises Refused where it cannot be: a marked text, no typeface, no key."""
    owed = Notification.objects.filter(envelope=None).select_related(*EARLIER).get(pk=notification_id)
    sendable = _sendable(owed)
    rehearse(SYSTEM, sendable.outline)
    return _sent(sendable)


@transaction.atomic
def _sent(sendable: Sendable) -> bool:
    """Another worker may have been quicker: then the paper that we drew is forgotten."""
    held = Notification.objects.select_for_update(of=("self",)).get(pk=sendable.notification.pk)
    if held.envelope_id is not None:
        return False
    held.envelope = send(SYSTEM, sendable.side, sendable.outline)
    held.fault = ""
    held.save(update_fields=["envelope", "fault"])
    if held.verb == rules.ISSUE:
        telling.of_issue(sendable.notification.card, sendable.address)
    return True


def _sendable(owed: Notification) -> Sendable:
    card = owed.card
    address = addressing.of(card.unit_id)
    title = papers.TITLES[owed.verb]
    earlier = Notification.objects.filter(card=card, verb=rules.ISSUE).select_related("envelope").first()
    outline = Outline(
        kind=messages.NOTICE,
        subject=f"{title} {card.number}：{card.label}",
        main=of_units([address.mail]),
        body=_body(card, owed.verb, title),
        files=[_drawn(card, owed.verb, title)],
        reference=earlier.envelope.uid if earlier and earlier.envelope else "",
    )
    return Sendable(owed, Side(addressing.standing(card.issuer)), address, outline)


def _body(card: Card, verb: str, title: str) -> dict[str, object]:
    facts = "\n".join(f"{label}：{value}" for label, value in card.evidence)
    return {
        "number": card.number,
        "colour": rules.COLOURS[card.colour],
        "verb": verb,
        "document_type": title,
        "unit": card.unit_name,
        "label": card.label,
        "matter": card.title,
        "reply_until": card.reply_on if verb == rules.ISSUE else None,
        "appeal_until": card.appeal_on if verb == rules.CONFIRM else None,
        "text": f"{facts}\n依据：{card.basis}\n{papers.page_of(card)}",
    }


def _drawn(card: Card, verb: str, title: str) -> StoredFile:
    content = pdf.drawn(papers.of_verb(card, verb))
    return receive(SYSTEM, BytesIO(content), f"{title}{card.number}.pdf", DOCUMENTS)


@transaction.atomic
def _rest(notification_id: int, reason: str) -> None:
    """Tried again after a minute, then after longer; who issued it is told of the first fault."""
    held = (
        Notification.objects.select_for_update(of=("self",))
        .select_related("card__issuer")
        .get(pk=notification_id)
    )
    wait = min(FIRST_REST * 2 ** min(held.tries, 10), LONGEST_REST)
    held.tries, held.fault, held.again_at = held.tries + 1, reason[:300], shifted(now(), seconds=wait)
    held.save(update_fields=["tries", "fault", "again_at"])
    if held.tries == 1:
        telling.of_fault(held.card, reason)

"""What happened to an envelope, who says so, and does each signature hold?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from yiwang.kernel.exchange import rules, statements
from yiwang.kernel.exchange.models import Delivery, Envelope, Receipt
from yiwang.kernel.signatures import trust
from yiwang.kernel.signatures.models import Certificate
from yiwang.kernel.signatures.statements import Verdict

MOST_EVENTS = 100
FOREIGN_HAND = "签名证书不属于署名的单位。"


@dataclass(frozen=True)
class Signature:
    """Whether the words are the signer's own; ``sentence`` is empty where they plainly are."""

    is_valid: bool
    sentence: str
    signer: str
    certificate: Certificate | None = None


@dataclass(frozen=True)
class Event:
    """One receipt as people read it: ``count`` recipients, ``name`` where it is one."""

    label: str
    at: datetime
    person: str
    unit: str
    reason: str
    count: int
    name: str
    signature: Signature


def signature_of(envelope: Envelope) -> Signature:
    """The verdict on the words of the envelope, with the certificate that proves them."""
    statement = envelope.statement
    verdict = trust.verified(
        envelope.text, envelope.signature, envelope.certificate, signed_at=statement.sent_at
    )
    certificate = Certificate.objects.filter(fingerprint=envelope.certificate).first()
    return _signature(verdict, statement.sender, certificate)


def receipts_for(envelope: Envelope, delivery: Delivery) -> list[Receipt]:
    """Those that speak of one recipient, the earliest first."""
    about = Q(delivery=delivery) | Q(delivery=None)
    found = Receipt.objects.filter(about, envelope=envelope).order_by("id")[:MOST_EVENTS]
    spoken = [(receipt, receipt.statement.recipients) for receipt in found]
    return [receipt for receipt, numbers in spoken if not numbers or delivery.number in numbers]


def events_for(envelope: Envelope, delivery: Delivery) -> list[Event]:
    """What happened on the way to one recipient, the earliest first."""
    return _events(receipts_for(envelope, delivery))


def deeds_of_sender(envelope: Envelope) -> list[Event]:
    """What the sender did: sent, urged, withdrew; the newest first."""
    found = Receipt.objects.filter(envelope=envelope, kind__in=rules.OF_SENDER)
    return _events(found.select_related("delivery").order_by("-id")[:MOST_EVENTS])


def _events(receipts: Iterable[Receipt]) -> list[Event]:
    return [_event(receipt) for receipt in receipts]


def _event(receipt: Receipt) -> Event:
    statement = receipt.statement
    verdict = trust.verified(receipt.text, receipt.signature, receipt.certificate, signed_at=statement.at)
    return Event(
        label=rules.RECEIPTS[statement.receipt],
        at=statement.at,
        person=statement.by.person,
        unit=statement.by.unit_name,
        reason=statement.reason,
        count=len(statement.recipients),
        name=receipt.delivery.name if receipt.delivery else "",
        signature=_signature(verdict, statement.by),
    )


def _signature(
    verdict: Verdict, party: statements.Party, certificate: Certificate | None = None
) -> Signature:
    """A signature that holds but is not that of the party it names proves nothing."""
    is_own = (verdict.unit_code, verdict.node_code) == (party.unit, party.node)
    if verdict.is_valid and not is_own:
        return Signature(False, FOREIGN_HAND, verdict.signer, certificate)
    return Signature(verdict.is_valid, verdict.sentence, verdict.signer, certificate)

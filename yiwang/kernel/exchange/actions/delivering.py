"""How does an envelope reach those of its recipients who live on this installation?"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import kinds, rules
from yiwang.kernel.exchange.actions import receipts
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.models import Delivery, Envelope, EnvelopeFile, Receipt
from yiwang.kernel.exchange.parties import OWN_NODE
from yiwang.kernel.prepared import Prepared, update_alike

_WAITING = Prepared(
    lambda envelope_id: (
        Delivery.objects.waiting_here()
        .filter(envelope=envelope_id)
        .select_for_update(of=("self",))
        .select_related("envelope")
        .order_by("number")
    )
)
_FILES = Prepared(
    lambda envelope_id: EnvelopeFile.objects.filter(envelope=envelope_id).select_related("stored")
)


@transaction.atomic
def deliver(envelope_id: int) -> int:
    """Deliver to every recipient here that still waits; how many. Once in effect, however often called.

    What the kind does with the envelope happens in the same transaction; where it refuses, nothing of it
    stays and the recipients refuse the envelope with its sentence.
    """
    waiting = _WAITING.rows(envelope_id)
    if not waiting:
        return 0
    envelope = waiting[0].envelope
    try:
        with transaction.atomic():
            _taken(envelope, waiting)
    except Refused as refused:
        return refuse(envelope, waiting, refused.sentence)
    moment = now()
    for delivery in waiting:
        delivery.state, delivery.delivered_at = rules.DELIVERED, moment
    update_alike(waiting, ["state", "delivered_at"])
    receipts.keep(delivered(envelope, waiting, moment))
    record(SYSTEM, "exchange.envelope_deliver", envelope, uid=envelope.uid, recipients=len(waiting))
    return len(waiting)


def delivered(envelope: Envelope, deliveries: Sequence[Delivery], at: datetime) -> list[Receipt]:
    """One receipt of this installation for all of them that reached their recipient; none where none did."""
    reached = [delivery for delivery in deliveries if delivery.state == rules.DELIVERED]
    if not reached:
        return []
    return [receipts.written(OWN_NODE, SYSTEM, envelope, rules.DELIVERED, reached, at)]


def _taken(envelope: Envelope, waiting: Sequence[Delivery]) -> None:
    kind = kinds.known(envelope.kind, envelope.version)
    if kind.take is None:
        return
    files = tuple(each.stored for each in _FILES.rows(envelope.pk))
    kind.take(Taken(envelope, kinds.read(kind, envelope.statement.body), files, tuple(waiting)))


def refuse(envelope: Envelope, waiting: Sequence[Delivery], reason: str) -> int:
    """The envelope does not come to these recipients, and its sender learns why; how many they are."""
    moment = now()
    reason = reason[: rules.REASON_LENGTH]
    Delivery.objects.filter(pk__in=[each.pk for each in waiting]).update(
        state=rules.REFUSED, ended_at=moment, ended_by=SYSTEM.person, reason=reason
    )
    receipts.keep([receipts.written(OWN_NODE, SYSTEM, envelope, rules.REFUSED, waiting, moment, reason)])
    record(SYSTEM, "exchange.envelope_refuse", envelope, uid=envelope.uid, reason=reason)
    return len(waiting)


def deliver_waiting(most: int = 500) -> int:
    """What a process that was killed between commit and delivery left behind; how many envelopes."""
    waiting = Delivery.objects.waiting_here().order_by("id").values_list("envelope_id", flat=True)
    envelopes = list(dict.fromkeys(waiting[:most]))
    for envelope_id in envelopes:
        deliver(envelope_id)
    return len(envelopes)

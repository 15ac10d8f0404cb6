"""How is a receipt written: signed, kept, and carried to the installation that waits for it?"""

from collections.abc import Sequence
from datetime import datetime

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.exchange.models import Delivery, Envelope, Receipt, new_uid
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.exchange.statements import Receipt as Statement
from yiwang.kernel.exchange.statements import words
from yiwang.kernel.nodes import queries as nodes
from yiwang.kernel.nodes.actions import parcels
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.prepared import insert_all
from yiwang.kernel.signatures.models import Certificate

PARCEL = "exchange.receipt"


def written(
    side: Side,
    by: Actor,
    envelope: Envelope,
    kind: str,
    deliveries: Sequence[Delivery],
    at: datetime,
    reason: str = "",
) -> Receipt:
    """A receipt of ``side`` for the deliveries (none: for all of the envelope), signed, not yet stored."""
    statement = Statement(
        id=new_uid(),
        envelope=envelope.uid,
        digest=envelope.digest,
        receipt=kind,
        recipients=[delivery.number for delivery in deliveries],
        by=side.party(by),
        at=at,
        reason=reason,
    )
    signed = side.key().sign(words(statement))
    return Receipt(
        uid=statement.id,
        envelope=envelope,
        delivery=deliveries[0] if len(deliveries) == 1 else None,
        kind=kind,
        at=at,
        text=signed.text,
        signature=signed.signature,
        certificate=signed.certificate,
    )


def keep(receipts: Sequence[Receipt]) -> None:
    """Store receipts of this installation and carry those home whose envelope came from another one."""
    insert_all(receipts)
    own = nodes.own()
    for receipt in receipts:
        if receipt.envelope.sender_node_id != own.pk:
            carry(receipt, receipt.envelope.sender_node)


def carry(receipt: Receipt, node: Node) -> None:
    body = {
        "text": receipt.text,
        "signature": receipt.signature,
        "certificate": certificate_pem(receipt.certificate),
    }
    parcels.post(node, PARCEL, body, key=f"receipt:{receipt.uid}")


def certificate_pem(fingerprint: str) -> str:
    return Certificate.objects.get(fingerprint=fingerprint).pem

"""How is an envelope sent?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor, canonical
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import addressing, kinds, rules, statements
from yiwang.kernel.exchange.actions import receipts
from yiwang.kernel.exchange.actions.alarms import alarmed
from yiwang.kernel.exchange.actions.delivering import deliver, delivered
from yiwang.kernel.exchange.addressing import Address, Addressed
from yiwang.kernel.exchange.kinds import Kind
from yiwang.kernel.exchange.models import Delivery, Envelope, EnvelopeFile, new_uid
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.nodes import queries as nodes
from yiwang.kernel.nodes.actions import parcels
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.prepared import insert, insert_all
from yiwang.kernel.signatures.statements import Signed

PARCEL = "exchange.envelope"


@dataclass(frozen=True)
class Outline:
    """What is to be sent: ``body`` as the newest version of the kind describes it."""

    kind: str
    subject: str
    main: Sequence[Address]
    copies: Sequence[Address] = ()
    body: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[StoredFile] = ()
    urgency: str = "normal"
    secrecy: str = "none"
    valid_until: date | None = None
    reference: str = ""


@alarmed
@transaction.atomic
def send(by: Actor, side: Side, outline: Outline) -> Envelope:
    """Sign the envelope with the key of ``side``, keep it, and bring it on its way at the commit.

    Recipients here have it at once where nobody but they takes it in; where its kind does, that happens in a
    transaction of its own after the commit, so that what fails there does not undo the sending.
    Raises Refused for what a rule, the kind or a file forbids; what carries the mark of a state secret is
    refused before anything of it is stored.
    """
    kind = kinds.newest(outline.kind)
    body = kinds.read(kind, outline.body).model_dump(mode="json")
    _check(outline, body)
    moment = now()
    to = addressing.addressed(outline.main, outline.copies)
    statement = _statement(kind, outline, body, side.party(by), to, moment)
    signed = side.key().sign(statements.words(statement))
    own = next((each.node for each in to if each.node.is_own), None) or nodes.own()
    envelope = kept(statement, signed, own, side, outline.files)
    is_reached = kind.take is None
    deliveries = [_delivery(envelope, each, moment if is_reached else None) for each in to]
    insert_all(deliveries)
    sent = receipts.written(side, by, envelope, rules.SENT, (), moment)
    receipts.keep([sent, *delivered(envelope, deliveries, moment)])
    _hand_over(envelope, to, outline.files, sent)
    if not is_reached:
        transaction.on_commit(lambda: deliver(envelope.pk), robust=True)
    record(by, "exchange.envelope_send", envelope, **_detail(envelope, deliveries, outline))
    return envelope


def _statement(
    kind: Kind,
    outline: Outline,
    body: Mapping[str, Any],
    sender: statements.Party,
    to: Sequence[Addressed],
    at: datetime,
) -> statements.Envelope:
    return statements.Envelope(
        id=new_uid(),
        kind=kind.code,
        version=kind.version,
        category=kind.category,
        sender=sender,
        recipients=[each.recipient for each in to],
        subject=rules.checked_subject(outline.subject),
        body=dict(body),
        files=[_entry(stored) for stored in outline.files],
        urgency=outline.urgency,
        secrecy=outline.secrecy,
        valid_until=outline.valid_until,
        reference=outline.reference,
        sent_at=at,
    )


@alarmed
def rehearse(by: Actor, outline: Outline) -> list[Addressed]:
    """To whom it would go now. Raises Refused for everything that ``send`` would refuse; sends nothing."""
    kind = kinds.newest(outline.kind)
    _check(outline, kinds.read(kind, outline.body).model_dump(mode="json"))
    return addressing.addressed(outline.main, outline.copies)


def _check(outline: Outline, body: Mapping[str, Any]) -> None:
    rules.check_urgency(outline.urgency)
    rules.check_secrecy(outline.secrecy)
    rules.check_valid_until(outline.valid_until, today())
    rules.check_files(len(outline.files))
    names = "\n".join(stored.name.rsplit(".", 1)[0] for stored in outline.files)
    running = "\n".join(value for value in body.values() if isinstance(value, str))
    rules.refuse_marked(rules.marking_in(f"{outline.subject}\n{names}\n{running}"))
    if len(canonical(body)) > rules.MOST_BODY:
        raise Refused("正文过长，请作为附件发送。", field="text")
    for stored in outline.files:
        if not stored.is_clean:
            raise Refused(f"“{stored.name}”不能发送：{stored.notice}", field="files")


def _entry(stored: StoredFile) -> statements.FileEntry:
    return statements.FileEntry(digest=stored.digest or "", size=stored.size, name=stored.name)


def kept(
    statement: statements.Envelope, signed: Signed, node: Node, side: Side, files: Sequence[StoredFile]
) -> Envelope:
    """The row of an envelope that was signed here or elsewhere, with its files."""
    envelope = Envelope(
        uid=statement.id,
        kind=statement.kind,
        version=statement.version,
        category=statement.category,
        subject=statement.subject,
        number=str(statement.body.get("number", ""))[:200],
        urgency=rules.URGENCY_RANK[statement.urgency],
        sender_node=node,
        sender_unit=side.unit,
        sender_system=side.system,
        sender_name=statement.sender.unit_name or node.name,
        valid_until=statement.valid_until,
        reference=statement.reference,
        sent_at=statement.sent_at,
        text=signed.text,
        digest=statements.digest(signed.text),
        signature=signed.signature,
        certificate=signed.certificate,
    )
    insert(envelope)
    entries = enumerate(zip(statement.files, files, strict=True), start=1)
    insert_all(
        [
            EnvelopeFile(envelope=envelope, stored=stored, number=number, name=entry.name)
            for number, (entry, stored) in entries
        ]
    )
    return envelope


def _delivery(envelope: Envelope, each: Addressed, reached_at: datetime | None) -> Delivery:
    is_reached = reached_at is not None and each.node.is_own
    return Delivery(
        envelope=envelope,
        number=each.recipient.number,
        part=each.recipient.part,
        node=each.node,
        is_here=each.node.is_own,
        unit=each.address.unit,
        system=each.address.system,
        name=each.recipient.name,
        category=envelope.category,
        state=rules.DELIVERED if is_reached else rules.WAITING,
        delivered_at=reached_at if is_reached else None,
    )


def _hand_over(
    envelope: Envelope, to: list[Addressed], files: Sequence[StoredFile], sent: "receipts.Receipt"
) -> None:
    """One parcel for each other installation."""
    elsewhere = {each.node.pk: each.node for each in to if not each.node.is_own}
    for node in elsewhere.values():
        body = {
            "text": envelope.text,
            "signature": envelope.signature,
            "certificate": receipts.certificate_pem(envelope.certificate),
            "sent": {"text": sent.text, "signature": sent.signature},
        }
        parcels.post(node, PARCEL, body, files, key=f"envelope:{envelope.uid}")


def _detail(envelope: Envelope, deliveries: Sequence[Delivery], outline: Outline) -> dict[str, Any]:
    return {
        "uid": envelope.uid,
        "kind": envelope.kind,
        "recipients": len(deliveries),
        "delivered": sum(delivery.state == rules.DELIVERED for delivery in deliveries),
        "first": [delivery.name for delivery in deliveries[:20]],
        "files": [stored.digest for stored in outline.files],
        "digest": envelope.digest,
        "urgency": outline.urgency,
    }

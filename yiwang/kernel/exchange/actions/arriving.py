"""What becomes of an envelope that another installation hands over?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import kinds, rules, statements
from yiwang.kernel.exchange.actions import proving, receipts
from yiwang.kernel.exchange.actions.delivering import deliver
from yiwang.kernel.exchange.actions.sending import kept
from yiwang.kernel.exchange.models import Delivery, Envelope, Refusal, new_uid
from yiwang.kernel.exchange.parties import OWN_NODE, Side
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.rules import clean_name
from yiwang.kernel.nodes import queries as nodes
from yiwang.kernel.nodes.actions import parcels
from yiwang.kernel.nodes.handlers import Arrived
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.signatures.statements import Signed
from yiwang.kernel.systems.models import System

MOST_EVIDENCE = 65_536


@transaction.atomic
def take_envelope(arrived: Arrived) -> None:
    """Keep and deliver an envelope that is what it says; refuse any other with a receipt that says why.

    What came before changes nothing. Only the evidence is kept of what is refused.
    """
    text = str(arrived.body.get("text", ""))
    try:
        with transaction.atomic():
            envelope = _entered(arrived)
    except Refused as refused:
        _refuse(arrived.node, text, refused.sentence)
        return
    if envelope:
        deliver(envelope.pk)


def _entered(arrived: Arrived) -> Envelope | None:
    """The envelope with its files, deliveries and receipt of sending; None where it is here already."""
    signed = proving.signed(arrived.node, arrived.body)
    statement = _genuine_envelope(arrived, signed)
    if _is_known(statement.id, signed.text):
        return None
    files = _files(statement, arrived)
    envelope = kept(statement, signed, arrived.node, _sender(statement), files)
    _address(envelope, statement)
    _keep_sent(envelope, arrived)
    return envelope


def _genuine_envelope(arrived: Arrived, signed: Signed) -> statements.Envelope:
    """The statement, signed by whom it names as its sender, of a kind that is known here."""
    try:
        statement = statements.envelope(signed.text)
    except ValueError as fault:
        raise Refused(str(fault)) from fault
    proving.prove(arrived.node, signed, statement.sender, statement.sent_at)
    kind = kinds.known(statement.kind, statement.version)
    if kind.category != statement.category:
        raise Refused("内容类别与种类不符。")
    kinds.read(kind, statement.body)
    if statement.valid_until and statement.valid_until < today():
        raise Refused(f"已过有效期（{statement.valid_until}）。")
    running = "\n".join(value for value in statement.body.values() if isinstance(value, str))
    names = "\n".join(entry.name.rsplit(".", 1)[0] for entry in statement.files)
    rules.refuse_marked(rules.marking_in(f"{statement.subject}\n{names}\n{running}"))
    return statement


def _is_known(uid: str, text: str) -> bool:
    """Whether the very same envelope is here already. Raises Refused where another one bears its number."""
    known = Envelope.objects.filter(uid=uid).values_list("text", flat=True).first()
    if known is None:
        return False
    if known != text:
        raise Refused("同一编号已有内容不同的信封，疑为伪造或重放。")
    return True


def _sender(statement: statements.Envelope) -> Side:
    """Our own row of the sender's unit, where our ledger has it."""
    code = statement.sender.unit
    return Side(Unit.objects.filter(code=code).first() if code else None)


def _files(statement: statements.Envelope, arrived: Arrived) -> list[StoredFile]:
    """The files that the envelope names, in its order. Raises Refused where one is not what was signed."""
    found = []
    for entry in statement.files:
        if entry.name != clean_name(entry.name):
            raise Refused(f"附件名“{clean_name(entry.name)}”含有路径或不允许的字符。")
        if entry.digest in arrived.refused_files:
            raise Refused(f"附件“{entry.name}”不能接收：{arrived.refused_files[entry.digest]}")
        stored = arrived.files.get(entry.digest)
        if stored is None or stored.size != entry.size:
            raise Refused(f"附件“{entry.name}”缺失或与签名的内容不符。")
        found.append(stored)
    return found


def _address(envelope: Envelope, statement: statements.Envelope) -> None:
    """A delivery for each recipient here. Raises Refused where there is none, or one that we do not know."""
    here = [each for each in statement.recipients if each.node == nodes.own().code]
    if not here:
        raise Refused("没有本节点的收件方。")
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[each.unit for each in here])}
    systems = {
        system.code: system for system in System.objects.filter(code__in=[each.system for each in here])
    }
    own = nodes.own()
    deliveries = []
    for each in here:
        if (each.unit and each.unit not in units) or (each.system and each.system not in systems):
            raise Refused(f"本节点没有收件方“{each.name}”（{each.unit or each.system}）。")
        deliveries.append(
            Delivery(
                envelope=envelope,
                number=each.number,
                part=each.part,
                node=own,
                is_here=True,
                unit=units.get(each.unit),
                system=systems.get(each.system),
                name=each.name,
                category=envelope.category,
            )
        )
    Delivery.objects.bulk_create(deliveries, batch_size=500)


def _keep_sent(envelope: Envelope, arrived: Arrived) -> None:
    """The sender's own receipt of sending travels along and is evidence too."""
    sent = arrived.body.get("sent")
    if not isinstance(sent, dict):
        raise Refused("缺少发送回执。")
    signed = proving.signed(arrived.node, {**sent, "certificate": arrived.body["certificate"]})
    statement = proving.genuine_receipt(arrived.node, signed)
    if statement.receipt != rules.SENT or statement.digest != envelope.digest:
        raise Refused("发送回执与信封不符。")
    proving.stored_receipt(envelope, statement, signed, None)


def _refuse(node: Node, text: str, reason: str) -> None:
    """Keep the evidence and tell the sender's installation, as far as the envelope says which one it is."""
    reason = reason[: rules.REASON_LENGTH]
    try:
        uid = statements.envelope(text).id
    except ValueError:
        uid = ""
    moment = now()
    refusal = Refusal.objects.create(
        node=node, uid=uid, reason=reason, text=text[:MOST_EVIDENCE].replace("\x00", ""), at=moment
    )
    if uid:
        parcels.post(node, receipts.PARCEL, _refusal_receipt(uid, text, reason), key=f"refusal:{refusal.pk}")
    record(SYSTEM, "exchange.envelope_refuse", refusal, uid=uid, node=node.code, reason=reason)


def _refusal_receipt(uid: str, text: str, reason: str) -> dict[str, str]:
    statement = statements.Receipt(
        id=new_uid(),
        envelope=uid,
        digest=statements.digest(text),
        receipt=rules.REFUSED,
        recipients=[],
        by=OWN_NODE.party(SYSTEM),
        at=now(),
        reason=reason,
    )
    signed = OWN_NODE.key().sign(statements.words(statement))
    return {
        "text": signed.text,
        "signature": signed.signature,
        "certificate": receipts.certificate_pem(signed.certificate),
    }

"""What does a receipt from another installation change here?"""

from django.db import transaction
from django.db.models import F

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import rules, statements
from yiwang.kernel.exchange.actions import proving, receipts
from yiwang.kernel.exchange.models import Delivery, Envelope, Receipt
from yiwang.kernel.exchange.parties import OWN_NODE
from yiwang.kernel.nodes.handlers import Arrived
from yiwang.kernel.nodes.models import Node


@transaction.atomic
def take_receipt(arrived: Arrived) -> None:
    """Keep a receipt and let it change the deliveries that it speaks of. What came before changes nothing.

    Raises Refused for a receipt that is not genuine or speaks of an envelope that is not here.
    """
    signed = proving.signed(arrived.node, arrived.body)
    statement = proving.genuine_receipt(arrived.node, signed)
    envelope = Envelope.objects.filter(uid=statement.envelope).select_related("sender_node").first()
    if envelope is None:
        raise Refused(f"没有编号为{statement.envelope}的信封。")
    if Receipt.objects.filter(uid=statement.id).exists():
        return
    if statement.digest != envelope.digest and statement.receipt != rules.REFUSED:
        raise Refused("回执所指的内容与信封不符。")
    concerned = _concerned(envelope, statement, arrived.node)
    proving.stored_receipt(envelope, statement, signed, concerned[0] if len(concerned) == 1 else None)
    if statement.receipt in rules.OF_SENDER and not envelope.sender_node.is_own:
        _obey_sender(envelope, statement, concerned)
    else:
        _believe_recipient(statement, concerned)
    record(
        SYSTEM,
        "exchange.receipt_take",
        envelope,
        uid=envelope.uid,
        receipt=statement.receipt,
        recipients=[each.name for each in concerned][:50],
        node=arrived.node.code,
    )


def _concerned(envelope: Envelope, statement: statements.Receipt, node: Node) -> list[Delivery]:
    """The deliveries spoken of, locked: of the node where it answers for its recipients, ours where it is
    the sender's. Raises Refused where somebody speaks for others.
    """
    deliveries = Delivery.objects.filter(envelope=envelope).select_for_update(of=("self",)).order_by("number")
    if envelope.sender_node.is_own:
        if statement.receipt not in rules.OF_RECIPIENT:
            raise Refused("收件方不能签发这种回执。")
        theirs = deliveries.filter(node=node).select_related("unit", "system")
        spoken = theirs if not statement.recipients else theirs.filter(number__in=statement.recipients)
        if statement.by.unit:
            spoken = spoken.filter(unit__code=statement.by.unit)
        concerned = list(spoken)
        if len(concerned) != len(set(statement.recipients)) and statement.recipients:
            raise Refused("回执替别的收件方作了答复。")
        return concerned
    if envelope.sender_node_id != node.pk or statement.by.unit != envelope.statement.sender.unit:
        raise Refused("只有发件方能催收或撤回。")
    if statement.receipt not in rules.OF_SENDER:
        raise Refused("发件方不能签发这种回执。")
    return list(deliveries.filter(number__in=statement.recipients, is_here=True))


def _believe_recipient(statement: statements.Receipt, concerned: list[Delivery]) -> None:
    """Receipts may overtake one another: only what may follow the state is entered, moments always."""
    for delivery in concerned:
        if statement.receipt == rules.DELIVERED:
            delivery.delivered_at = delivery.delivered_at or statement.at
        elif statement.receipt == rules.OPENED:
            delivery.opened_at = delivery.opened_at or statement.at
        if _reaches(delivery.state, statement.receipt):
            delivery.state = statement.receipt
            if statement.receipt not in rules.UNSIGNED:
                delivery.ended_at = statement.at
                delivery.ended_by = statement.by.person[:120]
                delivery.reason = statement.reason[: rules.REASON_LENGTH]
        delivery.save(update_fields=["state", "delivered_at", "opened_at", "ended_at", "ended_by", "reason"])


def _reaches(state: str, later: str) -> bool:
    """Whether ``later`` lies ahead of ``state``, also by several steps."""
    following = rules.FOLLOWS.get(state, set())
    return later in following or any(_reaches(step, later) for step in following)


def _obey_sender(envelope: Envelope, statement: statements.Receipt, concerned: list[Delivery]) -> None:
    unsigned = [delivery for delivery in concerned if delivery.is_unsigned]
    pks = [delivery.pk for delivery in unsigned]
    if statement.receipt == rules.URGED:
        Delivery.objects.filter(pk__in=pks).update(urges=F("urges") + 1, urged_at=statement.at)
    elif statement.receipt == rules.WITHDRAWN and unsigned:
        moment = now()
        Delivery.objects.filter(pk__in=pks).update(
            state=rules.WITHDRAWN,
            ended_at=moment,
            ended_by=statement.by.person[:120],
            reason=statement.reason[: rules.REASON_LENGTH],
        )
        answer = receipts.written(
            OWN_NODE, SYSTEM, envelope, rules.WITHDRAWN, unsigned, moment, statement.reason
        )
        receipts.keep([answer])

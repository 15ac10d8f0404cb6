"""What may tokens allow in the exchange, and which systems are told of a receipt?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from yiwang.kernel.exchange import followers, mailboxes, rules
from yiwang.kernel.exchange.models import Delivery, Receipt
from yiwang.kernel.systems import happenings, scopes
from yiwang.kernel.systems.actions.calls import Owed, owe_all
from yiwang.kernel.systems.models import System

# What a recipient did not do itself; what a sender did not do itself.
FOR_RECIPIENT = frozenset({rules.DELIVERED, rules.URGED, rules.WITHDRAWN})
FOR_SENDER = frozenset(rules.RECEIPTS) - {rules.SENT, rules.URGED}


def register() -> None:
    """Called from the declarations of this package; a second time changes nothing."""
    scopes.declare(mailboxes.SEND, "发送、催收、撤回")
    scopes.declare(mailboxes.READ, "读取收到和发出的内容")
    scopes.declare(mailboxes.SIGN, "签收、退回")
    scopes.declare(mailboxes.UNIT_MAIL, "代办本单位的收发件")
    for kind, label in rules.RECEIPTS.items():
        if kind in FOR_RECIPIENT | FOR_SENDER:
            happenings.declare(f"exchange.{kind}", label)
    if owe_calls not in followers.registered():
        followers.register(owe_calls)


def owe_calls(receipts: Sequence[Receipt]) -> None:
    """Owe a call to every system that sent an envelope or received it itself; each receipt once a system."""
    deliveries = _deliveries(receipts)
    senders = {receipt.envelope.sender_system_id for receipt in receipts} - {None}
    recipients = {each.system_id for found in deliveries.values() for each in found}
    systems = System.objects.told().in_bulk(senders | recipients)
    if systems:
        owe_all([owed for receipt in receipts for owed in _owed(receipt, deliveries, systems)])


def _deliveries(receipts: Sequence[Receipt]) -> dict[int, list[Delivery]]:
    """Those to systems that live here, by envelope."""
    envelopes = {receipt.envelope_id for receipt in receipts}
    found: dict[int, list[Delivery]] = defaultdict(list)
    for delivery in Delivery.objects.filter(envelope__in=envelopes, is_here=True).exclude(system=None):
        found[delivery.envelope_id].append(delivery)
    return found


def _owed(
    receipt: Receipt, deliveries: dict[int, list[Delivery]], systems: dict[int, System]
) -> Iterator[Owed]:
    sender = systems.get(receipt.envelope.sender_system_id or 0)
    arrived = deliveries.get(receipt.envelope_id, []) if receipt.kind in FOR_RECIPIENT else []
    arrived = [each for each in arrived if each.system_id in systems]
    if not sender and not arrived:
        return
    numbers = receipt.statement.recipients
    if sender and receipt.kind in FOR_SENDER:
        yield _call(sender, receipt, {"role": "sender", "recipients": numbers})
    for delivery in arrived:
        if delivery.number in numbers:
            told = {"role": "recipient", "recipients": [delivery.number], "delivery": delivery.pk}
            yield _call(systems[delivery.system_id or 0], receipt, told)


def _call(system: System, receipt: Receipt, about: dict[str, Any]) -> Owed:
    """Numbers to ask with, not what was written: the system reads that under its token."""
    body = {
        "envelope": receipt.envelope.uid,
        "kind": receipt.envelope.kind,
        "reference": receipt.envelope.reference,
        "receipt": receipt.uid,
        "at": receipt.at.isoformat(),
        "reason": receipt.statement.reason,
        **about,
    }
    key = f"exchange:{receipt.uid}:{about['role']}:{about.get('delivery', '')}"
    return Owed(system, f"exchange.{receipt.kind}", body, key)

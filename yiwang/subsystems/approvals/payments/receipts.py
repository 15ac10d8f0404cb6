"""What do the receipts of our envelopes say: taken by the other zone, or refused?"""

from collections.abc import Sequence

from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.models import Receipt
from yiwang.subsystems.approvals.payments import messages
from yiwang.subsystems.approvals.payments.actions.owing import note_refused, note_taken

OURS = frozenset({messages.BILL, messages.PAYMENT, messages.REFUND, messages.REFUNDED, messages.STATEMENT})


def hear(receipts: Sequence[Receipt]) -> None:
    """A follower of exchange: runs once for each receipt, in the transaction that marks it."""
    ours = [receipt for receipt in receipts if receipt.envelope.kind in OURS]
    taken = [receipt.envelope.uid for receipt in ours if receipt.kind == rules.DELIVERED]
    if taken:
        note_taken(taken)
    for receipt in ours:
        if receipt.kind == rules.REFUSED:
            note_refused(receipt.envelope.uid, receipt.statement.reason)

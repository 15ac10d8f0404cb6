"""Outer side: what does the payer learn of a bill?"""

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import check_from
from yiwang.subsystems.approvals.payments import messages
from yiwang.subsystems.approvals.payments.models import Payable

SAME = ("number", "submission", "title", "unit", "payer", "total", "state", "due_on", "paid_at", "refunded")


def take_bill(taken: Taken) -> None:
    """Keep the newest version; an older one that comes late changes nothing."""
    check_from(taken, "inner")
    said: messages.Bill = taken.body
    payable = Payable.objects.select_for_update().filter(reference=said.reference).first()
    if payable and payable.version >= said.version:
        return
    payable = payable or Payable(reference=said.reference)
    for name in SAME:
        setattr(payable, name, getattr(said, name))
    payable.lines = [line.model_dump(mode="json") for line in said.lines]
    payable.version, payable.voucher_number = said.version, said.voucher
    payable.voucher = taken.files[0] if taken.files else payable.voucher
    payable.save()
    record(SYSTEM, "payments.bill_take", payable, version=payable.version, state=payable.state)

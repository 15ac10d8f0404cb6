"""What is stored of bills, payments and what the public pays?"""

from yiwang.subsystems.approvals.payments.models.bills import (
    Bill,
    BillLine,
    Difference,
    Payment,
    Refund,
    Series,
    Statement,
    Voucher,
    new_reference,
)
from yiwang.subsystems.approvals.payments.models.payables import Order, Owed, Payable, RefundOrder
from yiwang.subsystems.approvals.payments.models.sandbox import SandboxNotice, SandboxPayment, SandboxRefund

__all__ = [
    "Bill",
    "BillLine",
    "Difference",
    "Order",
    "Owed",
    "Payable",
    "Payment",
    "Refund",
    "RefundOrder",
    "SandboxNotice",
    "SandboxPayment",
    "SandboxRefund",
    "Series",
    "Statement",
    "Voucher",
    "new_reference",
]

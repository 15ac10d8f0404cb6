"""Inner side: what becomes of money that arrived, through a gateway or over the counter?"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import check_from
from yiwang.subsystems.approvals.payments import alarms, messages, numbering, rules
from yiwang.subsystems.approvals.payments.actions.demanding import locked
from yiwang.subsystems.approvals.payments.actions.telling import changed, tell
from yiwang.subsystems.approvals.payments.models import Bill, Payment, Voucher


@dataclass(frozen=True)
class Arrived:
    """Money as whoever took it says; ``transaction`` is unique for its ``driver`` (empty: the counter)."""

    driver: str
    transaction: str
    method: str
    amount: int
    paid_at: datetime
    order: str = ""


def take_payment(taken: Taken) -> None:
    """A gateway outside took money: once in effect, however often we are told.

    Raises Refused for a bill that is not here: the outer side keeps it and tells again.
    """
    check_from(taken, "outer")
    said: messages.Payment = taken.body
    arrived = Arrived(
        driver=said.driver,
        transaction=said.transaction,
        method=rules.ONLINE,
        amount=said.amount,
        paid_at=said.paid_at,
        order=said.order,
    )
    book(SYSTEM, bill_of(said.reference), arrived)


def bill_of(reference: str) -> Bill:
    """Raises Refused where there is none."""
    found = Bill.objects.filter(reference=reference).first()
    if found is None:
        raise Refused("内网没有这张缴款通知。")
    return found


@transaction.atomic
def book(by: Actor, bill: Bill, arrived: Arrived) -> Payment:
    """Enter money that arrived. What does not settle the bill is kept to be given back; people are told."""
    held = locked(bill.pk)
    known = Payment.objects.filter(driver=arrived.driver, transaction=arrived.transaction).first()
    if known:
        return known
    standing = rules.standing(held.state, held.total, arrived.amount)
    payment = Payment.objects.create(
        bill=held,
        standing=standing,
        entered_at=now(),
        cashier_id=by.person_id,
        **vars(arrived),
    )
    if standing == rules.EFFECTIVE:
        _settle(by, held, payment)
    else:
        alarms.odd_payment(payment)
    record(by, "payments.payment_book", payment, bill=held.number, amount=payment.amount, standing=standing)
    return payment


def _settle(by: Actor, bill: Bill, payment: Payment) -> None:
    Voucher.objects.create(
        payment=payment,
        number=numbering.next_number(numbering.VOUCHER),
        issued_at=now(),
        unit=bill.demanded_by.name,
    )
    bill.state, bill.paid_at = rules.PAID, payment.paid_at
    changed(bill, "state", "paid_at")
    tell(by, bill)


@transaction.atomic
def collect(by: Actor, bill_id: int, method: str, slip: str = "") -> Payment:
    """Taken over the counter, in full; ``slip``: number of the card slip or of the transfer.

    Raises Refused where the bill is not to be paid any more, and where a slip was entered before.
    """
    bill = locked(bill_id)
    rules.check_payable(bill.state)
    if method not in rules.AT_COUNTER:
        raise Refused("请选择现金、刷卡或者转账。", field="method")
    number = slip.strip()[:40]
    if method != rules.CASH and not number:
        raise Refused("请填写刷卡凭条号或者转账流水号。", field="slip")
    transaction_number = f"{method}:{number or bill.number}"
    if Payment.objects.filter(driver="", transaction=transaction_number).exists():
        raise Refused("这个凭条号已经登记过，请核对。", field="slip")
    return book(by, bill, Arrived("", transaction_number, method, bill.total, now()))

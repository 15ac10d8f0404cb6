"""Outer side: what does a gateway's notification change? It may come twice, late, out of order, or forged."""

from collections.abc import Mapping

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.payments import drivers, messages
from yiwang.subsystems.approvals.payments.actions.owing import owe
from yiwang.subsystems.approvals.payments.drivers.driver import Notice
from yiwang.subsystems.approvals.payments.models import Order

State = Order.State


def hear(driver_code: str, body: bytes, headers: Mapping[str, str]) -> str:
    """Take a notification in; the word that the gateway wants to hear, once everything is committed.

    Raises ForgedError, and Refused for an order that is not ours.
    """
    driver = drivers.known(driver_code)
    take_notice(driver_code, driver.verify(body, headers))
    return driver.agreed


@transaction.atomic
def take_notice(driver_code: str, notice: Notice) -> Order:
    """What is proved or was asked for. Paid once stays paid, whatever comes later."""
    held = Order.objects.select_for_update(of=("self",)).select_related("payable")
    order = held.filter(driver=driver_code, number=notice.order).first()
    if order is None:
        raise Refused("没有这个支付订单。")
    if notice.is_paid:
        _paid(order, notice)
    elif order.state == State.OPEN:
        order.state = State.FAILED
        order.save(update_fields=["state"])
        record(SYSTEM, "payments.order_fail", order)
    return order


def _paid(order: Order, notice: Notice) -> None:
    if order.state == State.PAID and order.transaction == notice.transaction:
        return
    paid_at = notice.at or now()
    if order.state != State.PAID:
        order.state, order.transaction = State.PAID, notice.transaction
        order.paid_amount, order.paid_at = notice.amount, paid_at
        order.save(update_fields=["state", "transaction", "paid_amount", "paid_at"])
    body = messages.Payment(
        reference=order.payable.reference,
        driver=order.driver,
        order=order.number,
        transaction=notice.transaction,
        amount=notice.amount,
        paid_at=paid_at,
    )
    owe(SYSTEM, "inner", messages.PAYMENT, f"缴款 {order.payable.number}", body)
    record(SYSTEM, "payments.order_pay", order, amount=notice.amount, transaction=notice.transaction)

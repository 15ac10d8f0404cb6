"""Inner side: how is money given back? One asks, another approves, the gateway or the cashier pays."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import check_from
from yiwang.subsystems.approvals.payments import alarms, messages, rules
from yiwang.subsystems.approvals.payments.actions.demanding import locked
from yiwang.subsystems.approvals.payments.actions.owing import owe
from yiwang.subsystems.approvals.payments.actions.telling import changed, tell
from yiwang.subsystems.approvals.payments.models import Payment, Refund


@transaction.atomic
def refund(by: Actor, payment_id: int, amount: int, reason: str) -> Refund:
    """Ask for it. Raises Refused for more than is left of the payment."""
    payment = _locked_payment(payment_id)
    under_way = payment.refunds.filter(state__in=rules.REFUND_OPEN).aggregate(sum=Sum("amount"))["sum"]
    rules.check_refund(payment.amount, under_way or 0, amount)
    asked = Refund.objects.create(
        payment=payment,
        amount=amount,
        reason=rules.said(reason, "退款理由"),
        asked_at=now(),
        asked_by_id=by.person_id,
    )
    record(by, "payments.refund_ask", asked, bill=payment.bill.number, amount=amount, reason=asked.reason)
    return asked


@transaction.atomic
def approve(by: Actor, refund_id: int) -> Refund:
    """Raises Refused for whoever asked, and where it was decided before."""
    asked = _to_decide(by, refund_id)
    payment = asked.payment
    if payment.driver:
        asked.state = rules.ORDERED
        asked.save(update_fields=["state", "decided_at", "decided_by"])
        body = messages.Refund(
            reference=asked.reference,
            driver=payment.driver,
            order=payment.order,
            transaction=payment.transaction,
            amount=asked.amount,
            reason=asked.reason,
        )
        owe(by, "outer", messages.REFUND, f"退款 {payment.bill.number}", body)
    else:
        _given_back(by, asked, f"counter:{asked.reference[:12]}", now())
    record(by, "payments.refund_approve", asked, amount=asked.amount)
    return asked


@transaction.atomic
def decline(by: Actor, refund_id: int, reason: str) -> Refund:
    asked = _to_decide(by, refund_id)
    asked.state, asked.ended_at, asked.said = rules.DECLINED, now(), rules.said(reason, "不同意的理由")
    asked.save(update_fields=["state", "ended_at", "said", "decided_at", "decided_by"])
    record(by, "payments.refund_decline", asked, reason=asked.said)
    return asked


def _to_decide(by: Actor, refund_id: int) -> Refund:
    asked = _locked_refund(refund_id)
    if asked.state != rules.ASKED:
        raise Refused(f"这笔退款{asked.get_state_display()}，请刷新页面。")
    rules.check_two_hands(asked.asked_by_id, by.person_id)
    asked.decided_at, asked.decided_by_id = now(), by.person_id
    return asked


def take_refunded(taken: Taken) -> None:
    """The gateway outside gave it back, or will not; told twice it is entered once."""
    check_from(taken, "outer")
    said: messages.Refunded = taken.body
    found = Refund.objects.filter(reference=said.reference).first()
    if found is None:
        raise Refused("内网没有这笔退款。")
    ordered = _locked_refund(found.pk)
    if ordered.state != rules.ORDERED:
        return
    if said.is_done:
        _given_back(SYSTEM, ordered, said.transaction, said.at)
    else:
        ordered.state, ordered.ended_at = rules.FAILED, now()
        ordered.said = said.said or "支付渠道未说明原因"
        ordered.save(update_fields=["state", "ended_at", "said"])
        alarms.failed_refund(ordered)
    record(SYSTEM, "payments.refund_end", ordered, state=ordered.state, reason=ordered.said)


@transaction.atomic
def given_back_after_all(by: Actor, entry: messages.StatementEntry) -> Refund:
    """The statement says so of a refund whose answer never came.

    Raises Refused where it is none of ours, of another amount, or ended otherwise.
    """
    found = Refund.objects.filter(reference=entry.refund).first()
    if found is None:
        raise Refused("这笔退款不是本平台发起的，无法补记，请与支付渠道核实后登记处理情况。")
    ordered = _locked_refund(found.pk)
    if ordered.state not in rules.LATE_BACK:
        raise Refused(f"这笔退款{ordered.get_state_display()}，不能按对账单补记。")
    if ordered.amount != entry.amount:
        raise Refused(
            f"应退{rules.yuan(ordered.amount)}元，支付方退了{rules.yuan(entry.amount)}元，请核实后登记。"
        )
    _given_back(by, ordered, entry.transaction, entry.paid_at)
    record(by, "payments.refund_end", ordered, state=ordered.state, reason="按对账单补记")
    return ordered


def _given_back(by: Actor, ordered: Refund, transaction_number: str, at: datetime) -> None:
    """``at``: by the clock of whoever gave it back, so that it stands in the statement of the same day."""
    ordered.state, ordered.ended_at, ordered.transaction = rules.DONE, at, transaction_number
    ordered.save(update_fields=["state", "ended_at", "transaction", "decided_at", "decided_by"])
    payment = _locked_payment(ordered.payment_id)
    payment.refunded += ordered.amount
    payment.save(update_fields=["refunded"])
    if payment.standing == rules.EFFECTIVE:
        bill = locked(payment.bill_id)
        bill.state = rules.state_after_refund(payment.amount, payment.refunded)
        changed(bill, "state")
        tell(by, bill)


def _locked_refund(refund_id: int) -> Refund:
    """The bill first, then what hangs on it: everybody locks in this order."""
    bill_id = Refund.objects.values_list("payment__bill", flat=True).get(pk=refund_id)
    locked(bill_id)
    held = Refund.objects.select_for_update(of=("self",)).select_related("payment__bill__demanded_by")
    return held.get(pk=refund_id)


def _locked_payment(payment_id: int) -> Payment:
    locked(Payment.objects.values_list("bill", flat=True).get(pk=payment_id))
    return Payment.objects.select_for_update(of=("self",)).select_related("bill").get(pk=payment_id)

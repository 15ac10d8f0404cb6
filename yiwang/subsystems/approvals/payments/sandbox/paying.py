"""What may a tester let the sandbox gateway do, and how do its notifications reach us?"""

from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.payments.actions.hearing import hear
from yiwang.subsystems.approvals.payments.drivers.driver import ForgedError
from yiwang.subsystems.approvals.payments.models import SandboxNotice, SandboxPayment
from yiwang.subsystems.approvals.payments.sandbox import gateway

State = SandboxPayment.State
PATIENCE = 8


@dataclass(frozen=True)
class Course:
    """How a payment goes: what the payer pays, and what the gateway says of it, how often."""

    label: str
    is_paid: bool = True
    short_by: int = 0
    notices: int = 1
    is_failure_told_late: bool = False


COURSES = {
    "paid": Course("支付成功"),
    "failed": Course("支付失败", is_paid=False),
    "twice": Course("支付成功，通知重复三次", notices=3),
    "disordered": Course("支付成功，“失败”的旧通知随后才到", is_failure_told_late=True),
    "silent": Course("支付成功，但没有通知（超时）", notices=0),
    "short": Course("少付1分", short_by=1),
}


@transaction.atomic
def pay(token: str, course_code: str) -> SandboxPayment:
    """Once for each order. Raises Refused for a second time."""
    course = COURSES[course_code]
    payment = SandboxPayment.objects.select_for_update().get(token=token)
    if payment.state != State.WAITING:
        raise Refused("这个订单已经处理过。")
    payment.state = State.FAILED
    failure = gateway.notification(payment)
    if course.is_paid:
        payment.state, payment.transaction = State.PAID, gateway.new_transaction("P")
        payment.paid_amount, payment.paid_at = payment.amount - course.short_by, now()
    payment.save()
    for _ in range(course.notices):
        _owe(gateway.notification(payment))
    if course.is_failure_told_late:
        _owe(failure)
    transaction.on_commit(notify_due, robust=True)
    return payment


def _owe(body: bytes) -> None:
    SandboxNotice.objects.create(body=body.decode(), signature=gateway.signature(body), next_at=now())


def notify_due() -> int:
    """Send what is due, in order; what was not taken comes again, later and later. How many were taken."""
    due = SandboxNotice.objects.filter(taken_at=None, next_at__lte=now(), attempts__lt=PATIENCE)
    return sum(_notified(notice) for notice in list(due.order_by("pk")[:50]))


def _notified(notice: SandboxNotice) -> bool:
    """The attempt counts before it is made: whoever is killed meanwhile sends it again."""
    notice.attempts += 1
    notice.next_at = shifted(now(), seconds=5 * 3**notice.attempts)
    notice.save(update_fields=["attempts", "next_at"])
    try:
        answer = hear(gateway.CODE, notice.body.encode(), {gateway.SIGNATURE: notice.signature})
    except (Refused, ForgedError):
        return False
    if answer == gateway.Sandbox.agreed:
        notice.taken_at = now()
        notice.save(update_fields=["taken_at"])
    return notice.taken_at is not None

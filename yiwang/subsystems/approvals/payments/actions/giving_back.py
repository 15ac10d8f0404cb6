"""Outer side: how does a gateway give money back because the inner side says so?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import check_from
from yiwang.subsystems.approvals.payments import drivers, messages
from yiwang.subsystems.approvals.payments.actions.owing import owe
from yiwang.subsystems.approvals.payments.drivers.driver import GivenBack, GivingBack, UnreachableError
from yiwang.subsystems.approvals.payments.models import RefundOrder

BATCH = 50
PATIENCE = 12
"""Attempts over some three days, after which a gateway that never answers is a refund that failed."""


def take_refund(taken: Taken) -> None:
    """Remember it; the gateway is asked by the regular job, outside any transaction."""
    check_from(taken, "inner")
    said: messages.Refund = taken.body
    drivers.known(said.driver)
    moment = now()
    ordered, is_new = RefundOrder.objects.get_or_create(
        reference=said.reference,
        defaults={
            "driver": said.driver,
            "order": said.order,
            "transaction": said.transaction,
            "amount": said.amount,
            "reason": said.reason,
            "taken_at": moment,
            "next_at": moment,
        },
    )
    if is_new:
        record(SYSTEM, "payments.refund_take", ordered, amount=ordered.amount)


def give_back_due() -> int:
    """The regular job: how many were decided."""
    due = RefundOrder.objects.filter(ended_at=None, next_at__lte=now()).order_by("next_at")
    return sum(_given_back(ordered) for ordered in list(due[:BATCH]))


def _given_back(ordered: RefundOrder) -> bool:
    """The same reference is given back once however often it is asked for: a killed worker asks again."""
    asked = GivingBack(
        reference=ordered.reference,
        order=ordered.order,
        transaction=ordered.transaction,
        amount=ordered.amount,
        reason=ordered.reason,
    )
    try:
        done = drivers.known(ordered.driver).refund(asked)
    except UnreachableError:
        return _postponed(ordered.pk)
    except Refused as refused:
        return _ended(ordered.pk, None, refused.sentence)
    return _ended(ordered.pk, done, "")


@transaction.atomic
def _postponed(pk: int) -> bool:
    ordered = RefundOrder.objects.select_for_update().get(pk=pk, ended_at=None)
    ordered.attempts += 1
    ordered.trouble = "支付渠道没有响应"
    ordered.next_at = shifted(now(), minutes=min(2**ordered.attempts, 720))
    ordered.save(update_fields=["attempts", "trouble", "next_at"])
    return ordered.attempts >= PATIENCE and _ended(pk, None, "支付渠道多次没有响应，请与其核实是否已经退款")


@transaction.atomic
def _ended(pk: int, done: GivenBack | None, why: str) -> bool:
    ordered = RefundOrder.objects.select_for_update().filter(pk=pk, ended_at=None).first()
    if ordered is None:
        return False
    ordered.ended_at, ordered.trouble = now(), why[:300]
    ordered.save(update_fields=["ended_at", "trouble"])
    body = messages.Refunded(
        reference=ordered.reference,
        is_done=done is not None,
        transaction=done.transaction if done else "",
        said=ordered.trouble,
        at=done.at if done else now(),
    )
    owe(SYSTEM, "inner", messages.REFUNDED, "退款结果", body)
    record(SYSTEM, "payments.refund_order_end", ordered, is_done=body.is_done, reason=ordered.trouble)
    return True

"""Bills for tests: a case of a registered kind with a small catalogue of fees, and what gateways say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import make_case
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import actor, make_post
from yiwang.subsystems.approvals.payments import rules
from yiwang.subsystems.approvals.payments.actions import demanding, paying
from yiwang.subsystems.approvals.payments.actions.hearing import hear
from yiwang.subsystems.approvals.payments.models import Bill, Order, Payable, SandboxPayment
from yiwang.subsystems.approvals.payments.rules import Demanded
from yiwang.subsystems.approvals.payments.sandbox import gateway


@dataclass(frozen=True)
class AFee:
    code: str = "F01"
    name: str = "证照工本费"
    standard: str = "每证10元"
    amount_fen: int | None = 1_000
    basis: str = "云价费〔2020〕12号"


FEES = (
    AFee(),
    AFee("F02", "检测费", "按实际检测项目，每项不超过500元", None, "云价费〔2021〕3号"),
)


def make_cashier(**changes: Any) -> Post:
    return make_post(roles=[rules.CASHIER], **changes)


def make_bill(*lines: Demanded, case: Case | None = None, by: Post | None = None) -> Bill:
    """Ten yuan for one document, unless said otherwise."""
    found = case or make_case()
    post = by or make_cashier(unit=found.unit)
    return demanding.demand(actor(post), found, lines or (Demanded("F01"),))


def payable_of(bill: Bill) -> Payable:
    return Payable.objects.get(reference=bill.reference)


def begun(bill: Bill) -> SandboxPayment:
    """The payer has pressed the button; how the gateway has it."""
    order = paying.begin(PUBLIC, bill.reference)
    return SandboxPayment.objects.get(order=order.number)


def told(body: bytes, signature: str | None = None) -> str:
    """A notification arrives."""
    return hear(gateway.CODE, body, {gateway.SIGNATURE: signature or gateway.signature(body)})


def orders_of(bill: Bill) -> Sequence[Order]:
    return list(Order.objects.filter(payable__reference=bill.reference))

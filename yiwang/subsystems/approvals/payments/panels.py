"""What do the progress page outside and the case page inside show of bills?"""

from collections.abc import Mapping
from typing import Any

from django.db.models import prefetch_related_objects

from yiwang.kernel.cases.kinds import Panel as CasePanel
from yiwang.kernel.cases.models import Case
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.intake.panels import Panel as ProgressPanel
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.prepared import Prepared
from yiwang.subsystems.approvals.payments import rules
from yiwang.subsystems.approvals.payments.models import Bill, Order, Payable

_BILLS = Prepared(lambda case_id: Bill.objects.filter(case=case_id).order_by("pk"))


def _to_pay(submission: Submission) -> Mapping[str, Any] | None:
    payables = list(Payable.objects.filter(submission=submission.reference).order_by("number"))
    if not payables:
        return None
    paid = set(
        Order.objects.filter(payable__in=payables, state=Order.State.PAID).values_list("payable", flat=True)
    )
    return {"rows": [(payable, payable.pk in paid and payable.state == rules.DUE) for payable in payables]}


def _of_case(case: Case, post: Post) -> Mapping[str, Any] | None:
    bills = _BILLS.rows(case.pk)
    prefetch_related_objects(bills, "lines")
    may_demand = may(post, rules.DEMAND)
    if not bills and not may_demand:
        return None
    return {"bills": bills, "may_demand": may_demand and case.is_open, "may_read": may(post, rules.READ)}


PROGRESS = ProgressPanel("缴费", "payments/_progress.html", _to_pay, place="first", style="dist/payments.css")
CASE = CasePanel("缴费", "payments/_case.html", _of_case)
"""For ``cases.kinds.Kind.panels`` of a kind in which fees are charged."""

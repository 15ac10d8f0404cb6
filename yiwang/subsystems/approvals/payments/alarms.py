"""Who is told that money stands where it should not?"""

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Person, Post, Unit
from yiwang.subsystems.approvals.payments import rules
from yiwang.subsystems.approvals.payments.models import Payment, Refund, Statement


def odd_payment(payment: Payment) -> None:
    """It came twice, or with another amount."""
    bill = payment.bill
    for person in _cashiers(bill.demanded_by):
        tell(
            person,
            subject=f"缴款{payment.get_standing_display()}：{bill.number}",
            body=f"应缴{bill.total_yuan}元，到账{payment.amount_yuan}元，请核实后退款。",
            link=f"/office/payments/{bill.reference}/",
            key=f"payments.odd:{payment.pk}",
        )


def failed_refund(refund: Refund) -> None:
    bill = refund.payment.bill
    for person in _cashiers(bill.demanded_by):
        tell(
            person,
            subject=f"退款未成：{bill.number}",
            body=f"{refund.amount_yuan}元未能退回：{refund.said}",
            link=f"/office/payments/{bill.reference}/",
            key=f"payments.refund_failed:{refund.pk}",
        )


def differing(statement: Statement, count: int) -> None:
    for person in _cashiers(None):
        tell(
            person,
            subject=f"{statement.day:%m月%d日}对账有{count}处差异",
            link=f"/office/payments/reconciliation/{statement.pk}/",
            key=f"payments.differs:{statement.pk}:{count}",
        )


def _cashiers(unit: Unit | None) -> list[Person]:
    """Cashiers of the unit or above it; of every unit where none is named or none is found."""
    posts = Post.objects.in_office(today()).carrying(rules.CASHIER).select_related("person", "unit")
    near = [post for post in posts if unit and paths.lies_within(unit.path, post.unit.path)]
    return list({post.person.pk: post.person for post in near or posts}.values())

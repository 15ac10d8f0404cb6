"""Does the day's statement find what is missing here or there, and can it be settled?"""

import pytest

from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import actor, make_post
from yiwang.subsystems.approvals.payments.actions import giving_back, reconciling, refunding, statements
from yiwang.subsystems.approvals.payments.drivers.driver import GivingBack, UnreachableError
from yiwang.subsystems.approvals.payments.models import (
    Difference,
    Owed,
    Payment,
    Refund,
    SandboxPayment,
    SandboxRefund,
    Statement,
)
from yiwang.subsystems.approvals.payments.sandbox import gateway
from yiwang.subsystems.approvals.payments.sandbox import paying as sandbox
from yiwang.subsystems.approvals.payments.sandbox.gateway import Sandbox
from yiwang.subsystems.approvals.payments.tests.makers import begun, make_bill, make_cashier, told

pytestmark = pytest.mark.django_db


def paid_yesterday(commits, course="paid"):
    with commits():
        bill = make_bill()
    with commits():
        sandbox.pay(begun(bill).token, course)
    before = shifted(now(), days=-1)
    SandboxPayment.objects.filter(paid_at__gt=before).update(paid_at=before)
    Payment.objects.filter(paid_at__gt=before).update(paid_at=before)
    return bill


def fetched(commits) -> Statement:
    with commits():
        statements.fetch_missing()
    return Statement.objects.get(day=shifted(today(), days=-1))


def test_days_that_agree_have_no_difference(commits):
    paid_yesterday(commits)
    statement = fetched(commits)
    assert (statement.here_count, statement.there_total) == (1, 1_000)
    assert not statement.differences.exists()
    with commits():
        assert statements.fetch_missing() == 0, "each day is fetched once"


def test_what_never_arrived_is_found_and_booked_from_the_statement(commits):
    bill = paid_yesterday(commits, "silent")
    difference = fetched(commits).differences.get()
    assert (difference.kind, difference.there) == ("missing_here", 1_000)
    with commits():
        reconciling.enter_missing(actor(make_cashier()), difference.pk)
    bill.refresh_from_db()
    assert bill.state == "paid"
    with pytest.raises(Refused, match="已经处理"):
        reconciling.enter_missing(actor(make_cashier()), difference.pk)


def test_what_arrives_late_is_no_difference_when_compared_again(commits):
    paid_yesterday(commits, "silent")
    statement = fetched(commits)
    order = SandboxPayment.objects.get()
    with commits():
        told(gateway.notification(order))
    reconciling.reconcile(actor(make_cashier()), statement.pk)
    assert not statement.differences.exists()


def test_what_the_gateway_does_not_have_and_other_amounts_are_listed_and_settled(commits):
    paid_yesterday(commits)
    paid_yesterday(commits)
    first, second = SandboxPayment.objects.order_by("pk")
    first.delete()
    second.paid_amount = 900
    second.save()
    statement = fetched(commits)
    kinds = sorted(statement.differences.values_list("kind", flat=True))
    assert kinds == ["amount", "missing_there"]
    for difference in statement.differences.all():
        with pytest.raises(Refused, match="请填写处理情况"):
            reconciling.settle(actor(make_cashier()), difference.pk, "")
        with pytest.raises(Refused, match="只有"):
            reconciling.enter_missing(actor(make_cashier()), difference.pk)
        reconciling.settle(actor(make_cashier()), difference.pk, "已与支付渠道核实")
    reconciling.reconcile(actor(make_cashier()), statement.pk)
    assert Difference.objects.filter(settled_at=None).count() == 0
    assert Difference.objects.count() == 2


def given_back(commits, answer):
    """A refund of 400 fen that the gateway paid yesterday; ``answer``: whether we heard of it."""
    bill = paid_yesterday(commits)
    payment = Payment.objects.get(bill=bill)
    refund = refunding.refund(actor(make_cashier()), payment.pk, 400, "多收")
    with commits():
        refunding.approve(actor(make_post()), refund.pk)
    before = shifted(now(), days=-1)
    if answer:
        with commits():
            giving_back.give_back_due()
    else:
        asked = GivingBack(refund.reference, payment.order, payment.transaction, 400, "多收")
        Sandbox().refund(asked)
    SandboxRefund.objects.update(at=before)
    Refund.objects.exclude(ended_at=None).update(ended_at=before)
    return refund


def test_refunds_that_agree_have_no_difference_and_sums_of_their_own(commits):
    given_back(commits, answer=True)
    statement = fetched(commits)
    assert not statement.differences.exists()
    assert (statement.here_total, statement.there_total) == (1_000, 1_000)
    assert (statement.here_back_count, statement.there_back_total) == (1, 400)


def test_a_refund_whose_answer_never_came_is_found_and_booked_from_the_statement(commits):
    refund = given_back(commits, answer=False)
    statement = fetched(commits)
    difference = statement.differences.get()
    assert (difference.kind, difference.is_refund, difference.there) == ("missing_here", True, 400)
    with commits():
        reconciling.enter_missing(actor(make_cashier()), difference.pk)
    refund.refresh_from_db()
    assert (refund.state, refund.payment.refunded, refund.payment.bill.state) == ("done", 400, "partly")
    reconciling.reconcile(actor(make_cashier()), statement.pk)
    assert not statement.differences.filter(settled_at=None).exists()


def test_a_refund_of_another_amount_or_of_somebody_else_is_not_booked(commits):
    given_back(commits, answer=False)
    SandboxRefund.objects.update(amount=500)
    difference = fetched(commits).differences.get()
    with pytest.raises(Refused, match=r"应退4\.00元，支付方退了5\.00元"):
        reconciling.enter_missing(actor(make_cashier()), difference.pk)
    Refund.objects.update(reference="f" * 32)
    with pytest.raises(Refused, match="不是本平台发起的"):
        reconciling.enter_missing(actor(make_cashier()), difference.pk)


def test_a_refund_that_the_gateway_does_not_know_of_is_listed(commits):
    given_back(commits, answer=True)
    SandboxRefund.objects.all().delete()
    difference = fetched(commits).differences.get()
    assert (difference.kind, difference.is_refund, difference.here) == ("missing_there", True, 400)


def test_money_for_no_order_of_ours_is_listed_but_not_booked(commits):
    SandboxPayment.objects.create(
        token="t",
        order="FOREIGN",
        amount=500,
        subject="别人的",
        back="/",
        state="paid",
        transaction="P1",
        paid_amount=500,
        paid_at=shifted(now(), days=-1),
    )
    difference = fetched(commits).differences.get()
    with pytest.raises(Refused, match="不是本平台的订单"):
        reconciling.enter_missing(actor(make_cashier()), difference.pk)


def test_a_gateway_out_of_reach_is_asked_for_the_day_again(commits, monkeypatch):
    def silent(self, day):
        raise UnreachableError

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Sandbox, "statement", silent)
        assert statements.fetch_missing() == 0
        assert not Owed.objects.exists()
    with commits():
        assert statements.fetch_missing() == 7

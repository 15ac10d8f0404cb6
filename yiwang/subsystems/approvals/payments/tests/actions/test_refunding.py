"""Does money go back only by two hands, no more than was paid, and once?"""

import pytest

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import actor, make_post
from yiwang.subsystems.approvals.payments.actions import giving_back, refunding, settling
from yiwang.subsystems.approvals.payments.drivers.driver import UnreachableError
from yiwang.subsystems.approvals.payments.models import Payment, RefundOrder, SandboxPayment
from yiwang.subsystems.approvals.payments.sandbox import paying as sandbox
from yiwang.subsystems.approvals.payments.sandbox.gateway import Sandbox
from yiwang.subsystems.approvals.payments.tests.makers import begun, make_bill, make_cashier, payable_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(commits):
    with commits():
        bill = make_bill()
    with commits():
        sandbox.pay(begun(bill).token, "paid")
    return Payment.objects.get()


def asked(payment, amount=1_000, reason="多收"):
    return refunding.refund(actor(make_cashier()), payment.pk, amount, reason)


def test_a_refund_goes_through_the_gateway_after_a_second_person_agreed(payment, commits):
    refund = asked(payment, 400)
    with commits():
        refunding.approve(actor(make_post()), refund.pk)
    with commits():
        assert giving_back.give_back_due() == 1
    payment.refresh_from_db()
    refund.refresh_from_db()
    assert (refund.state, payment.refunded, payment.bill.state) == ("done", 400, "partly")
    assert SandboxPayment.objects.get().refunded == 400
    assert payable_of(payment.bill).refunded == 400
    rest = asked(payment, 600)
    with commits():
        refunding.approve(actor(make_post()), rest.pk)
    with commits():
        giving_back.give_back_due()
    payment.bill.refresh_from_db()
    assert payment.bill.state == "refunded"


def test_whoever_asked_does_not_approve(payment):
    cashier = actor(make_cashier())
    refund = refunding.refund(cashier, payment.pk, 100, "多收")
    with pytest.raises(Refused, match="另一位"):
        refunding.approve(cashier, refund.pk)
    refunding.decline(actor(make_post()), refund.pk, "材料不全")
    with pytest.raises(Refused, match="未通过"):
        refunding.approve(actor(make_post()), refund.pk)


def test_what_is_under_way_counts_as_given_back(payment):
    asked(payment, 700)
    with pytest.raises(Refused, match="不能再退"):
        asked(payment, 301)
    refunding.decline(actor(make_post()), asked(payment, 300).pk, "不需要")
    asked(payment, 300)


def test_a_gateway_out_of_reach_is_asked_again_and_gives_back_once(payment, commits, monkeypatch):
    refund = asked(payment)
    with commits():
        refunding.approve(actor(make_post()), refund.pk)

    real = Sandbox.refund

    def gave_but_did_not_answer(self, given):
        real(self, given)
        raise UnreachableError

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Sandbox, "refund", gave_but_did_not_answer)
        assert giving_back.give_back_due() == 0
        assert giving_back.give_back_due() == 0, "not before its time"
    RefundOrder.objects.update(next_at=shifted(now(), minutes=-1))
    with commits():
        assert giving_back.give_back_due() == 1
    refund.refresh_from_db()
    assert refund.state == "done"
    assert SandboxPayment.objects.get().refunded == 1_000


def test_a_gateway_that_refuses_ends_it_and_it_may_be_asked_for_again(payment, commits):
    SandboxPayment.objects.update(refunded=1_000)
    refund = asked(payment)
    with commits():
        refunding.approve(actor(make_post()), refund.pk)
    with commits():
        giving_back.give_back_due()
    refund.refresh_from_db()
    assert (refund.state, refund.said) == ("failed", "退款金额超过这笔交易的可退余额。")
    assert asked(payment).state == "asked"


def test_a_gateway_that_never_answers_ends_it_after_some_days(payment, commits, monkeypatch):
    def silent(self, given):
        raise UnreachableError

    refund = asked(payment)
    with commits():
        refunding.approve(actor(make_post()), refund.pk)
    monkeypatch.setattr(Sandbox, "refund", silent)
    for _ in range(giving_back.PATIENCE):
        RefundOrder.objects.update(next_at=shifted(now(), minutes=-1))
        with commits():
            giving_back.give_back_due()
    refund.refresh_from_db()
    assert refund.state == "failed"


def test_money_of_the_counter_is_given_back_at_the_counter(commits):
    with commits():
        bill = make_bill()
    with commits():
        payment = settling.collect(actor(make_cashier()), bill.pk, "cash")
    refund = asked(payment)
    with commits():
        refunding.approve(actor(make_post()), refund.pk)
    bill.refresh_from_db()
    assert bill.state == "refunded"
    assert not RefundOrder.objects.exists()

"""Does every fen that a gateway took arrive, once in effect, whatever it says and however often?"""

import json

import pytest

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import addressing
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.approvals.payments.actions import demanding, hearing, owing, paying, settling
from yiwang.subsystems.approvals.payments.drivers.driver import ForgedError, UnreachableError
from yiwang.subsystems.approvals.payments.models import (
    Order,
    Owed,
    Payment,
    SandboxNotice,
    SandboxPayment,
    Voucher,
)
from yiwang.subsystems.approvals.payments.sandbox import gateway
from yiwang.subsystems.approvals.payments.sandbox import paying as sandbox
from yiwang.subsystems.approvals.payments.sandbox.gateway import Sandbox
from yiwang.subsystems.approvals.payments.tests.makers import (
    begun,
    make_bill,
    make_cashier,
    orders_of,
    payable_of,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bill(commits):
    with commits():
        return make_bill()


def paid(bill, commits, course="paid"):
    with commits():
        sandbox.pay(begun(bill).token, course)
    bill.refresh_from_db()
    return bill


def test_a_payment_arrives_and_its_receipt_is_numbered(bill, commits):
    paid(bill, commits)
    assert bill.state == "paid"
    assert payable_of(bill).state == "paid"
    payment = Payment.objects.get()
    assert (payment.amount, payment.standing, payment.driver) == (1_000, "effective", "sandbox")
    assert payable_of(bill).voucher_number == Voucher.objects.get().number
    assert SandboxNotice.objects.get().taken_at


@pytest.mark.parametrize("course", ["twice", "disordered"])
def test_notices_that_come_twice_or_late_settle_once(bill, commits, course):
    paid(bill, commits, course)
    assert bill.state == "paid"
    assert Payment.objects.count() == Voucher.objects.count() == 1
    assert not SandboxNotice.objects.filter(taken_at=None).exists()


def test_a_failure_that_is_told_first_does_not_hide_the_payment(bill, commits):
    order = begun(bill)
    order.state = "failed"
    told(gateway.notification(order))
    assert orders_of(bill)[0].state == "failed"
    order.state = "waiting"
    with commits():
        sandbox.pay(order.token, "paid")
    bill.refresh_from_db()
    assert bill.state == "paid"


def test_a_payment_of_which_nothing_is_said_is_asked_about(bill, commits):
    paid(bill, commits, "silent")
    assert bill.state == "due"
    Order.objects.update(asked_at=shifted(now(), minutes=-5))
    with commits():
        assert paying.ask_about_open() == 1
    bill.refresh_from_db()
    assert bill.state == "paid"


def test_a_failed_payment_takes_nothing_and_may_be_tried_again(bill, commits):
    paid(bill, commits, "failed")
    assert bill.state == "due"
    paid(bill, commits)
    assert bill.state == "paid"
    assert [order.state for order in orders_of(bill)] == ["failed", "paid"]


def test_a_wrong_amount_settles_nothing_and_people_are_told(bill, commits):
    cashier = make_cashier(unit=bill.demanded_by)
    paid(bill, commits, "short")
    assert bill.state == "due"
    assert Payment.objects.get().standing == "wrong"
    assert "金额不符" in Notice.objects.filter(person=cashier.person).get().subject
    with pytest.raises(Refused, match="不要重复缴费"):
        begun(bill)


def test_a_second_payment_is_kept_to_be_given_back(bill, commits):
    order = begun(bill)
    with commits():
        settling.collect(actor(make_cashier()), bill.pk, "cash")
    with commits():
        sandbox.pay(order.token, "paid")
    bill.refresh_from_db()
    assert bill.state == "paid"
    assert [one.standing for one in Payment.objects.order_by("pk")] == ["effective", "surplus"]


def test_money_for_a_bill_taken_back_meanwhile_is_kept_too(bill, commits):
    order = begun(bill)
    with commits():
        demanding.void(actor(make_cashier()), bill.pk, "撤销测试")
    with commits():
        sandbox.pay(order.token, "paid")
    assert Payment.objects.get().standing == "surplus"


@pytest.mark.parametrize("signature", ["", "0" * 64, "nonsense", "é"])
def test_nothing_is_believed_without_its_signature(bill, signature):
    order = begun(bill)
    order.state, order.transaction, order.paid_amount = "paid", "P1", 1_000
    body = gateway.notification(order)
    with pytest.raises(ForgedError):
        hearing.hear("sandbox", body, {"x-signature": signature})
    assert orders_of(bill)[0].state == "open"


def test_a_changed_notification_is_forged(bill):
    order = begun(bill)
    order.state, order.transaction, order.paid_amount = "paid", "P1", 1
    body = gateway.notification(order)
    changed = json.dumps(json.loads(body) | {"amount": 1_000}, sort_keys=True).encode()
    with pytest.raises(ForgedError):
        told(changed, gateway.signature(body))


def test_signed_nonsense_is_forged_all_the_same():
    with pytest.raises(ForgedError):
        told(b"[1, 2]")


def test_a_notification_about_somebody_elses_order_is_refused():
    stranger = SandboxPayment(order="X", amount=1, state="paid", transaction="P9", paid_amount=1)
    with pytest.raises(Refused, match="没有这个支付订单"):
        told(gateway.notification(stranger))


def test_an_order_that_is_open_is_used_again(bill):
    assert begun(bill) == begun(bill)
    assert len(orders_of(bill)) == 1


def test_an_order_lapses_and_money_that_comes_late_is_still_taken(bill, commits):
    order = begun(bill)
    Order.objects.update(started_at=shifted(now(), hours=-3), asked_at=shifted(now(), hours=-1))
    paying.ask_about_open()
    assert orders_of(bill)[0].state == "lapsed"
    with commits():
        sandbox.pay(order.token, "paid")
    bill.refresh_from_db()
    assert bill.state == "paid"


def test_a_gateway_out_of_reach_decides_nothing(bill, monkeypatch):
    def silent(*args):
        raise UnreachableError

    begun(bill)
    Order.objects.update(started_at=shifted(now(), hours=-3), asked_at=shifted(now(), hours=-1))
    monkeypatch.setattr(Sandbox, "query", silent)
    assert paying.ask_about_open() == 0
    assert orders_of(bill)[0].state == "open"
    monkeypatch.setattr(Sandbox, "start", silent)
    Order.objects.all().delete()
    with pytest.raises(Refused, match="没有扣款"):
        paying.begin(PUBLIC, bill.reference)


def test_what_is_paid_is_not_paid_again(bill, commits):
    paid(bill, commits)
    with pytest.raises(Refused, match="已缴，不需要缴费"):
        begun(bill)


def test_a_payment_waits_while_the_inner_zone_is_unknown(bill, commits, monkeypatch):
    def unknown(zone):
        raise Refused("还不知道内网节点。")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(addressing, "of_zone", unknown)
        paid(bill, commits)
    assert bill.state == "due"
    with commits():
        assert owing.hand_over_waiting() == 1
    bill.refresh_from_db()
    assert bill.state == "paid"
    assert not Owed.objects.waiting().exists()


def test_the_counter_takes_money_with_a_slip_and_once(bill, commits):
    cashier = make_cashier()
    with pytest.raises(Refused, match="凭条号"):
        settling.collect(actor(cashier), bill.pk, "card")
    with pytest.raises(Refused, match="现金、刷卡或者转账"):
        settling.collect(actor(cashier), bill.pk, "online")
    with commits():
        payment = settling.collect(actor(cashier), bill.pk, "card", "POS0001")
    assert (payment.cashier, payment.voucher.unit) == (cashier.person, bill.demanded_by.name)
    with pytest.raises(Refused, match="不需要缴费"):
        settling.collect(actor(cashier), bill.pk, "card", "POS0002")
    with commits():
        other = make_bill()
    with pytest.raises(Refused, match="已经登记过"):
        settling.collect(actor(cashier), other.pk, "card", "POS0001")

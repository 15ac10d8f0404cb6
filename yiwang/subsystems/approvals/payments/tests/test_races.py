"""Is a bill settled once, and paid back once, when many act at the same moment? On PostgreSQL."""

from functools import partial

import pytest
from django.db import connection

from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.kernel.organizations.tests.racing import at_once
from yiwang.subsystems.approvals.payments.actions import paying, refunding, settling
from yiwang.subsystems.approvals.payments.actions.settling import Arrived
from yiwang.subsystems.approvals.payments.models import Bill, Order, Payment, Refund, Voucher
from yiwang.subsystems.approvals.payments.tests.makers import make_bill, make_cashier

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


def test_of_payments_that_arrive_at_once_one_settles_the_bill():
    bill = make_bill()
    at_once(
        *[
            partial(settling.book, SYSTEM, bill, Arrived("sandbox", f"P{n % 3}", "online", 1_000, now()))
            for n in range(6)
        ],
        lambda: settling.collect(actor(make_cashier()), bill.pk, "cash"),
    )
    assert Bill.objects.get().state == "paid"
    assert Payment.objects.filter(standing="effective").count() == Voucher.objects.count() == 1
    assert Payment.objects.filter(driver="sandbox").count() == 3


def test_a_double_click_begins_one_order():
    bill = make_bill()
    at_once(*[lambda: paying.begin(PUBLIC, bill.reference)] * 4)
    assert Order.objects.count() == 1


def test_refunds_asked_for_at_once_never_exceed_the_payment():
    bill = make_bill()
    payment = settling.collect(actor(make_cashier()), bill.pk, "cash")
    at_once(*[partial(refunding.refund, actor(make_cashier()), payment.pk, 400, "多收") for _ in range(5)])
    assert sum(Refund.objects.values_list("amount", flat=True)) == 800

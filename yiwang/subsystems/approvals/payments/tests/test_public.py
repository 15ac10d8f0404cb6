"""Can somebody pay by the web alone, and does nobody learn or change what is not theirs?"""

import pytest
from django.urls import reverse

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.intake.tests.makers import desk, make_submission
from yiwang.subsystems.approvals.payments import catalogues, limits
from yiwang.subsystems.approvals.payments.actions import vouchers
from yiwang.subsystems.approvals.payments.catalogues import Catalogue
from yiwang.subsystems.approvals.payments.models import Order, SandboxPayment, Voucher
from yiwang.subsystems.approvals.payments.sandbox import gateway
from yiwang.subsystems.approvals.payments.tests.makers import FEES, begun, make_bill

pytestmark = pytest.mark.django_db


@pytest.fixture
def bill(commits):
    with commits():
        return make_bill()


def page(client, bill, **query):
    return client.get(reverse("payments:payable", args=[bill.reference]), query).content.decode()


def test_a_bill_is_shown_paid_and_its_receipt_fetched(client, bill, commits):
    shown = page(client, bill)
    assert "证照工本费" in shown
    assert "壹拾元整" in shown
    assert "赵**" in shown
    started = client.post(reverse("payments:start", args=[bill.reference]), follow=True).content.decode()
    sandbox = SandboxPayment.objects.get()
    assert f"/services/pay/sandbox/{sandbox.token}/" in started
    with commits():
        client.post(f"/services/pay/sandbox/{sandbox.token}/", {"course": "paid"})
    assert "凭证正在生成" in page(client, bill)
    with commits():
        assert vouchers.draw_due() == 1
    assert Voucher.objects.get().number in page(client, bill)
    served = client.get(reverse("payments:public_voucher", args=[bill.reference]))
    assert b"".join(served.streaming_content).startswith(b"%PDF")


def test_paying_without_a_notice_is_found_out_by_asking(client, bill, commits):
    token = begun(bill).token
    with commits():
        client.post(f"/services/pay/sandbox/{token}/", {"course": "silent"})
    with commits():
        client.post(reverse("payments:ask", args=[bill.reference]))
    assert "凭证" in page(client, bill)


def test_a_failed_payment_says_that_nothing_was_taken(client, bill, commits):
    token = begun(bill).token
    with commits():
        client.post(f"/services/pay/sandbox/{token}/", {"course": "failed"})
    assert "没有扣款" in page(client, bill)


def test_a_wrong_amount_is_said_and_not_asked_for_again(client, bill, commits):
    token = begun(bill).token
    with commits():
        client.post(f"/services/pay/sandbox/{token}/", {"course": "short"})
    shown = page(client, bill)
    assert "与应缴金额不一致" in shown
    assert "去缴费" not in shown


def test_without_a_gateway_the_counter_is_named(client, bill, monkeypatch):
    monkeypatch.setattr(limits, "DRIVER", "")
    assert "到窗口缴纳" in page(client, bill)
    refused = client.post(reverse("payments:start", args=[bill.reference]))
    assert refused.status_code == 409
    assert "目前不能网上缴费" in refused.content.decode()
    assert client.get("/services/pay/sandbox/0/").status_code == 404


def test_a_guessed_address_shows_nothing(client, bill):
    assert client.get(f"/services/pay/{'0' * 32}/").status_code == 404
    assert client.get(reverse("payments:public_voucher", args=[bill.reference])).status_code == 404


def test_an_order_of_one_bill_is_not_shown_under_another(client, bill, commits):
    with commits():
        other = make_bill()
    number = Order.objects.get(number=begun(bill).order).number
    assert client.get(reverse("payments:order", args=[other.reference, number])).status_code == 404


def test_a_gateway_reports_over_http_and_a_stranger_is_refused(client, bill, commits):
    order = begun(bill)
    order.state, order.transaction, order.paid_amount = "paid", "P1", 1_000
    body = gateway.notification(order)
    address = reverse("payments:notify", args=["sandbox"])
    forged = client.post(address, body, content_type="application/json", headers={"x-signature": "0" * 64})
    assert (forged.status_code, forged.content) == (403, b"fail")
    assert Entry.objects.filter(act="payments.notice_refuse").exists()
    signed = {"x-signature": gateway.signature(body)}
    with commits():
        taken = client.post(address, body, content_type="application/json", headers=signed)
    assert (taken.status_code, taken.content) == (200, b"success")
    bill.refresh_from_db()
    assert bill.state == "paid"


def test_a_flood_of_false_notices_is_not_even_looked_at(client, bill, monkeypatch):
    monkeypatch.setattr(limits, "FALSE_NOTICES_AN_HOUR", 2)
    address = reverse("payments:notify", args=["sandbox"])
    answers = [client.post(address, b"{}", content_type="application/json").status_code for _ in range(4)]
    assert answers == [403, 403, 429, 429]


def test_a_notice_too_long_or_for_nobody_is_refused(client, monkeypatch):
    address = reverse("payments:notify", args=["sandbox"])
    long = client.post(address, b"x" * (limits.LARGEST_NOTICE + 1), content_type="text/plain")
    assert long.status_code == 404
    assert client.post(reverse("payments:notify", args=["nobody"])).status_code == 404


def test_the_landing_page_leads_to_the_bill(client):
    assert "查询码" in client.get("/services/pay/").content.decode()


def test_the_progress_page_says_what_is_to_pay(client, commits, monkeypatch):
    with desk():
        with commits():
            receipt = make_submission()
        tracked = Catalogue(lambda case: FEES, lambda case: receipt.submission.reference)
        monkeypatch.setattr(catalogues, "of", lambda case: tracked)
        with commits():
            bill = make_bill()
        told = {"number": receipt.submission.number, "code": receipt.code}
        shown = client.post("/track/", told, follow=True).content.decode()
        assert bill.number in shown
        assert reverse("payments:payable", args=[bill.reference]) in shown
        with commits():
            client.post(f"/services/pay/sandbox/{begun(bill).token}/", {"course": "short"})
        assert "已支付，正在入账" in client.get("/track/progress/").content.decode()

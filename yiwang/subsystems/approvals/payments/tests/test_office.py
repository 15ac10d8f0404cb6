"""Do the pages of the workbench show and do what a cashier needs, and only to those entitled?"""

import pytest
from django.urls import reverse

from yiwang.kernel.cases.tests.makers import make_case
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.intake.tests.makers import queries
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.roles import Role
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit, sign_in
from yiwang.subsystems.approvals.payments import panels, rules, waiting
from yiwang.subsystems.approvals.payments.actions import settling
from yiwang.subsystems.approvals.payments.models import Bill, Difference, Payment, Refund, Statement
from yiwang.subsystems.approvals.payments.tests.makers import make_bill, make_cashier

pytestmark = pytest.mark.django_db


@pytest.fixture
def cashier(client):
    post = make_cashier()
    sign_in(client, post)
    return post


def text(response) -> str:
    return response.content.decode()


def at(bill, name="bill", *more):
    return reverse(f"payments:{name}", args=[bill.reference, *more])


def test_the_list_shows_what_is_due_and_what_is_late(client, cashier):
    bill = make_bill(by=cashier)
    assert bill.number in text(client.get("/office/payments/"))
    assert bill.number not in text(client.get("/office/payments/?state=overdue"))
    Bill.objects.update(due_on=shifted(today(), days=-1))
    assert "逾期" in text(client.get("/office/payments/?state=overdue"))
    assert bill.number not in text(client.get("/office/payments/?state=paid"))


def test_the_list_asks_the_database_the_same_number_of_times(client, cashier):
    make_bill(by=cashier)
    client.get("/office/payments/?state=all")
    with queries() as few:
        client.get("/office/payments/?state=all")
    for _ in range(5):
        make_bill(by=cashier)
    with queries() as many:
        client.get("/office/payments/?state=all")
    assert len(few) == len(many)


def test_a_cashier_finds_any_bill_by_its_exact_number_only(client, cashier):
    elsewhere = make_bill()
    assert elsewhere.number not in text(client.get("/office/payments/?state=all"))
    found = client.get("/office/payments/", {"q": elsewhere.number})
    assert found.headers["Location"] == at(elsewhere)
    assert "没有符合条件" in text(client.get("/office/payments/", {"q": elsewhere.number[:-1]}))


def test_money_is_taken_at_the_window(client, cashier):
    bill = make_bill(by=cashier)
    assert "窗口收款 10.00 元" in text(client.get(at(bill)))
    refused = client.post(at(bill, "deed", "collect", bill.pk), {"collect-method": "card"})
    assert refused.status_code == 422
    assert "凭条号" in text(refused)
    client.post(at(bill, "deed", "collect", bill.pk), {"collect-method": "card", "collect-slip": "P1"})
    page = text(client.get(at(bill)))
    assert "已缴" in page
    assert "PJ" in page
    assert client.get(at(bill, "voucher")).content.startswith(b"%PDF")


def test_a_refund_is_asked_for_here_and_approved_by_another(client, cashier, monkeypatch):
    bill = make_bill(by=cashier)
    payment = settling.collect(actor(cashier), bill.pk, "cash")
    wrong = client.post(
        at(bill, "deed", "refund", payment.pk), {"refund-amount": "10.001", "refund-reason": "多收"}
    )
    assert "最多两位小数" in text(wrong)
    client.post(at(bill, "deed", "refund", payment.pk), {"refund-amount": "4.50", "refund-reason": "多收"})
    refund = Refund.objects.get()
    assert refund.amount == 450
    denied = client.post(at(bill, "deed", "approve", refund.pk))
    assert "没有" in text(denied)
    approver = Role("approver", "退款复核", frozenset({rules.READ, rules.APPROVE}))
    monkeypatch.setattr(roles, "_declared", {**roles._declared, "approver": approver})
    manager = make_post(unit=cashier.unit, roles=["approver"])
    assert bill.number in str(waiting.to_approve(manager, 5))
    assert not waiting.to_approve(cashier, 5)
    sign_in(client, manager)
    assert client.post(at(bill, "deed", "decline", refund.pk), {"decline-reason": ""}).status_code == 422
    client.post(at(bill, "deed", "approve", refund.pk))
    assert "部分退款" in text(client.get(at(bill)))


def test_a_subject_of_another_bill_is_not_reached_through_this_one(client, cashier):
    bill, other = make_bill(by=cashier), make_bill(by=cashier)
    payment = settling.collect(actor(cashier), other.pk, "cash")
    wrong = client.post(
        at(bill, "deed", "refund", payment.pk), {"refund-amount": "1", "refund-reason": "多收"}
    )
    assert wrong.status_code == 404
    assert client.post(at(bill, "deed", "nonsense", bill.pk)).status_code == 404


def test_a_bill_is_sent_by_the_catalogue_and_keeps_what_was_typed(client, cashier):
    case = make_case()
    address = reverse("payments:demand", args=[case.reference])
    assert "检测费" in text(client.get(address))
    due = shifted(today(), days=10).isoformat()
    none = client.post(address, {"due_on": due})
    assert "请至少勾选一个收费项目" in text(none)
    typed = {"due_on": due, "fee_1_use": "on", "fee_1_amount": "1,2a"}
    assert "1,2a" in text(client.post(address, typed))
    reduced = {
        "due_on": due,
        "fee_0_use": "on",
        "fee_0_quantity": "2",
        "fee_0_relief": "reduced",
        "fee_0_reduced_to": "5",
        "fee_1_use": "on",
        "fee_1_amount": "450.50",
    }
    assert "请写明减免依据" in text(client.post(address, reduced))
    client.post(address, {**reduced, "fee_0_ground": "小微企业减免"})
    bill = Bill.objects.get()
    assert bill.total == 500 + 45_050
    assert client.get(at(bill, "notice")).content.startswith(b"%PDF")


def test_the_case_page_lists_its_bills(cashier):
    case = make_case()
    assert panels.CASE.context(case, make_post()) is None
    assert panels.CASE.context(case, cashier)["may_demand"]
    bill = make_bill(case=case)
    assert panels.CASE.context(case, make_post())["bills"] == [bill]


def test_differences_are_settled_on_the_page_of_their_day(client, cashier):
    statement = Statement.objects.create(driver="sandbox", day=today(), compared_at=now())
    difference = Difference.objects.create(
        statement=statement, kind="missing_there", transaction="P1", here=100
    )
    assert "有差异待处理" in text(client.get("/office/payments/reconciliation/"))
    address = reverse("payments:statement", args=[statement.pk])
    assert "本平台有、支付方无" in text(client.get(address))
    settle = reverse("payments:settle", args=[difference.pk])
    assert client.post(settle, {"settlement": ""}).status_code == 422
    entered = client.post(reverse("payments:enter", args=[difference.pk]), follow=True)
    assert "只有“支付方有、本平台无”" in text(entered)
    client.post(settle, {"settlement": "已核实"})
    assert "已核实" in text(client.get(address))
    client.post(reverse("payments:compare", args=[statement.pk]))
    assert "差异已处理" in text(client.get("/office/payments/reconciliation/"))


def test_those_without_the_role_see_nothing(client):
    sign_in(client, make_post(unit=make_unit()))
    bill = make_bill()
    for address in ("/office/payments/", "/office/payments/reconciliation/", at(bill)):
        assert client.get(address).status_code == 409
    assert not Payment.objects.exists()

"""Is only what may be charged demanded, once, and taken back while nobody has paid?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.cases.tests.makers import make_case
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.models import Envelope
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.approvals.payments import catalogues, messages
from yiwang.subsystems.approvals.payments.actions import demanding, payables
from yiwang.subsystems.approvals.payments.catalogues import Catalogue
from yiwang.subsystems.approvals.payments.models import Owed, Payable
from yiwang.subsystems.approvals.payments.rules import Demanded
from yiwang.subsystems.approvals.payments.tests.makers import FEES, make_bill, make_cashier, payable_of

pytestmark = pytest.mark.django_db


def test_a_bill_is_numbered_and_stands_outside_with_the_payer_masked(commits):
    with commits():
        bill = make_bill(Demanded("F01", quantity=2))
    assert bill.number == f"JK{today():%Y%m%d}000001"
    payable = payable_of(bill)
    assert (payable.total, payable.state, payable.payer) == (2_000, "due", "赵**")
    assert payable.shown_lines[0]["amount_yuan"] == "20.00"
    assert payable.due_on == shifted(today(), days=15)
    assert "11010519491231002X" not in str(vars(payable))


def test_what_is_not_in_the_catalogue_is_refused():
    """行政许可法 art. 59."""
    with pytest.raises(Refused, match="不在本事项公布的收费目录内"):
        make_bill(Demanded("F77"))


def test_a_kind_of_case_without_catalogue_charges_nothing(monkeypatch):
    monkeypatch.setattr(catalogues, "_registered", {})
    with pytest.raises(Refused, match="没有收费目录"):
        make_bill()


def test_the_same_fee_is_charged_once_in_a_case(commits):
    case = make_case()
    with commits():
        first = make_bill(case=case)
    with pytest.raises(Refused, match=f"已在缴款通知 {first.number} 中收取"):
        make_bill(case=case)
    with commits():
        demanding.void(actor(make_cashier()), first.pk, "多收")
        assert make_bill(case=case).number > first.number


def test_what_is_exempted_altogether_needs_no_payment(commits):
    with commits():
        bill = make_bill(Demanded("F01", relief="exempted", ground="低保家庭免收"))
    assert (bill.state, bill.total) == ("free", 0)
    assert payable_of(bill).state == "free"


def test_a_bill_that_is_due_may_be_taken_back_with_a_reason(commits):
    with commits():
        bill = make_bill()
    with pytest.raises(Refused, match="撤销理由"):
        demanding.void(actor(make_cashier()), bill.pk, " ")
    with commits():
        demanding.void(actor(make_cashier()), bill.pk, "申请人撤回")
    assert payable_of(bill).state == "voided"
    with pytest.raises(Refused, match="已经撤销"):
        demanding.void(actor(make_cashier()), bill.pk, "再撤")


def test_a_day_in_the_past_is_no_last_day():
    with pytest.raises(Refused, match="不能早于今天"):
        demanding.demand(
            actor(make_cashier()), make_case(), [Demanded("F01")], due_on=shifted(today(), days=-1)
        )


def test_whoever_handles_the_case_hears_of_its_bill(monkeypatch, commits):
    heard = []
    followed = Catalogue(lambda case: FEES, lambda case: "ab" * 16, lambda by, bill: heard.append(bill.state))
    monkeypatch.setattr(catalogues, "of", lambda case: followed)
    with commits():
        bill = make_bill()
    assert heard == ["due"]
    assert payable_of(bill).submission == "ab" * 16


def test_an_older_version_that_comes_late_changes_nothing(monkeypatch, commits):
    with commits():
        bill = make_bill()
    with commits():
        demanding.void(actor(make_cashier()), bill.pk, "撤销测试")
    first = Owed.objects.order_by("pk").first()

    monkeypatch.setattr(payables, "check_from", lambda taken, zone: None)
    payables.take_bill(Taken(Envelope(), messages.Bill.model_validate(first.body), (), ()))
    assert Payable.objects.get().state == "voided"


def test_who_sent_it_stands_in_the_record(commits):
    cashier = make_cashier()
    make_bill(by=cashier)
    entry = Entry.objects.get(act="payments.bill_send")
    assert (entry.person, entry.detail["total"]) == (cashier.person.name, 1_000)

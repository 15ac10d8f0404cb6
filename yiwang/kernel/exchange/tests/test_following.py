import pytest

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.exchange import followers, rules
from yiwang.kernel.exchange.actions.answering import return_delivery, sign_for
from yiwang.kernel.exchange.actions.delivering import deliver
from yiwang.kernel.exchange.actions.following import follow_batch
from yiwang.kernel.exchange.actions.recalling import urge
from yiwang.kernel.exchange.models import DailyCount, Delivery, Receipt
from yiwang.kernel.exchange.tasks import follow_receipts
from yiwang.kernel.exchange.tests.makers import make_arrival, make_clerk, send_from, side
from yiwang.kernel.notifications.models import Notice, Outgoing
from yiwang.kernel.organizations.tests.makers import actor, make_person

pytestmark = pytest.mark.django_db


def counts(unit, category="document"):
    row = DailyCount.objects.get(unit=unit, day=today(), category=category)
    return {name: getattr(row, name) for name in ("sent", "addressed", "received", "signed", "returned")}


def test_each_receipt_is_counted_once():
    sender, clerks = make_clerk(), [make_clerk() for _ in range(3)]
    envelope = send_from(sender, *(clerk.unit for clerk in clerks))
    deliver(envelope.pk)
    for clerk in clerks[:2]:
        delivery = Delivery.objects.to_unit(clerk.unit).get()
        sign_for(actor(clerk), side(clerk), [delivery.pk])
    assert follow_receipts() == 4
    assert follow_receipts() == 0
    assert counts(sender.unit) == {"sent": 1, "addressed": 3, "received": 0, "signed": 0, "returned": 0}
    assert counts(clerks[0].unit)["signed"] == 1
    assert counts(clerks[2].unit) == {"sent": 0, "addressed": 0, "received": 1, "signed": 0, "returned": 0}


def test_counts_of_a_day_grow():
    sender, clerk = make_clerk(), make_clerk()
    for _ in range(2):
        make_arrival(clerk, sender)
        follow_batch()
    assert counts(sender.unit)["sent"] == 2
    assert counts(clerk.unit)["received"] == 2


def test_documents_and_information_are_counted_apart():
    sender, clerk = make_clerk(), make_clerk()
    make_arrival(clerk, sender)
    make_arrival(clerk, sender, kind="exchange.information", body={"text": "消息"})
    follow_batch()
    assert counts(clerk.unit, "document")["received"] == 1
    assert counts(clerk.unit, "information")["received"] == 1


def test_a_units_clerks_learn_once_of_everything_that_arrived():
    sender, clerk = make_clerk(), make_clerk()
    for number in range(3):
        make_arrival(clerk, sender, subject=f"第{number}号通知")
    follow_batch()
    notice = Notice.objects.get(person=clerk.person)
    assert "等 3 件" in notice.subject
    assert notice.link == "/office/exchange/"
    follow_batch()
    assert Notice.objects.filter(person=clerk.person).count() == 1


def test_what_is_most_urgent_goes_out_by_text_message_too():
    clerk = make_clerk(person=make_person(mobile="13800000000", email="a@example.cn"))
    make_arrival(clerk, urgency="most_urgent")
    follow_batch()
    assert Notice.objects.get(person=clerk.person).subject.startswith("【特急】")
    assert {outgoing.channel for outgoing in Outgoing.objects.all()} == {"email", "sms"}


def test_who_is_urged_learns_it():
    sender, clerk = make_clerk(), make_clerk()
    delivery = make_arrival(clerk, sender)
    follow_batch()
    urge(actor(sender), side(sender), delivery.envelope)
    follow_batch()
    newest = Notice.objects.filter(person=clerk.person).order_by("-id").first()
    assert "催收" in newest.subject
    assert newest.link == delivery.envelope.address


def test_the_sender_learns_that_it_was_returned_and_why():
    sender, clerk = make_clerk(), make_clerk()
    delivery = make_arrival(clerk, sender)
    return_delivery(actor(clerk), side(clerk), delivery.pk, "主送单位有误")
    follow_batch()
    notice = Notice.objects.get(person=sender.person)
    assert "退回" in notice.subject
    assert notice.body == "主送单位有误"


def test_others_who_follow_get_each_receipt_once(monkeypatch):
    heard = []
    monkeypatch.setattr(followers, "_registered", [heard.extend])
    make_arrival()
    follow_batch()
    follow_batch()
    assert [receipt.kind for receipt in heard] == [rules.SENT, rules.DELIVERED]


def test_what_fails_is_followed_again(monkeypatch):
    def fail(receipts):
        raise RuntimeError

    monkeypatch.setattr(followers, "_registered", [fail])
    clerk = make_clerk()
    make_arrival(clerk)
    with pytest.raises(RuntimeError):
        follow_batch()
    assert not DailyCount.objects.exists()
    assert Receipt.objects.filter(is_followed=False).count() == 2

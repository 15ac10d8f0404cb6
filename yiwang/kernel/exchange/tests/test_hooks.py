import pytest
from django.core.cache import cache

from yiwang.kernel.exchange import followers, hooks, mailboxes
from yiwang.kernel.exchange.actions.following import follow_batch
from yiwang.kernel.exchange.models import Receipt
from yiwang.kernel.exchange.tests.makers import make_arrival
from yiwang.kernel.exchange.tests.programs import delivered, make_program
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.systems import happenings, scopes
from yiwang.kernel.systems.models import Call, System
from yiwang.kernel.systems.tests.makers import make_told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    hooks.register()
    cache.clear()


def make_hooked():
    """A program whose system is told of what happens."""
    program = make_program()
    told = make_told()
    System.objects.filter(pk=program.system.pk).update(
        webhook_address=told.webhook_address, webhook_secret=told.webhook_secret
    )
    program.system.refresh_from_db()
    return program


def told(program):
    calls = Call.objects.filter(system=program.system).order_by("id")
    return [(call.event, call.body["role"]) for call in calls]


def test_a_recipient_is_told_what_arrived_and_a_sender_what_became_of_it():
    sender, recipient = make_hooked(), make_hooked()
    sent = delivered(sender, make_unit(), recipient.system)
    follow_batch()
    number = recipient.get("/envelopes").json()["items"][0]["id"]
    assert told(recipient) == [("exchange.delivered", "recipient")]
    assert set(told(sender)) == {("exchange.delivered", "sender")}
    body = Call.objects.get(system=recipient.system).body
    assert (body["envelope"], body["delivery"], body["recipients"]) == (sent["uid"], number, [2])
    assert body["kind"] == "exchange.document"
    assert "防汛" not in str(body)
    recipient.post(f"/deliveries/{number}/sign")
    follow_batch()
    assert told(recipient) == [("exchange.delivered", "recipient")]
    assert told(sender)[-1] == ("exchange.signed", "sender")
    assert Call.objects.filter(system=sender.system).last() is not None


def test_a_recipient_is_told_that_it_is_urged_and_that_it_was_withdrawn():
    sender, recipient = make_hooked(), make_hooked()
    uid = delivered(sender, recipient.system)["uid"]
    sender.post(f"/envelopes/{uid}/urge")
    sender.post(f"/envelopes/{uid}/withdraw", {"reason": "发错了"})
    follow_batch()
    assert told(recipient) == [
        ("exchange.delivered", "recipient"),
        ("exchange.urged", "recipient"),
        ("exchange.withdrawn", "recipient"),
    ]
    withdrawn = Call.objects.get(system=recipient.system, event="exchange.withdrawn")
    assert withdrawn.body["reason"] == "发错了"


def test_who_is_not_concerned_or_has_no_webhook_is_not_told():
    sender, recipient, bystander = make_program(), make_program(), make_hooked()
    delivered(sender, recipient.system)
    make_arrival()
    follow_batch()
    assert told(bystander) == []
    assert not Call.objects.exists()


def test_somebody_elses_receipt_is_not_a_recipients_matter():
    sender, one, other = make_program(), make_hooked(), make_hooked()
    uid = delivered(sender, one.system, other.system)["uid"]
    sender.post(f"/envelopes/{uid}/urge", {"numbers": [1]})
    follow_batch()
    assert ("exchange.urged", "recipient") in told(one)
    assert ("exchange.urged", "recipient") not in told(other)


def test_each_receipt_is_told_once_however_often_it_is_followed():
    sender, recipient = make_hooked(), make_hooked()
    delivered(sender, recipient.system)
    follow_batch()
    before = Call.objects.count()
    Receipt.objects.update(is_followed=False)
    hooks.owe_calls(list(Receipt.objects.select_related("envelope")))
    assert Call.objects.count() == before


def test_a_batch_costs_a_fixed_number_of_queries(django_assert_num_queries):
    sender, recipient = make_hooked(), make_hooked()
    for _ in range(6):
        delivered(sender, recipient.system)
    receipts = list(Receipt.objects.select_related("envelope"))
    Call.objects.all().delete()
    with django_assert_num_queries(3):
        hooks.owe_calls(receipts)
    assert Call.objects.count() == 12


def test_a_second_registration_changes_nothing():
    hooks.register()
    assert followers.registered().count(hooks.owe_calls) == 1
    assert {mailboxes.SEND, mailboxes.READ, mailboxes.SIGN, mailboxes.UNIT_MAIL} <= set(scopes.declared())
    assert happenings.label("exchange.signed") == "已签收"

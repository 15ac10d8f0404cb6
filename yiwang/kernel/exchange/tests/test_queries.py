import pytest

from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.actions.answering import return_delivery, sign_for
from yiwang.kernel.exchange.actions.following import follow_batch
from yiwang.kernel.exchange.actions.recalling import withdraw
from yiwang.kernel.exchange.models import Envelope
from yiwang.kernel.exchange.queries import (
    Narrowing,
    Period,
    counts_by_day,
    counts_by_unit,
    holds_file,
    inbox,
    outbox,
    progress,
    visible_envelope,
)
from yiwang.kernel.exchange.tests.makers import make_arrival, make_clerk, send_from, side
from yiwang.kernel.files.tests.makers import make_stored
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_root, make_unit

pytestmark = pytest.mark.django_db


def test_an_inbox_holds_what_reached_the_unit_newest_first():
    clerk = make_clerk()
    first, second = make_arrival(clerk), make_arrival(clerk)
    make_arrival()
    assert list(inbox(side(clerk), Narrowing())) == [second, first]


@pytest.mark.parametrize(
    ("narrowing", "subjects"),
    [
        (Narrowing(text="防汛"), ["防汛通知"]),
        (Narrowing(text="8号"), ["抗旱简报", "防汛通知"]),
        (Narrowing(category="information"), ["抗旱简报"]),
        (Narrowing(state="to_sign"), ["抗旱简报"]),
        (Narrowing(state="signed"), ["防汛通知"]),
        (Narrowing(sender="市应急局"), ["抗旱简报", "防汛通知"]),
        (Narrowing(sender="没有的局"), []),
        (Narrowing(since=today(), until=today()), ["抗旱简报", "防汛通知"]),
        (Narrowing(until=shifted(today(), days=-1)), []),
    ],
)
def test_an_inbox_is_narrowed(narrowing, subjects):
    clerk, sender = make_clerk(), make_clerk(unit=make_unit(name="市应急局"))
    first = make_arrival(clerk, sender, subject="防汛通知", body={"number": "云急发8号"})
    make_arrival(clerk, sender, subject="抗旱简报", kind="exchange.information", body={"text": "内容 8号"})
    Envelope.objects.filter(subject="抗旱简报").update(number="简报8号")
    sign_for(actor(clerk), side(clerk), [first.pk])
    assert [delivery.envelope.subject for delivery in inbox(side(clerk), narrowing)] == subjects


def test_an_outbox_holds_what_the_unit_sent_and_how_far_it_came(django_assert_num_queries):
    sender, clerks = make_clerk(), [make_clerk() for _ in range(3)]
    envelope = send_from(sender, *(clerk.unit for clerk in clerks))
    sign_for(actor(clerks[0]), side(clerks[0]), [envelope.deliveries.get(number=1).pk])
    return_delivery(actor(clerks[1]), side(clerks[1]), envelope.deliveries.get(number=2).pk, "发错单位")
    sent = list(outbox(sender.unit, Narrowing()))
    with django_assert_num_queries(1):
        reached = progress(sent)[envelope.pk]
    assert (reached.recipients, reached.signed, reached.unsigned, reached.troubled) == (3, 1, 1, 1)
    assert not outbox(clerks[0].unit, Narrowing()).exists()


def test_an_envelope_is_seen_by_its_sender_and_its_recipients_alone():
    sender, clerk = make_clerk(), make_clerk()
    envelope = make_arrival(clerk, sender).envelope
    superior = make_clerk(unit=make_root())
    assert visible_envelope(envelope.uid, sender) == envelope
    assert visible_envelope(envelope.uid, clerk) == envelope
    assert visible_envelope(envelope.uid, superior) is None
    assert visible_envelope("0" * 32, sender) is None


def test_what_was_withdrawn_is_not_read_any_more():
    sender, clerk = make_clerk(), make_clerk()
    stored = make_stored()
    envelope = make_arrival(clerk, sender, files=[stored]).envelope
    assert holds_file(stored, clerk)
    withdraw(actor(sender), side(sender), envelope, "重复发送")
    assert visible_envelope(envelope.uid, clerk) is None
    assert not holds_file(stored, clerk)
    assert visible_envelope(envelope.uid, sender) == envelope
    assert holds_file(stored, sender)


def test_a_file_is_read_by_those_whose_mail_carries_it():
    sender, clerk = make_clerk(), make_clerk()
    stored = make_stored()
    make_arrival(clerk, sender, files=[stored])
    assert holds_file(stored, sender)
    assert holds_file(stored, clerk)
    assert not holds_file(stored, make_clerk())
    assert not holds_file(stored, None)


def test_an_inner_office_handles_the_mail_of_its_unit():
    bureau = make_unit()
    office = make_post(unit=make_unit(parent=bureau, kind=Unit.Kind.OFFICE), roles=["exchange_clerk"])
    envelope = make_arrival(make_clerk(unit=bureau)).envelope
    assert visible_envelope(envelope.uid, office) == envelope


def test_counts_are_cut_by_what_the_post_sees_and_the_period():
    county = make_unit()
    inside, outside = make_clerk(unit=make_unit(parent=county)), make_clerk()
    make_arrival(inside, outside)
    make_arrival(inside, outside, kind="exchange.information", body={})
    follow_batch()
    head = make_post(unit=county)
    period = Period(today(), today())
    assert [(each.unit, each.numbers["received"]) for each in counts_by_unit(head, period)] == [
        (inside.unit, 2)
    ]
    everything = counts_by_unit(make_post(unit=make_root()), period, rules.DOCUMENT)
    assert {each.unit: each.numbers["sent"] for each in everything} == {inside.unit: 0, outside.unit: 1}
    assert counts_by_day(head, period) == [
        (
            today(),
            {
                **dict.fromkeys(["sent", "addressed", "signed", "returned", "withdrawn", "urged"], 0),
                "received": 2,
            },
        )
    ]
    yesterday = shifted(today(), days=-1)
    assert counts_by_unit(head, Period(yesterday, yesterday)) == []

"""Does the paper of every card reach its unit once, and are both sides told in time?"""

import pytest
from django.core.files.base import ContentFile

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines import subjects as clocks
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.deadlines.sweep import sweep
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.models import Delivery, Envelope
from yiwang.kernel.exchange.rules import DELIVERED
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import actor, make_unit
from yiwang.kernel.papers.paper import texts
from yiwang.subsystems.supervision.cards import actions, papers, rules
from yiwang.subsystems.supervision.cards.actions import delivering
from yiwang.subsystems.supervision.cards.models import Card, Notification
from yiwang.subsystems.supervision.cards.tests.makers import confirmed, make_card, make_sides

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"
HOSTILE = ["../../etc/passwd.txt", "a\x00b\u202e.txt", "<script>.txt", "长" * 300 + ".txt"]


@pytest.fixture(autouse=True)
def drawn(monkeypatch):
    """Papers are drawn in a test of their own."""
    monkeypatch.setattr(delivering.pdf, "drawn", lambda paper: PDF)


def subjects_of(post):
    return list(Notice.objects.of(post.person_id).order_by("pk").values_list("subject", flat=True))


def test_the_paper_reaches_the_units_inbox_once():
    sides = make_sides()
    card = make_card(sides.unit)
    assert delivering.deliver_waiting() == 1
    assert delivering.deliver_waiting() == 0
    envelope = Envelope.objects.get()
    delivery = Delivery.objects.get()
    assert (delivery.unit, delivery.state) == (sides.unit, DELIVERED)
    assert (envelope.sender_unit, envelope.number) == (sides.watcher, card.number)
    assert [file.name for file in envelope.attachments.all()] == [f"监察通知书{card.number}.pdf"]
    assert envelope.statement.body["reply_until"] == f"{card.reply_on}"
    assert subjects_of(sides.responder) == [f"收到红牌 {card.number}：超过承诺时限"]


def test_a_decision_follows_as_a_paper_that_names_the_first():
    sides = make_sides()
    confirmed(sides)
    assert delivering.deliver_waiting() == 2
    first, second = Envelope.objects.order_by("pk")
    assert (second.reference, second.statement.body["verb"]) == (first.uid, "confirm")


def test_a_worker_that_is_killed_while_sending_leaves_it_owed(monkeypatch):
    sides = make_sides()
    make_card(sides.unit)

    def killed(card, address):
        raise RuntimeError("killed here")

    monkeypatch.setattr(delivering.telling, "of_issue", killed)
    with pytest.raises(RuntimeError):
        delivering.deliver_waiting()
    assert not Envelope.objects.exists()
    monkeypatch.undo()
    monkeypatch.setattr(delivering.pdf, "drawn", lambda paper: PDF)
    assert delivering.deliver_waiting() == 1
    assert Envelope.objects.count() == 1


def test_what_cannot_be_sent_rests_is_named_and_holds_nothing_up():
    sides = make_sides()
    make_card(sides.unit, evidence=[("附注", "密级：机密★5年")])
    other = make_card(sides.unit)
    with pytest.raises(Refused, match="有1份监察通知书未能送出"):
        delivering.deliver_waiting()
    waiting, sent = Notification.objects.order_by("pk")
    assert (waiting.envelope, waiting.tries, waiting.again_at > now()) == (None, 1, True)
    assert "国家秘密" in waiting.fault
    assert sent.card == other
    assert sent.envelope
    assert subjects_of(sides.leader) == [f"{waiting.card.number}的通知书未能送出"]
    assert delivering.deliver_waiting() == 0


def test_a_unit_closed_meanwhile_gets_it_where_it_is_now():
    sides = make_sides()
    make_card(sides.unit)
    into = make_unit()
    Unit.objects.filter(pk=sides.unit.pk).update(merged_into=into, closed_on=sides.unit.opened_on)
    assert delivering.deliver_waiting() == 1
    assert Delivery.objects.get().unit == into


def test_before_and_after_the_end_of_the_period_people_are_told_once():
    sides = make_sides()
    cards = [make_card(sides.unit), make_card(sides.unit)]
    Clock.objects.update(warn_at=shifted(now(), hours=-1))
    sweep(now())
    sweep(now())
    several = f"{cards[0].number}等2张监察牌"
    assert subjects_of(sides.responder) == [f"{several}说明期限将满"]
    Clock.objects.update(due_at=shifted(now(), minutes=-1))
    sweep(now())
    sweep(now())
    assert subjects_of(sides.responder)[1:] == [f"{several}说明期限已过，请尽快说明"]
    assert subjects_of(sides.leader) == [f"{several}期满未说明，可以确认"]
    assert Clock.objects.exclude(breached_at=None).count() == 2


def test_the_clock_says_what_it_runs_for():
    card = make_card()
    about = clocks.about(rules.SUBJECT, [card.clock.subject_key])
    assert about[card.clock.subject_key].address == card.get_absolute_url()
    assert clocks.label(rules.SUBJECT) == "监察牌说明期限"


def test_papers_say_what_was_found_and_decided():
    sides = make_sides()
    card = make_card(sides.unit)
    said = "\n".join(texts(papers.issued(Card.objects.get())))
    for words in (card.number, sides.unit.name, "超过承诺时限", "2026年3月5日", "第四十二条", "5个工作日"):
        assert words in said
    actions.cancel(actor(sides.leader), sides.leader, card.pk, "系统时间有误")
    decided = "\n".join(texts(papers.of_verb(Card.objects.get(), rules.CANCEL)))
    assert "予以撤销，不计分" in decided
    assert "系统时间有误" in decided


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_name_is_only_a_name(name):
    sides = make_sides()
    card = make_card(sides.unit)
    stored = receive(actor(sides.responder), ContentFile("系统停机记录".encode()), name)
    actions.explain(actor(sides.responder), sides.responder, card.pk, "见附件", [stored])
    kept = card.events.get(verb="explain").files.get()
    assert not set(kept.name) & {"/", "\x00", "\u202e", "\\"}
    assert len(kept.name) <= 200


def test_a_quarantined_file_and_too_many_are_refused():
    sides = make_sides()
    card = make_card(sides.unit)
    stored = receive(SYSTEM, ContentFile("记录".encode()), "记录.txt")
    with pytest.raises(Refused, match="最多10个"):
        actions.explain(actor(sides.responder), sides.responder, card.pk, "见附件", [stored] * 11)
    StoredFile.objects.update(state="quarantined", reason="含有病毒")
    stored.refresh_from_db()
    with pytest.raises(Refused, match="不能提交"):
        actions.explain(actor(sides.responder), sides.responder, card.pk, "见附件", [stored])

"""Does the inner zone get what is owed to it, though nobody knows it yet, refuses it, or sends no key?"""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.models import Envelope
from yiwang.kernel.intake import contacts, kinds, messages
from yiwang.kernel.intake.actions import handing_over, keys, submissions
from yiwang.kernel.intake.models import Handover, Matter, SealingKey, Submission
from yiwang.kernel.intake.tests import makers
from yiwang.kernel.intake.tests.makers import make_handed, make_submission
from yiwang.kernel.nodes.models import Node, Parcel
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import make_post, make_root

pytestmark = pytest.mark.django_db


@pytest.fixture
def outside(settings):
    settings.ZONE = "outer"


def make_inner() -> Node:
    return Node.objects.create(
        code="inner",
        name="内网",
        role="inner",
        carrier="directory",
        settings={"outbox": "/nowhere", "inbox": "/nowhere"},
        registered_at=now(),
    )


def test_outside_a_submission_is_accepted_though_no_inner_zone_is_registered(desk, outside):
    submission = make_submission().submission
    assert submission.state == "received"
    assert Handover.objects.waiting().count() == 1
    assert handing_over.hand_over_waiting() == 0
    make_inner()
    assert handing_over.hand_over_waiting() == 1
    assert Parcel.objects.get().node.code == "inner"
    assert handing_over.hand_over_waiting() == 0


def test_a_contact_waits_for_the_key_it_is_sealed_to(desk, outside):
    make_inner()
    make_submission(contact=makers.CONTACT)
    make_submission()
    waiting = Handover.objects.waiting().get()
    assert waiting.kind == messages.SUBMISSION
    asked = Handover.objects.get(kind=messages.KEY_REQUEST)
    assert asked.envelope
    SealingKey.objects.create(public=_key().public, made_at=now())
    assert handing_over.hand_over_waiting() == 1
    waiting.refresh_from_db()
    sent = Envelope.objects.get(uid=waiting.envelope)
    assert sent.statement.body["contact"]
    assert "13812345678" not in sent.text


def test_the_key_is_asked_for_once_an_hour(desk, outside):
    make_inner()
    for _ in range(3):
        make_submission(contact=makers.CONTACT)
    questions = Handover.objects.filter(kind=messages.KEY_REQUEST)
    assert questions.count() == 1
    questions.update(created_at=shifted(now(), minutes=-61))
    handing_over.hand_over_waiting()
    assert questions.count() == 2


def _key() -> SealingKey:
    key = keys.own_key()
    key.delete()
    return key


def test_what_was_withdrawn_before_it_left_never_leaves(desk, outside):
    submission = make_submission().submission
    submissions.withdraw(PUBLIC, submission.pk)
    make_inner()
    assert handing_over.hand_over_waiting() == 0
    assert not Parcel.objects.exists()
    assert not Handover.objects.exists()


def test_the_inner_zone_makes_its_key_once_and_opens_what_was_sealed_to_it(desk):
    key = keys.own_key()
    assert keys.own_key() == keys.usable_key() == key
    sealed = contacts.sealed_for_inner(makers.CONTACT, key)
    assert contacts.of_matter(Matter(contact=sealed)) == makers.CONTACT
    assert contacts.sealed_for_inner(contacts.NOBODY, key) == ""


@pytest.mark.parametrize(
    "change", [lambda text: text[:-8], lambda text: text[:-4] + "AAA=", lambda text: text[:20]]
)
def test_a_contact_that_was_changed_on_the_way_is_refused(change):
    sealed = contacts.sealed_for_inner(makers.CONTACT, keys.own_key())
    with pytest.raises(Refused, match="已损坏"):
        contacts.of_matter(Matter(contact=change(sealed)))


def test_a_contact_sealed_to_somebody_else_is_refused():
    sealed = contacts.sealed_for_inner(makers.CONTACT, _key())
    with pytest.raises(Refused, match="别的密钥"):
        contacts.of_matter(Matter(contact=sealed))


def test_what_the_inner_side_refuses_is_listed_told_and_handed_over_again(desk, commits):
    """PAINS 4: a state turns green on proof only, and what is stuck is listed."""
    manager = make_post(unit=make_root(), roles=["intake_manager"])
    with commits():
        submission = _refused_submission()
    makers.followed()
    stuck = Handover.objects.stuck().get()
    assert "满员" in stuck.trouble
    assert stuck.delivered_at is None
    assert Notice.objects.get(person=manager.person).subject.endswith(submission.number)
    with commits():
        handing_over.hand_over_again(SYSTEM, stuck.pk)
    makers.followed()
    stuck.refresh_from_db()
    assert stuck.delivered_at
    assert stuck.trouble == ""
    assert len(desk.taken) == 1


def _refused_submission() -> Submission:
    """Its kind refuses it, once."""
    own = kinds.known(makers.KIND)
    asked = []

    def refuse_once(taken):
        if not asked:
            asked.append(taken)
            raise Refused("今天已满员。")
        own.take(taken)

    fields = {name: getattr(own, name) for name in own.__dataclass_fields__}
    kinds.register(kinds.Kind(**{**fields, "take": refuse_once}))
    return make_submission().submission


def test_what_is_not_stuck_is_not_handed_over_again(desk):
    make_submission()
    with pytest.raises(Refused, match="没有卡住"):
        handing_over.hand_over_again(SYSTEM, Handover.objects.get().pk)


def test_what_a_rule_forbids_later_waits_for_people(desk, outside, monkeypatch):
    make_submission()
    make_inner()

    def refuse(*_):
        raise Refused("附件已被删除。")

    monkeypatch.setattr(handing_over, "send", refuse)
    assert handing_over.hand_over_waiting() == 0
    assert Handover.objects.stuck().get().trouble == "附件已被删除。"
    assert not Handover.objects.waiting().exists()


def test_the_command_lists_what_is_owed(desk, outside):
    handed = make_handed()
    number = submissions.submit(PUBLIC, handed).submission.number
    assert "等待登记内网节点" in _said("handovers")
    make_inner()
    handing_over.hand_over_waiting()
    assert "在途" in _said("handovers")
    listed = json.loads(_said("handovers", "--json"))
    assert (listed["number"], listed["kind"], listed["trouble"]) == (number, "intake.submission", "")
    Handover.objects.update(delivered_at=now())
    assert "没有未送达" in _said("handovers")


def test_the_command_hands_over_again_and_says_what_still_forbids_it(desk, commits, monkeypatch):
    with commits():
        _refused_submission()
    makers.followed()

    def refuse(*_):
        raise Refused("仍然不行。")

    with monkeypatch.context() as patch:
        patch.setattr(handing_over, "send", refuse)
        with pytest.raises(CommandError, match="仍然不行"):
            _said("handovers", "--retry")
    with commits():
        _said("handovers", "--retry")
    assert Matter.objects.count() == 1


def _said(*command: str) -> str:
    out = io.StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()

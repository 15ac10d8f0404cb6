"""Does what says who somebody is cross only sealed, and is what crossed before still read?"""

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.models import Envelope
from yiwang.kernel.intake import messages, private
from yiwang.kernel.intake.actions.handing_over import hand_over_waiting
from yiwang.kernel.intake.actions.keys import own_key
from yiwang.kernel.intake.actions.taking import take_submission
from yiwang.kernel.intake.models import Handover, Matter, new_reference
from yiwang.kernel.intake.tests.makers import KIND, desk, make_submission, matter_of, number

pytestmark = pytest.mark.django_db
REFERENCE = "0" * 32


@pytest.fixture
def secretive():
    """The kind, with a field that is kept private."""
    with desk(private=("place",)) as it:
        yield it


def words_of(handover: Handover) -> str:
    return str(Envelope.objects.filter(uid=handover.envelope).values().get())


def test_a_private_field_is_in_neither_the_envelope_nor_what_is_owed(secretive, commits) -> None:
    with commits():
        submission = make_submission(data={"place": "人民路12号"}).submission
    handover = Handover.objects.get(submission=submission)
    assert "人民路12号" not in words_of(handover)
    assert "路灯不亮" in words_of(handover)
    assert handover.body["data"] == {"text": "路灯不亮"}
    (taken,) = secretive.taken
    assert taken.body.place == "人民路12号"
    assert taken.matter == matter_of(submission)


def test_what_was_owed_before_there_were_private_fields_crosses_sealed(secretive, commits) -> None:
    with commits():
        submission = make_submission(data={"place": "人民路12号"}).submission
    handover = Handover.objects.get(submission=submission)
    Matter.objects.all().delete()
    handover.body["data"], handover.envelope = {"text": "路灯不亮", "place": "人民路12号"}, ""
    handover.save()
    with commits():
        assert hand_over_waiting() == 1
    handover.refresh_from_db()
    assert "人民路12号" not in words_of(handover)
    assert secretive.taken[-1].body.place == "人民路12号"


def test_a_message_of_the_former_form_is_still_taken(secretive, commits) -> None:
    with commits():
        first = make_submission().submission
    said = messages.Submission(
        reference=new_reference(),
        kind=KIND,
        number=number(99),
        submitted_at="2026-03-02T10:00:00+08:00",
        data={"text": "旧", "place": "人民路12号"},
    )
    envelope = Envelope.objects.get(uid=first.handovers.get().envelope)
    take_submission(Taken(envelope, said, (), ()))
    assert secretive.taken[-1].body.place == "人民路12号"


def test_a_state_secret_is_found_in_a_private_field_too(secretive) -> None:
    with pytest.raises(Refused, match="国家秘密标志"):
        make_submission(data={"place": "机密★10年"})


def test_sealed_fields_open_for_their_own_submission_alone() -> None:
    key = own_key()
    text = private.sealed({"party": {"identifier": "11010519491231002X"}}, REFERENCE, key)
    assert private.opened(text, REFERENCE) == {"party": {"identifier": "11010519491231002X"}}
    broken = f"{text[:-4]}AAAA"
    for other, reference in ((text, "1" * 32), (broken, REFERENCE), ("short.AA==.AA==", REFERENCE)):
        with pytest.raises(Refused, match="提交内容"):
            private.opened(other, reference)


def test_nothing_private_is_nothing_sealed() -> None:
    assert private.sealed({}, REFERENCE, own_key()) == ""
    assert private.opened("", REFERENCE) == {}
    assert private.parted({"text": "甲", "place": ""}, ("place", "more")) == ({"text": "甲"}, {})

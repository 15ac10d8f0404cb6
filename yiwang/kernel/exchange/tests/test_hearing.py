import pytest

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.actions.answering import sign_for
from yiwang.kernel.exchange.actions.arriving import take_envelope
from yiwang.kernel.exchange.actions.hearing import take_receipt
from yiwang.kernel.exchange.models import Delivery, Receipt
from yiwang.kernel.exchange.tests.makers import (
    here,
    make_clerk,
    make_foreigner,
    send_from,
    side,
)
from yiwang.kernel.nodes.models import Parcel
from yiwang.kernel.organizations.tests.makers import actor, make_unit

pytestmark = pytest.mark.django_db
KIND = "exchange.receipt"


@pytest.fixture
def sent():
    """An envelope of ours to two units of a county installation and one that lives here."""
    county = make_unit()
    below, other = make_unit(parent=county), make_unit(parent=county)
    foreigner = make_foreigner(county)
    envelope = send_from(make_clerk(), below, other, make_unit())
    foreigner.unit_code = below.code
    return foreigner, envelope


def hear(foreigner, envelope, kind, recipients, unit_code=None, **changes):
    by = foreigner.party(unit_code)
    receipt = foreigner.receipt(envelope.uid, envelope.digest, kind, recipients, by=by, **changes)
    take_receipt(foreigner.arrived(KIND, foreigner.body(receipt, unit_code)))
    return receipt


def states(envelope):
    return list(envelope.deliveries.order_by("number").values_list("state", flat=True))


def test_an_installation_says_what_was_delivered_to_its_units(sent):
    foreigner, envelope = sent
    receipt = hear(foreigner, envelope, rules.DELIVERED, [1, 2], unit_code="")
    assert states(envelope) == [rules.DELIVERED, rules.DELIVERED, rules.DELIVERED]
    assert envelope.deliveries.get(number=1).delivered_at == receipt.at


def test_a_unit_signs_for_itself(sent):
    foreigner, envelope = sent
    hear(foreigner, envelope, rules.SIGNED, [1])
    assert states(envelope)[0] == rules.SIGNED


def test_a_receipt_that_overtakes_another_is_believed_and_the_late_one_adds_its_moment(sent):
    foreigner, envelope = sent
    hear(foreigner, envelope, rules.SIGNED, [1])
    hear(foreigner, envelope, rules.DELIVERED, [1], unit_code="")
    delivery = envelope.deliveries.get(number=1)
    assert delivery.state == rules.SIGNED
    assert delivery.delivered_at


def test_the_same_receipt_again_changes_nothing(sent):
    foreigner, envelope = sent
    receipt = foreigner.receipt(envelope.uid, envelope.digest, rules.SIGNED, [1])
    arrived = foreigner.arrived(KIND, foreigner.body(receipt))
    take_receipt(arrived)
    take_receipt(arrived)
    assert Receipt.objects.filter(kind=rules.SIGNED).count() == 1


@pytest.mark.parametrize("recipients", [[2], [1, 2], [3]])
def test_nobody_signs_for_others(sent, recipients):
    foreigner, envelope = sent
    with pytest.raises(Refused, match="别的收件方"):
        hear(foreigner, envelope, rules.SIGNED, recipients)
    assert rules.SIGNED not in states(envelope)


def test_a_recipient_does_not_write_the_senders_receipts(sent):
    foreigner, envelope = sent
    with pytest.raises(Refused):
        hear(foreigner, envelope, rules.URGED, [1])


def test_a_receipt_for_other_words_is_refused(sent):
    foreigner, envelope = sent
    receipt = foreigner.receipt(envelope.uid, "0" * 64, rules.SIGNED, [1])
    with pytest.raises(Refused, match="不符"):
        take_receipt(foreigner.arrived(KIND, foreigner.body(receipt)))


def test_a_receipt_for_an_envelope_we_do_not_have_is_refused():
    foreigner = make_foreigner()
    receipt = foreigner.receipt("0" * 32, "0" * 64, rules.SIGNED, [1])
    with pytest.raises(Refused, match="没有编号"):
        take_receipt(foreigner.arrived(KIND, foreigner.body(receipt)))


def test_an_altered_receipt_is_refused(sent):
    foreigner, envelope = sent
    receipt = foreigner.receipt(envelope.uid, envelope.digest, rules.RETURNED, [1], reason="附件缺页")
    body = foreigner.body(receipt)
    with pytest.raises(Refused, match="签名"):
        take_receipt(foreigner.arrived(KIND, {**body, "text": body["text"].replace("缺页", "不清")}))


def test_a_refusal_of_the_whole_installation_ends_all_its_deliveries_with_the_reason(sent):
    foreigner, envelope = sent
    hear(foreigner, envelope, rules.REFUSED, [], unit_code="", reason="附件缺失")
    assert states(envelope) == [rules.REFUSED, rules.REFUSED, rules.DELIVERED]
    assert envelope.deliveries.get(number=1).reason == "附件缺失"


@pytest.fixture
def received():
    """An envelope of another installation to a unit of ours."""
    foreigner, clerk = make_foreigner(), make_clerk()
    statement = foreigner.envelope(here(clerk.unit))
    take_envelope(foreigner.arrived("exchange.envelope", foreigner.envelope_body(statement)))
    return foreigner, clerk, Delivery.objects.to_unit(clerk.unit).get()


def test_the_sender_elsewhere_urges(received):
    foreigner, _, delivery = received
    hear(foreigner, delivery.envelope, rules.URGED, [1])
    delivery.refresh_from_db()
    assert delivery.urges == 1


def test_the_sender_elsewhere_takes_it_back_before_it_was_signed_for(received):
    foreigner, clerk, delivery = received
    hear(foreigner, delivery.envelope, rules.WITHDRAWN, [1], reason="重复发送")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (rules.WITHDRAWN, "重复发送")
    answers = Parcel.objects.filter(kind=KIND).order_by("id")
    assert '"receipt":"withdrawn"' in answers.last().body["text"]
    with pytest.raises(Refused):
        sign_for(actor(clerk), side(clerk), [delivery.pk])


def test_signing_for_it_wins_over_a_withdrawal_that_comes_later(received):
    foreigner, clerk, delivery = received
    sign_for(actor(clerk), side(clerk), [delivery.pk])
    hear(foreigner, delivery.envelope, rules.WITHDRAWN, [1], reason="重复发送")
    delivery.refresh_from_db()
    assert delivery.state == rules.SIGNED


def test_another_unit_of_the_senders_installation_takes_nothing_back(received):
    foreigner, _, delivery = received
    with pytest.raises(Refused, match="只有发件方"):
        hear(foreigner, delivery.envelope, rules.WITHDRAWN, [1], unit_code="X00009", reason="重复发送")


def test_a_third_installation_takes_nothing_back(received):
    _, _, delivery = received
    third = make_foreigner(code="third")
    with pytest.raises(Refused):
        hear(third, delivery.envelope, rules.WITHDRAWN, [1], reason="重复发送")


def test_a_withdrawal_that_was_answered_reaches_the_sender(sent):
    foreigner, envelope = sent
    envelope.deliveries.filter(number=1).update(withdrawal_asked_at=now())
    hear(foreigner, envelope, rules.WITHDRAWN, [1], unit_code="", reason="发错了")
    assert states(envelope)[0] == rules.WITHDRAWN

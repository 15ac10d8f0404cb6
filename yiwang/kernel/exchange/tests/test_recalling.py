import pytest

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.actions.answering import sign_for
from yiwang.kernel.exchange.actions.delivering import deliver
from yiwang.kernel.exchange.actions.recalling import urge, withdraw
from yiwang.kernel.exchange.models import Delivery
from yiwang.kernel.exchange.tests.makers import make_clerk, make_foreigner, send_from, side
from yiwang.kernel.nodes.models import Parcel
from yiwang.kernel.organizations.tests.makers import actor, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent():
    """A sender, three recipients' clerks, the delivered envelope; the first of them has signed."""
    sender, clerks = make_clerk(), [make_clerk() for _ in range(3)]
    envelope = send_from(sender, *(clerk.unit for clerk in clerks))
    deliver(envelope.pk)
    first = Delivery.objects.get(envelope=envelope, number=1)
    sign_for(actor(clerks[0]), side(clerks[0]), [first.pk])
    return sender, clerks, envelope


def states(envelope):
    return list(envelope.deliveries.order_by("number").values_list("state", flat=True))


def test_those_who_have_not_signed_are_urged(sent):
    sender, _, envelope = sent
    assert urge(actor(sender), side(sender), envelope) == 2
    assert list(envelope.deliveries.order_by("number").values_list("urges", flat=True)) == [0, 1, 1]
    assert envelope.receipts.get(kind=rules.URGED).statement.recipients == [2, 3]


def test_one_alone_is_urged(sent):
    sender, _, envelope = sent
    assert urge(actor(sender), side(sender), envelope, [3]) == 1


def test_who_was_just_urged_is_left_in_peace_for_a_while(sent):
    sender, _, envelope = sent
    urge(actor(sender), side(sender), envelope)
    with pytest.raises(Refused, match="30分钟"):
        urge(actor(sender), side(sender), envelope)
    envelope.deliveries.update(urged_at=shifted(now(), minutes=-31))
    assert urge(actor(sender), side(sender), envelope) == 2


def test_nobody_is_urged_who_has_signed(sent):
    sender, _, envelope = sent
    with pytest.raises(Refused):
        urge(actor(sender), side(sender), envelope, [1])


def test_what_is_not_signed_for_is_withdrawn_with_a_reason(sent):
    sender, clerks, envelope = sent
    with pytest.raises(Refused):
        withdraw(actor(sender), side(sender), envelope, "")
    assert withdraw(actor(sender), side(sender), envelope, "文号有误，另行印发") == 2
    assert states(envelope) == [rules.SIGNED, rules.WITHDRAWN, rules.WITHDRAWN]
    assert envelope.receipts.get(kind=rules.WITHDRAWN).statement.reason == "文号有误，另行印发"
    withdrawn = Delivery.objects.get(envelope=envelope, number=2)
    with pytest.raises(Refused):
        sign_for(actor(clerks[1]), side(clerks[1]), [withdrawn.pk])


def test_what_everybody_signed_for_is_not_withdrawn(sent):
    sender, _, envelope = sent
    with pytest.raises(Refused):
        withdraw(actor(sender), side(sender), envelope, "发错了", [1])


def test_what_still_waits_is_withdrawn_and_never_delivered():
    sender = make_clerk()
    envelope = send_from(sender, make_unit())
    envelope.deliveries.update(state=rules.WAITING, delivered_at=None)
    withdraw(actor(sender), side(sender), envelope, "发错了单位")
    assert deliver(envelope.pk) == 0
    assert states(envelope) == [rules.WITHDRAWN]


def test_only_the_sender_urges_and_withdraws(sent):
    _, clerks, envelope = sent
    other = clerks[1]
    with pytest.raises(Refused):
        urge(actor(other), side(other), envelope)
    with pytest.raises(Refused):
        withdraw(actor(other), side(other), envelope, "不想要了")


def test_another_installation_is_asked_to_give_back_what_it_holds():
    county, sender = make_unit(), make_clerk()
    make_foreigner(county)
    envelope = send_from(sender, county)
    withdraw(actor(sender), side(sender), envelope, "发错了单位")
    delivery = envelope.deliveries.get()
    assert delivery.state == rules.WAITING
    assert delivery.withdrawal_asked_at
    assert '"receipt":"withdrawn"' in Parcel.objects.get(kind="exchange.receipt").body["text"]
    with pytest.raises(Refused):
        withdraw(actor(sender), side(sender), envelope, "再撤一次")

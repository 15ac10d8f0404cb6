import pytest

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.actions.settling import settle
from yiwang.kernel.exchange.tests.makers import make_clerk, make_foreigner, send_from
from yiwang.kernel.nodes.actions.parcels import drop
from yiwang.kernel.nodes.models import Parcel
from yiwang.kernel.organizations.tests.makers import make_unit

pytestmark = pytest.mark.django_db
STATE = Parcel.State


@pytest.fixture
def sent():
    """An envelope to a unit elsewhere and one here, and the parcel that carries it."""
    county = make_unit()
    make_foreigner(county)
    envelope = send_from(make_clerk(), county, make_unit())
    return envelope, Parcel.objects.get(kind="exchange.envelope")


def become(parcel, state, why=""):
    parcel.state, parcel.last_error = state, why
    parcel.acknowledged_at = now() if state == STATE.ACKNOWLEDGED else None
    parcel.save()
    settle(parcel)


def first(envelope):
    return envelope.deliveries.get(number=1)


@pytest.mark.parametrize("state", [STATE.STUCK, STATE.REFUSED])
def test_what_cannot_be_carried_waits_and_says_why(sent, state):
    envelope, parcel = sent
    become(parcel, state, "七天没有回应")
    assert first(envelope).state == rules.WAITING
    assert first(envelope).reason == "传送受阻：七天没有回应"
    assert envelope.deliveries.get(number=2).reason == ""


def test_what_goes_on_after_all_is_not_hindered_any_more(sent):
    envelope, parcel = sent
    become(parcel, STATE.STUCK, "七天没有回应")
    become(parcel, STATE.ACKNOWLEDGED)
    assert first(envelope).reason == ""


def test_what_a_manager_drops_ends_with_the_reason(sent):
    envelope, parcel = sent
    become(parcel, STATE.STUCK, "七天没有回应")
    drop(SYSTEM, parcel.pk, "该县平台已停用")
    assert (first(envelope).state, first(envelope).reason) == (rules.REFUSED, "该县平台已停用")
    assert envelope.receipts.get(kind=rules.REFUSED).statement.recipients == [1]
    assert envelope.deliveries.get(number=2).state == rules.DELIVERED


def test_a_parcel_of_something_else_changes_nothing(sent):
    _, parcel = sent
    parcel.key = "envelope:" + "0" * 32
    become(parcel, STATE.DROPPED, "没有这个信封")

import pytest
from pydantic import BaseModel

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import kinds, rules
from yiwang.kernel.exchange.actions.delivering import deliver, deliver_waiting
from yiwang.kernel.exchange.kinds import Kind
from yiwang.kernel.exchange.models import Delivery
from yiwang.kernel.exchange.tests.makers import make_clerk, send_from
from yiwang.kernel.organizations.models import Alias
from yiwang.kernel.organizations.tests.makers import make_unit

pytestmark = pytest.mark.django_db


class Note(BaseModel):
    text: str = ""


@pytest.fixture
def taken(monkeypatch):
    """A kind of the tests whose takings are noted; ``refuse`` makes it say no after it has written."""
    seen = []

    def take(arrived):
        Alias.objects.create(unit=arrived.deliveries[0].unit, name=arrived.body.text)
        if arrived.body.text == "refuse":
            raise Refused("内容重复，请勿再报。")
        seen.append(arrived)

    monkeypatch.setattr(kinds, "_registered", dict(kinds.registered()))
    monkeypatch.setattr(kinds, "_newest", dict(kinds._newest))
    kinds.register(Kind("tests.note", 1, "测试", rules.SERVICE, Note, take))
    return seen


def test_delivering_twice_is_delivering_once(taken):
    envelope = send_from(make_clerk(), make_unit(), make_unit(), kind="tests.note", body={"text": "一"})
    assert deliver(envelope.pk) == 2
    assert deliver(envelope.pk) == 0
    assert len(taken) == 1
    assert len(taken[0].deliveries) == 2
    assert envelope.receipts.filter(kind=rules.DELIVERED).count() == 1
    assert Entry.objects.filter(act="exchange.envelope_deliver").count() == 1


def test_what_the_kind_refuses_is_refused_with_its_sentence_and_leaves_nothing(taken):
    unit = make_unit()
    envelope = send_from(make_clerk(), unit, kind="tests.note", body={"text": "refuse"})
    deliver(envelope.pk)
    delivery = Delivery.objects.get(envelope=envelope)
    assert (delivery.state, delivery.reason) == (rules.REFUSED, "内容重复，请勿再报。")
    assert not Alias.objects.filter(unit=unit).exists()
    receipt = envelope.receipts.get(kind=rules.REFUSED)
    assert receipt.statement.reason == "内容重复，请勿再报。"


def test_a_kind_that_is_gone_is_refused(taken, monkeypatch):
    envelope = send_from(make_clerk(), make_unit(), kind="tests.note", body={"text": "一"})
    monkeypatch.setattr(kinds, "_registered", {})
    deliver(envelope.pk)
    assert Delivery.objects.get(envelope=envelope).state == rules.REFUSED


def test_what_a_kind_takes_in_is_delivered_after_the_commit(taken, django_capture_on_commit_callbacks):
    unit = make_unit()
    with django_capture_on_commit_callbacks(execute=True):
        send_from(make_clerk(), unit, kind="tests.note", body={"text": "一"})
        assert not Delivery.objects.to_unit(unit).exists()
    assert Delivery.objects.to_unit(unit).get().state == rules.DELIVERED


def test_the_sweep_delivers_what_a_killed_process_left(taken):
    envelopes = [
        send_from(make_clerk(), make_unit(), kind="tests.note", body={"text": str(number)})
        for number in range(3)
    ]
    assert deliver_waiting() == 3
    assert deliver_waiting() == 0
    assert set(Delivery.objects.values_list("state", flat=True)) == {rules.DELIVERED}
    assert all(envelope.receipts.filter(kind=rules.DELIVERED).exists() for envelope in envelopes)

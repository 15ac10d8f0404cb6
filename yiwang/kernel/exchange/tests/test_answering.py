import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.actions.answering import open_delivery, return_delivery, sign_for
from yiwang.kernel.exchange.models import Delivery, Receipt
from yiwang.kernel.exchange.tests.makers import make_arrival, make_clerk, make_foreigner, side
from yiwang.kernel.nodes.models import Parcel
from yiwang.kernel.organizations.tests.makers import actor, make_unit
from yiwang.kernel.signatures import trust

pytestmark = pytest.mark.django_db


def test_opening_is_noted_once():
    clerk = make_clerk()
    delivery = make_arrival(clerk)
    opened = open_delivery(actor(clerk), side(clerk), delivery.pk)
    assert opened.state == rules.OPENED
    again = open_delivery(actor(clerk), side(clerk), delivery.pk)
    assert again.opened_at == opened.opened_at
    assert Receipt.objects.filter(kind=rules.OPENED).count() == 1


def test_signing_for_leaves_a_receipt_signed_by_the_unit():
    clerk = make_clerk()
    delivery = make_arrival(clerk)
    sign_for(actor(clerk), side(clerk), [delivery.pk])
    delivery.refresh_from_db()
    assert (delivery.state, delivery.ended_by) == (rules.SIGNED, clerk.person.name)
    receipt = Receipt.objects.get(kind=rules.SIGNED)
    verdict = trust.verified(receipt.text, receipt.signature, receipt.certificate, signed_at=receipt.at)
    assert verdict.is_valid
    assert verdict.unit_code == clerk.unit.code
    assert receipt.statement.digest == delivery.envelope.digest
    assert receipt.statement.recipients == [delivery.number]


def test_many_are_signed_for_at_once_with_a_receipt_each_and_one_entry():
    clerk = make_clerk()
    deliveries = [make_arrival(clerk) for _ in range(5)]
    signed = sign_for(actor(clerk), side(clerk), [delivery.pk for delivery in deliveries])
    assert [delivery.pk for delivery in signed] == [delivery.pk for delivery in deliveries]
    assert Receipt.objects.filter(kind=rules.SIGNED).count() == 5
    assert Entry.objects.get(act="exchange.delivery_sign").detail["uids"] == [
        delivery.envelope.uid for delivery in deliveries
    ]


def test_many_are_signed_for_all_or_none():
    clerk = make_clerk()
    good, returned = make_arrival(clerk), make_arrival(clerk, subject="已退的通知")
    return_delivery(actor(clerk), side(clerk), returned.pk, "主送单位有误")
    with pytest.raises(Refused, match="已退的通知"):
        sign_for(actor(clerk), side(clerk), [good.pk, returned.pk])
    good.refresh_from_db()
    assert good.state == rules.DELIVERED


def test_nothing_chosen_and_too_much_chosen_are_refused():
    clerk = make_clerk()
    for chosen in ([], list(range(201))):
        with pytest.raises(Refused):
            sign_for(actor(clerk), side(clerk), chosen)


def test_nobody_signs_for_another_unit():
    delivery, stranger = make_arrival(), make_clerk()
    for deed in (
        lambda: sign_for(actor(stranger), side(stranger), [delivery.pk]),
        lambda: open_delivery(actor(stranger), side(stranger), delivery.pk),
        lambda: return_delivery(actor(stranger), side(stranger), delivery.pk, "不属本单位"),
    ):
        with pytest.raises(Refused):
            deed()
    delivery.refresh_from_db()
    assert delivery.state == rules.DELIVERED


def test_a_superior_unit_does_not_sign_for_those_below_it():
    parent = make_unit()
    delivery = make_arrival(make_clerk(unit=make_unit(parent=parent)))
    superior = make_clerk(unit=parent)
    with pytest.raises(Refused):
        sign_for(actor(superior), side(superior), [delivery.pk])


def test_returning_says_why():
    clerk = make_clerk()
    delivery = make_arrival(clerk)
    with pytest.raises(Refused):
        return_delivery(actor(clerk), side(clerk), delivery.pk, " ")
    return_delivery(actor(clerk), side(clerk), delivery.pk, "附件缺页，请补正后重发")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (rules.RETURNED, "附件缺页，请补正后重发")
    assert Receipt.objects.get(kind=rules.RETURNED).statement.reason == "附件缺页，请补正后重发"


def test_what_was_signed_for_is_neither_returned_nor_signed_again():
    clerk = make_clerk()
    delivery = make_arrival(clerk)
    sign_for(actor(clerk), side(clerk), [delivery.pk])
    with pytest.raises(Refused):
        return_delivery(actor(clerk), side(clerk), delivery.pk, "发错了单位")
    with pytest.raises(Refused):
        sign_for(actor(clerk), side(clerk), [delivery.pk])


def test_what_waits_cannot_be_signed_for():
    clerk = make_clerk()
    waiting = make_arrival(clerk)
    Delivery.objects.filter(pk=waiting.pk).update(state=rules.WAITING)
    with pytest.raises(Refused):
        sign_for(actor(clerk), side(clerk), [waiting.pk])


def test_the_receipt_goes_home_where_the_envelope_came_from_elsewhere():
    from yiwang.kernel.exchange.actions.arriving import take_envelope
    from yiwang.kernel.exchange.tests.makers import here

    clerk, foreigner = make_clerk(), make_foreigner()
    statement = foreigner.envelope(here(clerk.unit))
    take_envelope(foreigner.arrived("exchange.envelope", foreigner.envelope_body(statement)))
    delivery = Delivery.objects.to_unit(clerk.unit).get()
    sign_for(actor(clerk), side(clerk), [delivery.pk])
    carried = Parcel.objects.filter(node=foreigner.node, kind="exchange.receipt")
    assert ['"receipt":"delivered"' in parcel.body["text"] for parcel in carried.order_by("id")] == [
        True,
        False,
    ]
    assert '"receipt":"signed"' in carried.order_by("id").last().body["text"]

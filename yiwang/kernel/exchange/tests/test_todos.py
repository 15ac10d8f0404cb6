"""What waits for a post in the exchange?"""

import pytest

from yiwang.kernel.exchange.actions import answering, recalling
from yiwang.kernel.exchange.tests.makers import make_arrival, make_clerk, side
from yiwang.kernel.exchange.todos import to_sign
from yiwang.kernel.organizations.tests.makers import actor, make_post

pytestmark = pytest.mark.django_db


def test_what_is_not_signed_for_waits_the_longest_waiting_first():
    clerk, sender = make_clerk(), make_clerk()
    first = make_arrival(clerk, sender, subject="先到的")
    make_arrival(clerk, sender, subject="后到的", urgency="urgent")
    signed = make_arrival(clerk, sender, subject="已签收的")
    answering.sign_for(actor(clerk), side(clerk), [signed.pk])
    recalling.urge(actor(sender), side(sender), first.envelope)
    waiting = to_sign(clerk, 10)
    assert [each.title for each in waiting] == ["先到的", "【加急】后到的"]
    assert ["已催" in each.note for each in waiting] == [True, False]
    assert waiting[0].address == first.envelope.address
    assert sender.unit.name in waiting[0].note
    assert len(to_sign(clerk, 1)) == 1


def test_nothing_waits_for_a_post_without_the_role():
    clerk = make_clerk()
    make_arrival(clerk)
    assert to_sign(make_post(unit=clerk.unit), 10) == []


def test_the_number_of_queries_is_fixed(django_assert_num_queries):
    clerk, sender = make_clerk(), make_clerk()
    for _ in range(3):
        make_arrival(clerk, sender)
    with django_assert_num_queries(1):
        assert len(to_sign(clerk, 10)) == 3

"""How does a worker get parcels to hand over, and how does it say what came of it?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.nodes.actions import delivery
from yiwang.kernel.nodes.actions.delivery import (
    claim,
    mend,
    reachable,
    release,
    settle_carried,
    settle_postponed,
    settle_unreachable,
)
from yiwang.kernel.nodes.models import Node, Outage, OutgoingMark, Parcel
from yiwang.kernel.nodes.rules import MOST_ATTEMPTS, PATIENCE
from yiwang.kernel.nodes.tests.makers import make_node, make_parcel
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import make_post

pytestmark = pytest.mark.django_db


def claimed(node, most=10):
    return claim(node, now(), most=most, lease=60)


def test_parcels_are_claimed_in_the_order_in_which_they_were_posted_and_numbered_without_a_gap():
    node = make_node()
    posted = [make_parcel(node) for _ in range(5)]
    assert [parcel.pk for parcel in claimed(node, most=3)] == [parcel.pk for parcel in posted[:3]]
    assert [(parcel.number, parcel.attempts) for parcel in claimed(node)] == [(4, 1), (5, 1)]
    assert list(Parcel.objects.order_by("id").values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert OutgoingMark.objects.get(node=node).last_number == 5


def test_every_node_has_numbers_of_its_own():
    one, other = make_node(), make_node()
    make_parcel(one)
    make_parcel(other)
    assert [claimed(node)[0].number for node in (one, other)] == [1, 1]


def test_a_claimed_parcel_is_not_claimed_again_until_the_claim_lapses():
    node = make_node()
    make_parcel(node)
    first = claimed(node)
    assert not claimed(node)
    later = shifted(now(), seconds=61)
    (again,) = claim(node, later, most=10, lease=60)
    assert (again.number, again.attempts) == (first[0].number, 2)


def test_what_the_lapsed_claim_still_does_changes_nothing():
    node = make_node()
    make_parcel(node)
    first = claimed(node)
    second = claim(node, shifted(now(), seconds=61), most=10, lease=60)
    settle_carried(node, first)
    assert Parcel.objects.get().state == "waiting"
    settle_carried(node, second)
    assert Parcel.objects.get().state == "carried"


def test_a_parcel_that_was_carried_waits_for_its_receipt():
    node = make_node()
    make_parcel(node)
    OutgoingMark.objects.update(beat=7)
    Outage.objects.create(node=node, began_at=now(), paused_until=now(), reason="连不上")
    settle_carried(node, claimed(node))
    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.beat, parcel.claim) == ("carried", 7, "")
    assert not Outage.objects.exists()
    assert not claimed(node)


def test_a_carried_parcel_comes_again_only_when_later_notes_were_seen_and_its_receipt_was_not():
    node = make_node()
    make_parcel(node, state="carried", number=1, beat=7, next_attempt_at=shifted(now(), seconds=-1))
    for echoed in (0, 7, 7 + PATIENCE - 1):
        OutgoingMark.objects.update(echoed=echoed)
        assert not claimed(node), f"the other side has seen note {echoed}"
    OutgoingMark.objects.update(echoed=7 + PATIENCE)
    assert [parcel.number for parcel in claimed(node)] == [1]


def test_a_node_that_is_silent_for_a_week_is_not_hammered():
    node = make_node()
    make_parcel(node, state="carried", number=1, beat=7, next_attempt_at=shifted(now(), days=-7))
    OutgoingMark.objects.update(beat=10_000, echoed=7)
    assert not claimed(node)


def test_a_postponed_parcel_waits_by_the_back_off():
    node = make_node()
    make_parcel(node, attempts=2)
    (parcel,) = claimed(node)
    settle_postponed(parcel, "对方没有答复")
    parcel.refresh_from_db()
    assert (parcel.state, parcel.attempts, parcel.last_error) == ("waiting", 3, "对方没有答复")
    assert 55 < (parcel.next_attempt_at - now()).total_seconds() <= 60


def test_after_seven_days_a_parcel_is_stuck_and_its_managers_are_told_once(taker):
    manager = make_post(roles=["node_manager"])
    make_post(roles=[])
    node = make_node()
    for _ in range(2):
        make_parcel(node, attempts=MOST_ATTEMPTS - 1)
    for parcel in claimed(node):
        settle_postponed(parcel, "对方没有答复")
    assert set(Parcel.objects.values_list("state", "last_error")) == {("stuck", "对方没有答复")}
    assert [state for _, state, _ in taker.settled] == ["stuck", "stuck"]
    assert Notice.objects.get().person == manager.person
    assert Entry.objects.filter(act="nodes.parcel_stick").count() == 2


def test_a_link_that_is_down_counts_no_attempt_and_rests_ever_longer():
    node = make_node()
    make_parcel(node)
    for failures, rest in ((1, 10), (2, 30), (3, 60)):
        parcels = claimed(node)
        settle_unreachable(node, parcels, "目录不存在")
        parcel = Parcel.objects.get()
        assert (parcel.state, parcel.attempts, parcel.last_error) == ("waiting", 0, "目录不存在")
        outage = Outage.objects.get()
        assert outage.failures == failures
        assert rest - 2 < (outage.paused_until - now()).total_seconds() <= rest
        Parcel.objects.update(next_attempt_at=now())
    assert Entry.objects.filter(act="nodes.link_pause").count() == 1
    assert reachable([node], now()) == []
    assert reachable([node], shifted(now(), minutes=2)) == [node]
    mend(node)
    assert reachable([node], now()) == [node]


def test_a_clock_that_jumped_keeps_nothing_waiting_for_more_than_an_hour():
    node = make_node()
    ahead = shifted(now(), days=300)
    make_parcel(node, next_attempt_at=ahead)
    Outage.objects.create(node=node, began_at=ahead, paused_until=ahead, reason="连不上")
    assert reachable([node], now()) == [node]
    assert len(claimed(node)) == 1


def test_what_there_was_no_time_for_is_released_uncounted():
    node = make_node()
    make_parcel(node)
    release(claimed(node))
    assert Parcel.objects.get().attempts == 0
    assert len(claimed(node)) == 1
    release([])


def test_a_claim_costs_a_fixed_number_of_queries(django_assert_max_num_queries):
    node = make_node()
    for _ in range(3):
        make_parcel(node)
    with django_assert_max_num_queries(20) as few:
        settle_carried(node, claimed(node, most=100))
    for _ in range(40):
        make_parcel(node)
    with django_assert_max_num_queries(20) as many:
        settle_carried(node, claimed(node, most=100))
    assert len(many) == len(few)


def test_a_resting_node_does_not_hold_up_another():
    resting, other = make_node(), make_node()
    Outage.objects.create(
        node=resting, began_at=now(), paused_until=shifted(now(), seconds=30), reason="连不上"
    )
    assert delivery.reachable(Node.objects.peers(), now()) == [other]

"""Who hears, and how often, that a link is down, a number is missing, or a parcel is stuck?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.nodes.actions.alarms import gap_in_words, is_overdue, missing_numbers, sound
from yiwang.kernel.nodes.actions.arrivals import Enclosed, take
from yiwang.kernel.nodes.models import IncomingMark, Outage
from yiwang.kernel.nodes.tests.makers import make_node
from yiwang.kernel.nodes.tests.peers import make_peer
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return make_post(roles=["node_manager"]).person


def gapped(*numbers):
    peer = make_peer()
    IncomingMark.objects.filter(node=peer.node).update(through=100, highest=100)
    for number in numbers:
        take(peer.opened(number), Enclosed())
    IncomingMark.objects.filter(node=peer.node).update(gap_since_at=shifted(now(), minutes=-6))
    return peer


def test_a_gap_is_told_once_and_asked_for(taker, manager):
    """standards/security.md §9 case 12: gap alarm for 103 (§4)."""
    peer = gapped(101, 102, 104)
    assert (sound(), sound()) == (1, 0)
    notice = Notice.objects.get()
    assert notice.person == manager
    assert "缺第 103 号" in notice.subject
    assert notice.link == f"/office/nodes/of/{peer.node.code}/"
    assert IncomingMark.objects.get(node=peer.node).owes_answer
    assert Entry.objects.get(act="nodes.gap_notice").detail == {"missing": [103]}


def test_a_second_gap_is_told_again(taker, manager):
    peer = gapped(102)
    sound()
    take(peer.opened(101), Enclosed())
    take(peer.opened(105), Enclosed())
    mark = IncomingMark.objects.get(node=peer.node)
    assert not is_overdue(mark), "it has only just been missed"
    IncomingMark.objects.update(gap_since_at=shifted(now(), minutes=-6))
    assert sound() == 1
    assert "103、104" in Notice.objects.first().subject


def test_a_fresh_gap_is_no_alarm_yet(taker, manager):
    peer = make_peer()
    take(peer.opened(2), Enclosed())
    assert sound() == 0
    assert missing_numbers(IncomingMark.objects.get(node=peer.node)) == [1]


def test_a_gap_noticed_before_the_clock_was_set_back_is_an_alarm(taker):
    peer = gapped(102)
    IncomingMark.objects.update(gap_since_at=shifted(now(), days=100))
    assert is_overdue(IncomingMark.objects.get(node=peer.node))


def test_an_outage_of_an_hour_is_told_once(manager):
    hour_ago = shifted(now(), minutes=-61)
    Outage.objects.create(node=make_node(), began_at=hour_ago, paused_until=now(), reason="连不上")
    Outage.objects.create(node=make_node(), began_at=now(), paused_until=now(), reason="刚断")
    assert (sound(), sound()) == (1, 0)
    assert "连不上" in Notice.objects.get().body


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([103], "缺第 103 号"), ([1, 2, 3], "缺第 1、2、3 号"), ([*range(1, 13)], "缺第 1、2、3 等 12 号")],
)
def test_a_gap_is_said_in_words(numbers, words):
    assert gap_in_words(numbers) == words

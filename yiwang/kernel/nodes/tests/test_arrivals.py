"""How is a parcel of another installation taken: once in effect, however often it comes?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.files.tests.makers import make_stored
from yiwang.kernel.nodes import handlers
from yiwang.kernel.nodes.actions import arrivals
from yiwang.kernel.nodes.actions.arrivals import Enclosed, Outcome, heard, is_known, take
from yiwang.kernel.nodes.letters import RejectedError
from yiwang.kernel.nodes.models import IncomingMark, Node, Outage, Received
from yiwang.kernel.nodes.tests.peers import make_peer
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import make_unit

pytestmark = pytest.mark.django_db


def mark_of(peer) -> IncomingMark:
    return IncomingMark.objects.get(node=peer.node)


def test_a_parcel_reaches_its_handler_with_everything(taker):
    peer, stored = make_peer(), make_stored()
    refused = {"f" * 64: "是空文件。"}
    assert take(peer.opened(1, body={"a": 1}), Enclosed({stored.digest: stored}, refused)) is Outcome.TAKEN
    (arrived,) = taker.taken
    assert (arrived.node, arrived.kind) == (peer.node, "test.letter")
    assert (arrived.body, arrived.number) == ({"a": 1}, 1)
    assert (arrived.files, arrived.refused_files) == ({stored.digest: stored}, refused)
    assert mark_of(peer).owes_answer


def test_the_same_batch_twice_is_imported_once(taker):
    """standards/security.md §9 case 13: idempotent import (§4)."""
    peer = make_peer()
    assert take(peer.opened(1), Enclosed()) is Outcome.TAKEN
    IncomingMark.objects.update(owes_answer=False)
    assert take(peer.opened(1, attempt=2), Enclosed()) is Outcome.DUPLICATE
    assert len(taker.taken) == 1
    assert mark_of(peer).owes_answer, "its receipt was lost: it is said again"


def test_batches_101_102_104_raise_a_gap_and_104_is_taken(taker):
    """standards/security.md §9 case 12: sequence gaps are detected (§4)."""
    peer = make_peer()
    IncomingMark.objects.update(through=100, highest=100)
    for number in (101, 102, 104):
        assert take(peer.opened(number), Enclosed()) is Outcome.TAKEN
    mark = mark_of(peer)
    assert (mark.through, mark.highest) == (102, 104)
    assert mark.gap_since_at is not None
    take(peer.opened(103), Enclosed())
    mark = mark_of(peer)
    assert (mark.through, mark.gap_since_at) == (104, None)
    assert [arrived.number for arrived in taker.taken] == [101, 102, 104, 103]


def test_the_same_number_with_another_content_is_refused_and_kept_as_evidence(taker):
    peer = make_peer()
    take(peer.opened(1), Enclosed())
    forged = peer.opened(1, body={"title": "别的"})
    with pytest.raises(RejectedError, match="内容不同") as caught:
        take(forged, Enclosed())
    assert (caught.value.number, caught.value.evidence) == (1, forged.text)
    assert len(taker.taken) == 1


def test_a_refusal_is_a_receipt_and_leaves_nothing_but_its_evidence(taker):
    def refuse_after_writing(arrived):
        make_unit(name="不该留下的局")
        taker.take(arrived)

    taker.refuses = "收件机构已撤销。"
    handlers.register("test.letter", refuse_after_writing)
    peer = make_peer()
    opened = peer.opened(1)
    assert take(opened, Enclosed()) is Outcome.REFUSED
    row = Received.objects.get()
    assert (row.state, row.reason, row.header) == ("refused", "收件机构已撤销。", opened.text)
    assert not Unit.objects.filter(name="不该留下的局").exists()
    assert Entry.objects.get(act="nodes.parcel_refuse").detail["reason"] == "收件机构已撤销。"
    assert mark_of(peer).through == 1


def test_a_refused_parcel_that_comes_again_is_not_handled_again(taker):
    taker.refuses = "收件机构已撤销。"
    peer = make_peer()
    take(peer.opened(1), Enclosed())
    taker.refuses = ""
    assert take(peer.opened(1), Enclosed()) is Outcome.DUPLICATE
    assert not taker.taken


def test_a_handler_that_fails_leaves_the_number_open(taker):
    taker.breaks = ZeroDivisionError()
    peer = make_peer()
    with pytest.raises(ZeroDivisionError):
        take(peer.opened(1), Enclosed())
    assert not Received.objects.exists()
    assert mark_of(peer).through == 0
    taker.breaks = None
    assert take(peer.opened(1), Enclosed()) is Outcome.TAKEN


def test_a_number_below_the_mark_is_known_though_its_row_is_gone(taker):
    peer = make_peer()
    IncomingMark.objects.update(through=100, highest=100)
    assert is_known(peer.opened(50))
    assert take(peer.opened(50), Enclosed()) is Outcome.DUPLICATE


def test_a_long_gap_is_closed_in_one_go(taker, monkeypatch):
    monkeypatch.setattr(arrivals, "CHUNK", 3)
    peer = make_peer()
    for number in range(2, 12):
        take(peer.opened(number), Enclosed())
    assert mark_of(peer).through == 0
    take(peer.opened(1), Enclosed())
    assert mark_of(peer).through == 11


def test_hearing_a_node_ends_the_rest_of_its_link_and_is_written_down_at_most_every_five_seconds(
    django_assert_num_queries,
):
    peer = make_peer()
    later = shifted(now(), minutes=5)
    Outage.objects.create(node=peer.node, began_at=now(), paused_until=later, reason="连不上")
    heard(peer.node)
    assert Outage.objects.get().paused_until < later
    assert Node.objects.get(pk=peer.node.pk).last_heard_at is not None
    with django_assert_num_queries(1):
        heard(peer.node)
    Node.objects.update(last_heard_at=shifted(now(), days=30))
    heard(peer.node)
    assert Node.objects.get(pk=peer.node.pk).last_heard_at < shifted(now(), days=1), "the clock was set back"

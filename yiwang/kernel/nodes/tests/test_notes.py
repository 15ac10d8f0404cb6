"""How is a note written, and what does a note of another installation change here?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.nodes import letters
from yiwang.kernel.nodes.actions import delivery
from yiwang.kernel.nodes.actions import notes as acting
from yiwang.kernel.nodes.actions.arrivals import Enclosed, take
from yiwang.kernel.nodes.actions.notes import acknowledgement, apply, heartbeat
from yiwang.kernel.nodes.letters import RejectedError
from yiwang.kernel.nodes.models import IncomingMark, Node, OutgoingMark, Parcel, Received
from yiwang.kernel.nodes.notes import Note
from yiwang.kernel.nodes.queries import own
from yiwang.kernel.nodes.rules import PATIENCE
from yiwang.kernel.nodes.tests.makers import make_node, make_parcel
from yiwang.kernel.nodes.tests.peers import make_peer
from yiwang.kernel.signatures.models import RevocationList

pytestmark = pytest.mark.django_db


def said(node) -> Note:
    """What our next receipt to a node says."""
    return Note.model_validate(letters.plain_object(acknowledgement(node, own()).body))


def hear(peer, **columns) -> bool:
    return apply(letters.opened(peer.note(**columns)))


def sent(peer, count=3, **changes):
    """Parcels that were handed over to the peer."""
    fields = {"state": "carried", "beat": 1, **changes}
    parcels = [make_parcel(peer.node, number=number, **fields) for number in range(1, count + 1)]
    OutgoingMark.objects.filter(node=peer.node).update(last_number=count, beat=1)
    return parcels


def states():
    return {parcel.number: parcel.state for parcel in Parcel.objects.all()}


def test_a_receipt_says_through_which_number_all_came_and_which_others_did(taker):
    peer = make_peer()
    for number in (1, 2, 4, 5, 9):
        take(peer.opened(number), Enclosed())
    note = said(peer.node)
    assert (note.through, note.highest, note.also) == (2, 9, ((4, 5), (9, 9)))
    assert not IncomingMark.objects.get(node=peer.node).owes_answer


def test_a_receipt_lists_refusals_until_the_sender_knows_of_them(taker):
    peer = make_peer()
    taker.refuses = "收件机构已撤销。"
    take(peer.opened(1), Enclosed())
    assert said(peer.node).refused == {1: "收件机构已撤销。"}
    hear(peer, settled=1)
    assert said(peer.node).refused == {}


def test_a_receipt_never_says_more_than_its_list_of_refusals_has_room_for(taker, monkeypatch):
    monkeypatch.setattr(acting, "MOST_REFUSED", 2)
    peer = make_peer()
    taker.refuses = "收件机构已撤销。"
    for number in (1, 2, 3, 4):
        take(peer.opened(number), Enclosed())
    note = said(peer.node)
    assert (note.through, set(note.refused)) == (2, {1, 2})


def test_notes_are_numbered_and_echo_the_last_one_seen():
    peer = make_peer()
    hear(peer, beat=41)
    assert [(said(peer.node).beat, said(peer.node).echo) for _ in range(2)] == [(1, 41), (3, 41)]


def test_a_gap_is_asked_for_once_it_is_old(taker):
    peer = make_peer()
    take(peer.opened(1), Enclosed())
    take(peer.opened(3), Enclosed())
    assert said(peer.node).again == {}
    IncomingMark.objects.update(gap_since_at=shifted(now(), minutes=-6))
    assert set(said(peer.node).again) == {2}
    IncomingMark.objects.update(gap_since_at=shifted(now(), days=9))
    assert set(said(peer.node).again) == {2}, "the clock was set back"


def test_a_receipt_settles_what_it_names(taker):
    peer = make_peer()
    parcels = sent(peer, 6)
    assert hear(peer, through=2, highest=5, also=[[4, 5]], refused={"2": "单位不存在"})
    assert states() == {
        1: "acknowledged", 2: "refused", 3: "carried", 4: "acknowledged", 5: "acknowledged", 6: "carried",
    }  # fmt: skip
    assert (parcels[1].pk, "refused", "单位不存在") in taker.settled
    assert len(taker.settled) == 4
    assert OutgoingMark.objects.get(node=peer.node).through == 2


def test_a_receipt_does_not_touch_another_nodes_parcels():
    peer, other = make_peer(), make_peer()
    sent(other, 1)
    hear(peer, through=9, highest=9, refused={"1": "x"})
    assert states() == {1: "carried"}


def test_an_old_note_is_ignored_and_a_new_one_is_cumulative():
    peer = make_peer()
    sent(peer, 2)
    assert hear(peer, beat=1000, through=2, highest=2)
    assert not hear(peer, beat=999, through=0, again={"1": {"reason": "x"}})
    assert set(states().values()) == {"acknowledged"}


def test_a_stuck_parcel_that_did_arrive_is_settled():
    peer = make_peer()
    sent(peer, 1, state="stuck", last_error="超时")
    hear(peer, through=1, highest=1)
    assert states() == {1: "acknowledged"}


def test_a_broken_parcel_is_sent_again_at_once_with_the_reason():
    """standards/security.md §9 case 11: rejected, receipt with error, resend asked (§4)."""
    peer = make_peer()
    sent(peer, 1)
    hear(peer, highest=0, again={"1": {"reason": "附件的内容与签名的摘要不符", "have": {"a" * 64: 4096}}})
    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.last_error) == ("waiting", "附件的内容与签名的摘要不符")
    assert parcel.have == {"a" * 64: 4096}


def test_a_missed_parcel_is_sent_again_when_later_notes_overtook_it():
    peer = make_peer()
    sent(peer, 2)
    hear(peer, highest=2, also=[[2, 2]], again={"1": {}}, echo=PATIENCE)
    assert states() == {1: "carried", 2: "acknowledged"}
    hear(peer, highest=2, also=[[2, 2]], again={"1": {}}, echo=1 + PATIENCE)
    assert states() == {1: "waiting", 2: "acknowledged"}


def test_a_parcel_is_not_lost_while_it_may_lie_unread_there():
    peer = make_peer()
    sent(peer, 2, next_attempt_at=shifted(now(), seconds=-1))
    hear(peer, highest=1, through=1, echo=PATIENCE + 9, is_behind=True)
    assert not delivery.claim(peer.node, now(), most=9, lease=60)
    assert states() == {1: "acknowledged", 2: "carried"}
    hear(peer, highest=1, through=1, echo=PATIENCE + 10)
    assert [parcel.number for parcel in delivery.claim(peer.node, now(), most=9, lease=60)] == [2]


def test_a_number_that_will_never_come_is_declared_gone_until_the_other_side_knows():
    peer = make_peer()
    parcels = sent(peer, 2)
    Parcel.objects.filter(pk=parcels[0].pk).delete()
    hear(peer, highest=2, also=[[2, 2]], again={"1": {}}, echo=9)
    assert said(peer.node).gone == (1,)
    hear(peer, through=2, highest=2)
    assert said(peer.node).gone == ()


def test_a_gap_that_was_dropped_there_closes_here(taker):
    peer = make_peer()
    take(peer.opened(1), Enclosed())
    take(peer.opened(3), Enclosed())
    hear(peer, gone=[2])
    mark = IncomingMark.objects.get(node=peer.node)
    assert (mark.through, mark.gap_since_at) == (3, None)
    assert Received.objects.get(number=2).state == "gone"
    hear(peer, gone=[2])
    assert take(peer.opened(2), Enclosed()).value == "duplicate"


def test_what_a_restored_backup_there_has_lost_is_sent_again():
    peer = make_peer()
    sent(peer, 3)
    hear(peer, through=3, highest=3)
    hear(peer, through=1, highest=1)
    assert states() == {1: "acknowledged", 2: "waiting", 3: "waiting"}
    assert Entry.objects.get(act="nodes.link_rewind").detail == {"before": 3, "through": 1}


def test_after_a_restored_backup_here_numbers_and_notes_go_on_above_what_the_other_side_knows():
    peer = make_peer()
    hear(peer, through=70, highest=70, echo=500)
    mark = OutgoingMark.objects.get(node=peer.node)
    assert (mark.last_number, mark.beat) == (70, 500)
    assert said(peer.node).beat == 501


def test_a_heartbeat_says_how_we_are_and_theirs_is_kept():
    node = make_node()
    make_parcel(node)
    make_parcel(node, state="stuck", last_error="超时")
    note = Note.model_validate(letters.plain_object(heartbeat(node, own()).body))
    assert note.state
    assert (note.state.waiting, note.state.stuck) == (1, 1)
    assert note.state.certificate_ends > "2026"
    assert note.revocations
    peer = make_peer()
    hear(peer, kind="heartbeat", state={"version": "0.2.0", "waiting": 4, "new_word": 1})
    assert Node.objects.get(pk=peer.node.pk).last_heartbeat["waiting"] == 4


def test_a_list_of_revocations_that_nobody_trusted_signed_is_refused():
    peer = make_peer()
    ours = vars(acting.signatures.own_revocations())
    with pytest.raises(RejectedError, match="吊销名单"):
        hear(peer, revocations=ours)
    assert not RevocationList.objects.filter(node_code=peer.node.code).exists()


SHAPELESS = [
    {"through": -1},
    {"also": [[1]]},
    {"refused": {"x": "y"}},
    {"format": "other"},
    {"echo": "1"},
    {"gone": [-1]},
]


@pytest.mark.parametrize("columns", SHAPELESS)
def test_a_note_of_another_shape_is_refused(columns):
    peer = make_peer()
    with pytest.raises(RejectedError, match="不符合格式"):
        hear(peer, **columns)

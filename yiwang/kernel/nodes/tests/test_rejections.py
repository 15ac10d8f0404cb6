"""What is kept of something that was not let in: evidence, and never so much that it does harm itself?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.nodes.actions.rejections import MOST_A_MINUTE, MOST_AGAIN, ask_again, reject
from yiwang.kernel.nodes.letters import RejectedError
from yiwang.kernel.nodes.models import IncomingMark, Rejection
from yiwang.kernel.nodes.rules import MOST_EVIDENCE
from yiwang.kernel.nodes.tests.makers import make_node

pytestmark = pytest.mark.django_db


def test_what_was_not_let_in_is_kept_as_evidence_and_recorded():
    node = make_node()
    assert reject(RejectedError("签名无效。", node=node, claimed=node.code, number=7, evidence='{"a":1}'))
    kept = Rejection.objects.get()
    assert (kept.node, kept.number, kept.reason, kept.evidence) == (node, 7, "签名无效。", '{"a":1}')
    assert Entry.objects.get(act="nodes.arrival_reject").detail["number"] == 7
    assert node.code in str(kept)


def test_evidence_is_cut_and_made_fit_for_any_database():
    reject(RejectedError("x\x00y", claimed="\x00" * 100, evidence="\ud800\x00" + "长" * MOST_EVIDENCE))
    kept = Rejection.objects.get()
    assert len(kept.evidence) == MOST_EVIDENCE
    assert "\x00" not in kept.evidence + kept.reason + kept.claimed
    assert len(kept.claimed) == 60


def test_a_flood_leaves_a_bounded_number_of_traces_a_minute():
    node = make_node()
    recorded = [reject(RejectedError("签名无效。", node=node)) for _ in range(MOST_A_MINUTE + 5)]
    assert sum(recorded) == MOST_A_MINUTE == Rejection.objects.count()
    assert reject(RejectedError("签名无效。", node=make_node())), "another node is not concerned"
    assert reject(RejectedError("没有登记。")), "nor are strangers"


def test_what_came_broken_is_asked_for_again_even_in_a_flood():
    node = make_node()
    for _ in range(MOST_A_MINUTE):
        reject(RejectedError("签名无效。", node=node))
    reject(RejectedError("摘要不符。", node=node, number=3, is_broken=True))
    mark = IncomingMark.objects.get(node=node)
    assert mark.again == {"3": {"reason": "摘要不符。", "have": {}}}
    assert mark.owes_answer


def test_what_has_come_by_now_is_not_asked_for_again():
    node = make_node()
    IncomingMark.objects.filter(node=node).update(through=5)
    ask_again(node, 3, "摘要不符。")
    assert IncomingMark.objects.get(node=node).again == {}


def test_no_more_is_asked_for_than_a_note_has_room_for():
    node = make_node()
    for number in range(1, MOST_AGAIN + 10):
        ask_again(node, number, "摘要不符。")
    assert len(IncomingMark.objects.get(node=node).again) == MOST_AGAIN

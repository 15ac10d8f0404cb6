import pytest

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.subsystems.approvals.items import queries, rules
from yiwang.subsystems.approvals.items.actions import cleanups
from yiwang.subsystems.approvals.items.actions.cleanups import Proposal
from yiwang.subsystems.approvals.items.models import Implementation
from yiwang.subsystems.approvals.items.tests.makers import make_draft, make_in_force, make_round

pytestmark = pytest.mark.django_db


def decided(round_, implementation):
    return round_.decisions.get(implementation=implementation)


def propose(round_, implementation, choice, **more):
    return cleanups.propose(SYSTEM, decided(round_, implementation).pk, Proposal(choice, "理由充分", **more))


def all_agreed(round_, *units):
    ids = list(round_.decisions.values_list("pk", flat=True))
    for unit in units or round_.reviewers.all():
        cleanups.judge(SYSTEM, unit, ids, True)


def test_a_round_counts_what_is_in_force():
    make_in_force()
    make_in_force()
    make_draft()
    round_ = make_round()
    assert (round_.count_before, round_.decisions.count()) == (2, 2)


def test_there_is_one_round_at_a_time_with_reviewers():
    make_in_force()
    with pytest.raises(Refused, match="联合审查单位"):
        cleanups.open_round(SYSTEM, "清理", "市政府常务会议", [])
    make_round()
    with pytest.raises(Refused, match="上一轮"):
        make_round()


def test_items_are_kept_cancelled_merged_and_delegated_with_counts_before_and_after():
    kept, cancelled, merged, delegated = (
        make_in_force(name=name) for name in ("甲事项", "乙事项", "丙事项", "丁事项")
    )
    district, round_ = make_unit(name="望湖区"), make_round()
    propose(round_, kept, rules.KEEP)
    propose(round_, cancelled, rules.CANCEL)
    propose(round_, merged, rules.MERGE, target=kept)
    propose(round_, delegated, rules.DELEGATE, unit=district)
    all_agreed(round_)
    closed = cleanups.close_round(SYSTEM, round_.pk)
    assert (closed.count_before, closed.count_after, closed.state) == (4, 1, rules.CLOSED)
    for each in (kept, cancelled, merged, delegated):
        each.refresh_from_db()
    assert [each.standing for each in (kept, cancelled, merged, delegated)] == ["in_force", *["ended"] * 3]
    assert (merged.merged_into, merged.ended_because) == (kept, "合并：理由充分")
    draft = Implementation.objects.get(unit=district)
    assert (draft.standing, draft.item) == (rules.WAITING, delegated.item)
    assert queries.edition(cancelled.code, 1).elements.name == "乙事项"


def test_a_merger_names_an_item_that_stays():
    one, other, third = make_in_force(), make_in_force(), make_in_force()
    round_ = make_round()
    with pytest.raises(Refused, match="合并到哪个"):
        propose(round_, one, rules.MERGE)
    with pytest.raises(Refused, match="合并到自己"):
        propose(round_, one, rules.MERGE, target=one)
    propose(round_, other, rules.CANCEL)
    with pytest.raises(Refused, match="也将停止"):
        propose(round_, one, rules.MERGE, target=other)
    with pytest.raises(Refused, match="没有生效"):
        propose(round_, one, rules.MERGE, target=make_draft().implementation)
    assert propose(round_, one, rules.MERGE, target=third).target == third


def test_what_others_are_merged_into_does_not_end():
    one, other = make_in_force(), make_in_force()
    round_ = make_round()
    propose(round_, one, rules.MERGE, target=other)
    with pytest.raises(Refused, match="要并入"):
        propose(round_, other, rules.CANCEL)


def test_a_delegation_names_the_unit():
    implementation = make_in_force()
    with pytest.raises(Refused, match="下放到哪个单位"):
        propose(make_round(), implementation, rules.DELEGATE)


def test_a_proposal_gives_its_reason():
    implementation = make_in_force()
    decision = decided(make_round(), implementation)
    with pytest.raises(Refused, match="保留的理由"):
        cleanups.propose(SYSTEM, decision.pk, Proposal(rules.KEEP, ""))


def test_a_round_is_not_closed_while_somebody_was_not_heard():
    implementation = make_in_force()
    legal, centre = make_unit(name="市司法局"), make_unit(name="市政务服务中心")
    round_ = make_round(legal, centre)
    with pytest.raises(Refused, match="1个事项没有提出"):
        cleanups.close_round(SYSTEM, round_.pk)
    decision = propose(round_, implementation, rules.KEEP)
    all_agreed(round_, legal)
    with pytest.raises(Refused, match="没有审查完毕"):
        cleanups.close_round(SYSTEM, round_.pk)
    cleanups.judge(SYSTEM, centre, [decision.pk], False, "依据不足")
    with pytest.raises(Refused, match="未获审查同意"):
        cleanups.close_round(SYSTEM, round_.pk)
    propose(round_, implementation, rules.CANCEL)
    assert not decision.verdicts.exists()
    all_agreed(round_)
    assert cleanups.close_round(SYSTEM, round_.pk).count_after == 0


def test_only_a_reviewing_unit_of_the_round_is_heard_and_says_why_it_objects():
    implementation, legal = make_in_force(), make_unit()
    round_ = make_round(legal)
    decision = propose(round_, implementation, rules.KEEP)
    with pytest.raises(Refused, match="不是本轮"):
        cleanups.judge(SYSTEM, make_unit(), [decision.pk], True)
    with pytest.raises(Refused, match="不同意的理由"):
        cleanups.judge(SYSTEM, legal, [decision.pk], False, "")


def test_several_are_kept_at_once_but_no_proposal_is_overwritten():
    one, other = make_in_force(), make_in_force()
    round_ = make_round()
    propose(round_, one, rules.CANCEL)
    ids = list(round_.decisions.values_list("pk", flat=True))
    assert cleanups.keep_many(SYSTEM, ids, "依据充分") == 1
    assert decided(round_, one).choice == rules.CANCEL
    assert decided(round_, other).choice == rules.KEEP


def test_a_closed_round_is_history():
    implementation = make_in_force()
    round_ = make_round()
    decision = propose(round_, implementation, rules.KEEP)
    all_agreed(round_)
    cleanups.close_round(SYSTEM, round_.pk)
    with pytest.raises(Refused, match="已经完成"):
        cleanups.close_round(SYSTEM, round_.pk)
    with pytest.raises(Refused, match="已经完成"):
        cleanups.propose(SYSTEM, decision.pk, Proposal(rules.CANCEL, "后悔了"))

"""How is the library cleaned up: each item kept, cancelled, merged or delegated, with reason and review?"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.approvals.items import rules
from yiwang.subsystems.approvals.items.actions import drafting, workflow
from yiwang.subsystems.approvals.items.models import CleanUp, Decision, Implementation, Verdict


@dataclass(frozen=True)
class Proposal:
    """``target``: into which item; ``unit``: to which unit it goes down."""

    choice: str
    reason: str
    target: Implementation | None = None
    unit: Unit | None = None


@transaction.atomic
def open_round(by: Actor, title: str, ground: str, reviewers: Collection[Unit]) -> CleanUp:
    """Over all items in force today; ``reviewers``: the units that have to agree to every decision.

    Raises Refused while another round is open, or without reviewers or items.
    """
    if CleanUp.objects.filter(state=rules.OPEN).exists():
        raise Refused("上一轮清理还没有完成，不能开始新的一轮。")
    if not reviewers:
        raise Refused("请选择至少一个联合审查单位。", field="reviewers")
    covered = list(Implementation.objects.in_force().order_by("code").values_list("pk", flat=True))
    if not covered:
        raise Refused("事项库中没有生效的事项，不需要清理。")
    ground = rules.reason_given(ground, "清理依据")
    round_ = CleanUp.objects.create(
        title=title.strip(), ground=ground, opened_at=now(), count_before=len(covered)
    )
    round_.reviewers.set(reviewers)
    rows = (Decision(round=round_, implementation_id=pk) for pk in covered)
    Decision.objects.bulk_create(rows, batch_size=500)
    names = sorted(unit.name for unit in reviewers)
    record(by, "items.cleanup_open", round_, count=len(covered), reviewers=names)
    return round_


@transaction.atomic
def propose(by: Actor, decision_id: int, proposal: Proposal) -> Decision:
    """What becomes of the item; opinions on an earlier proposal are void."""
    decision = _locked(decision_id)
    rules.check_choice(proposal.choice, proposal.target, proposal.unit)
    target = proposal.target if proposal.choice == rules.MERGE else None
    if target:
        rules.check_merger(decision.implementation.code, target.code, _ending(decision))
        _check_in_force(target)
    if proposal.choice in rules.ENDING:
        _check_no_heirs(decision)
    decision.choice = proposal.choice
    decision.reason = rules.reason_given(proposal.reason, rules.CHOICES[proposal.choice])
    decision.target = target
    decision.target_unit = proposal.unit if proposal.choice == rules.DELEGATE else None
    decision.proposed_at, decision.proposed_by_id = now(), by.person_id
    decision.save()
    decision.verdicts.all().delete()
    record(by, "items.cleanup_propose", decision, choice=decision.choice, reason=decision.reason)
    return decision


def _ending(decision: Decision) -> list[str]:
    others = Decision.objects.filter(round=decision.round_id).ending().exclude(pk=decision.pk)
    return list(others.values_list("implementation__code", flat=True))


def _check_in_force(target: Implementation) -> None:
    if target.standing != rules.IN_FORCE:
        raise Refused(f"“{target.name}”没有生效，不能合并到这个事项。", field="target")


def _check_no_heirs(decision: Decision) -> None:
    others = Decision.objects.filter(round=decision.round_id, target=decision.implementation_id)
    other = others.select_related("implementation").first()
    if other:
        raise Refused(
            f"“{other.implementation.name}”要并入这个事项，请先修改那一项的清理意见。", field="choice"
        )


@transaction.atomic
def keep_many(by: Actor, decision_ids: Collection[int], reason: str) -> int:
    """Propose to keep several at once, with one reason; those that have a proposal are left alone."""
    given = rules.reason_given(reason, "保留")
    held = _all_locked(decision_ids).filter(choice="")
    done = held.update(choice=rules.KEEP, reason=given, proposed_at=now(), proposed_by_id=by.person_id)
    if done:
        record(by, "items.cleanup_keep", None, count=done, reason=given)
    return done


@transaction.atomic
def judge(by: Actor, unit: Unit, decision_ids: Collection[int], agrees: bool, text: str = "") -> int:
    """What a reviewing unit says of proposals; how many it had something to say of.

    Raises Refused where the unit is none of the round's reviewers, or an objection gives no reason.
    """
    given = text.strip()[: rules.REASON_LENGTH] if agrees else rules.reason_given(text, "不同意")
    held = list(_all_locked(decision_ids).exclude(choice=""))
    rounds = {decision.round_id for decision in held}
    if rounds and not CleanUp.objects.filter(pk__in=rounds, reviewers=unit).exists():
        raise Refused(f"“{unit.name}”不是本轮清理的联合审查单位。")
    for decision in held:
        _judge(by, unit, decision, agrees, given)
    if held:
        record(by, "items.cleanup_judge", None, count=len(held), agrees=agrees, text=given)
    return len(held)


def _judge(by: Actor, unit: Unit, decision: Decision, agrees: bool, text: str) -> None:
    said = {
        "unit_name": unit.name,
        "person_id": by.person_id,
        "person_name": by.person,
        "agrees": agrees,
        "text": text,
        "at": now(),
    }
    Verdict.objects.update_or_create(decision=decision, unit=unit, defaults=said)


@transaction.atomic
def close_round(by: Actor, round_id: int) -> CleanUp:
    """Carry every decision out. Cases of items that end go on, and old ones stay readable.

    Raises Refused while an item has no decision or a reviewing unit has not agreed to one.
    """
    round_ = CleanUp.objects.select_for_update().get(pk=round_id)
    if not round_.is_open:
        raise Refused("这一轮清理已经完成。")
    decisions = list(round_.decisions.select_for_update(of=("self",)).prefetch_related("verdicts"))
    reviewers = set(round_.reviewers.values_list("pk", flat=True))
    rules.check_closing(*_missing(decisions, reviewers))
    for decision in decisions:
        if decision.choice in rules.ENDING:
            _carry_out(by, decision)
    round_.state, round_.closed_at = rules.CLOSED, now()
    round_.count_after = Implementation.objects.in_force().count()
    round_.save()
    counts = {choice: sum(each.choice == choice for each in decisions) for choice in rules.CHOICES}
    record(by, "items.cleanup_close", round_, before=round_.count_before, after=round_.count_after, **counts)
    return round_


def _missing(decisions: Collection[Decision], reviewers: set[int]) -> tuple[int, int, int]:
    """How many have no proposal, are not heard by all, are objected to."""
    undecided = unheard = objected = 0
    for decision in decisions:
        verdicts = {verdict.unit_id: verdict.agrees for verdict in decision.verdicts.all()}
        undecided += not decision.choice
        objected += not all(verdicts.values())
        unheard += bool(decision.choice) and not reviewers <= set(verdicts)
    return undecided, unheard, objected


def _carry_out(by: Actor, decision: Decision) -> None:
    """What ended by itself meanwhile is left alone."""
    implementation = Implementation.objects.get(pk=decision.implementation_id)
    if implementation.standing != rules.IN_FORCE:
        return
    label = rules.CHOICES[decision.choice]
    reason = f"{label}：{decision.reason}"[: rules.REASON_LENGTH]
    if decision.target_unit:
        code = f"{implementation.code}.{decision.target_unit.code}"[:60]
        drafting.copy(by, implementation.pk, decision.target_unit, code)
    workflow.end(by, implementation.pk, reason, decision.target)


def _locked(decision_id: int) -> Decision:
    decision = _all_locked([decision_id]).select_related("implementation").first()
    if decision is None:
        raise Refused("这一轮清理已经完成，不能再修改意见。")
    return decision


def _all_locked(decision_ids: Collection[int]) -> QuerySet[Decision]:
    """Those of open rounds, in one order for everybody."""
    of_open = Decision.objects.filter(pk__in=decision_ids, round__state=rules.OPEN)
    return of_open.select_for_update(of=("self",)).order_by("pk")

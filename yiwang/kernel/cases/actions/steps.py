"""How is a step of a case taken, finished, handed over, taken back or sent back?"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import kinds, rules, standing
from yiwang.kernel.cases.actions import holding
from yiwang.kernel.cases.actions.acceptance import accept
from yiwang.kernel.cases.actions.deciding import decide, settle_run, undo_decision
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Case
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Person
from yiwang.kernel.processes import actions as processes
from yiwang.kernel.processes.models import Step


@transaction.atomic
def take(by: Actor, step_id: int) -> Step:
    """Make a step of one's unit and role one's own."""
    case, step = holding.held_with_step(step_id)
    standing.require_seat(standing.post_of(by), step)
    holding.advance(case, "take")
    step = processes.claim(by, step_id)
    enter(by, case, Line("take", f"签收：{step.label}", step=step))
    record(by, "cases.step_take", case, step=step.label)
    return step


@transaction.atomic
def hand_over(by: Actor, step_id: int, person: Person, reason: str = "") -> Step:
    """Give a step to a colleague who has its role; whoever holds it does, or who decides in the unit."""
    reason = rules.remark(reason, "转交说明", field="reason", longest=300)
    case, step = holding.held_with_step(step_id)
    post = standing.post_of(by)
    if not standing.may_take(post, step):
        standing.require(post, rules.DECIDE, case)
    holding.advance(case, "hand_over")
    if not standing.holders_of(step.role, step.unit_id).filter(pk=person.pk).exists():
        raise Refused(
            f"{person.name}在{step.unit.called}没有办理“{step.label}”的岗位，不能转交。", field="person"
        )
    processes.assign(by, step_id, person)
    enter(by, case, Line("hand_over", f"“{step.label}”转交{person.name}", reason, step))
    record(by, "cases.step_hand_over", case, step=step.label, to=person.name, reason=reason)
    return step


@transaction.atomic
def finish_step(
    by: Actor, step_id: int, outcome: str, opinion: str = "", data: Mapping[str, Any] | None = None
) -> Case:
    """Finish a step with one of its outcomes and an opinion, which stays inside.

    A step of acceptance accepts the case. A step of decision decides it where ``outcome`` is one of the
    kind's; the opinion is then the reason that the party is told; by its other outcomes it goes back.
    Delivery has an action of its own.
    """
    case, step = holding.held_with_step(step_id)
    if step.stage == "accept":
        return accept(by, case.pk, opinion)
    if step.stage == "decide" and outcome in kinds.of(case).outcomes:
        return decide(by, step_id, outcome, opinion)
    if step.stage == "deliver":
        raise Refused("请登记送达方式和领取人，用“送达”办理这个环节。")
    opinion = rules.remark(opinion, "意见", field="opinion")
    standing.require_seat(standing.post_of(by), step)
    holding.advance(case, "finish")
    finished = processes.finish(by, step_id, outcome, data)
    label = holding.outcomes_of(step)[outcome]
    line = Line("finish", step.label, opinion, finished.step, outcome, label)
    enter(by, case, line, Told("note", f"{step.label}已完成") if step.is_public else None)
    settle_run(by, case, finished)
    record(by, "cases.step_finish", case, step=step.label, outcome=label)
    return case


@transaction.atomic
def take_back(by: Actor, step_id: int, reason: str) -> Step:
    """Take back a step that one finished by mistake, while nobody has touched what followed."""
    reason = rules.words(reason, "收回的理由", field="reason", longest=300)
    cases = Case.objects.select_for_update(of=("self",)).select_related("unit")
    case = cases.get(run__steps=step_id)
    done = Step.objects.select_related("unit").get(pk=step_id)
    holding.advance(case, "take_back")
    _check_not_told(done, "收回")
    step = processes.take_back(by, step_id, reason)
    undo_decision(by, case)
    enter(by, case, Line("take_back", f"收回：{done.label}", reason, step))
    record(by, "cases.step_take_back", case, step=done.label, reason=reason)
    return step


@transaction.atomic
def send_back(by: Actor, step_id: int, to_node: str, reason: str) -> list[Step]:
    """Send the case back to an earlier step, whose turn it is again: see ``queries.earlier_steps``."""
    reason = rules.words(reason, "退回的理由", field="reason", longest=300)
    case, step = holding.held_with_step(step_id)
    standing.require_seat(standing.post_of(by), step)
    holding.advance(case, "send_back")
    steps = processes.send_back(by, step_id, to_node, reason)
    for each in steps:
        _check_not_told(each, "退回到")
    undo_decision(by, case)
    labels = "、".join(dict.fromkeys(each.label for each in steps))
    enter(by, case, Line("send_back", f"由“{step.label}”退回“{labels}”", reason, step))
    record(by, "cases.step_send_back", case, step=step.label, to=labels, reason=reason)
    return steps


def _check_not_told(step: Step, verb: str) -> None:
    """Acceptance is a promise to the party and stands."""
    if step.stage == "accept":
        raise Refused(f"受理已经告知申请人，不能{verb}“{step.label}”环节；不应受理的请依法终止或作出决定。")

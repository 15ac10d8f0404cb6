"""How is a case held while it is changed, and how does it end?"""

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import kinds, rules, standing
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.moments import local
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.prepared import Prepared
from yiwang.kernel.processes import actions as processes
from yiwang.kernel.processes.definitions import MACHINES
from yiwang.kernel.processes.models import Step

_HELD = Case.objects.select_for_update(of=("self",)).select_related("unit")
_CASE = Prepared(lambda pk: _HELD.filter(pk=pk))
_CASE_OF_STEP = Prepared(lambda step_id: _HELD.filter(run__steps=step_id))
_JOINED = Step.objects.select_related("run", "unit", "person", "done_by")
_STEP = Prepared(lambda pk: _JOINED.filter(pk=pk))


def _at_stage(stage: str) -> Prepared[Step]:
    return Prepared(lambda run_id: _JOINED.open().filter(run=run_id, stage=stage))


_AT_STAGE = {stage: _at_stage(stage) for stage in ("accept", "decide", "deliver")}


def held(case_id: int) -> Case:
    """The case, locked until the commit, with its unit."""
    case = _locked(_CASE, case_id)
    if case is None:
        raise Case.DoesNotExist
    return case


def _locked(query: Prepared[Case], key: int) -> Case | None:
    """Asked again where nothing came: whoever waits for the lock while the case is transferred gets no row
    from PostgreSQL, because the one that was locked no longer fits the unit that was joined to it."""
    return query.first(key) or query.first(key)


def held_with_step(step_id: int) -> tuple[Case, Step]:
    """The case of a step, locked, and the step as it stands now.

    Raises Refused where the step is over: it names who did it, when, and with which outcome.
    """
    case, step = _locked(_CASE_OF_STEP, step_id), None
    if case is not None:
        step = _STEP.first(step_id)
    if case is None or step is None:
        raise Refused("没有找到这个办理环节，它可能已经随流程重新开始而失效，请刷新页面查看。")
    _check_open(case, step)
    return case, step


def open_step(case: Case, stage: str) -> Step | None:
    """The open step of a stage of acceptance, decision or delivery."""
    return _AT_STAGE[stage].first(case.run_id) if case.run_id else None


def held_by_official(by: Actor, case_id: int, permission: str = rules.HANDLE) -> tuple[Case, Post]:
    """The case, locked, for a deed of an official of its unit."""
    case = held(case_id)
    post = standing.post_of(by)
    standing.require(post, permission, case)
    return case, post


def held_by_either(by: Actor, case_id: int) -> Case:
    """The case, locked: for its party, who acts as no post, or an official who acts for the party."""
    if by.post_id is None:
        return held(case_id)
    return held_by_official(by, case_id)[0]


def held_by_party(by: Actor, case_id: int) -> Case:
    """The case, locked, for its party alone. Raises Refused for an official."""
    if by.post_id is not None:
        raise Refused("只有申请人可以评价，工作人员不能代为评价。")
    return held(case_id)


def advance(case: Case, verb: str) -> None:
    """Into the state that the deed leads to; unsaved.

    Raises Refused where it may not be done now; the sentence names who brought the case where it stands.
    """
    if not rules.allows(case.state, verb):
        leading = [name for name, each in rules.VERBS.items() if each.after == case.state]
        last = case.events.filter(kind__in=[*leading, "open"]).order_by("-pk").first()
        who = (last.person, local(last.at)) if last else None
        raise Refused(rules.not_now(case.state, verb, who))
    case.state = rules.next_state(case.state, verb)


def outcomes_of(step: Step) -> dict[str, str]:
    """Code and label, from the mildest to the gravest. Reads ``step.run``."""
    return processes.outcomes_of(MACHINES.of(step.run.definition_id).diagram.nodes[step.node])


def first_outcome(step: Step) -> str:
    return next(iter(outcomes_of(step)))


def end_run(case: Case, by: Actor, reason: str) -> None:
    """Nobody has anything left to do."""
    if case.run_id:
        processes.cancel(by, case.run_id, reason)


def _check_open(case: Case, step: Step) -> None:
    if step.done_at and step.done_by:
        outcome = kinds.outcome_label(case) if step.stage == "decide" else ""
        raise Refused(rules.was_quicker(step.label, step.done_by.name, local(step.done_at), outcome))
    if not step.is_open:
        raise Refused(f"“{step.label}”环节{step.get_state_display()}，请刷新页面查看。")

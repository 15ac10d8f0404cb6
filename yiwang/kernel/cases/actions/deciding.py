"""How is a case decided, delivered and closed?"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import kinds, rules, standing, timing
from yiwang.kernel.cases.actions import holding
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Attachment, Case
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.prepared import Prepared, update
from yiwang.kernel.processes import actions as processes
from yiwang.kernel.processes.actions import Finished
from yiwang.kernel.processes.models import Step

NEGATIVE = ("refused", "rejected", "objected")
_PUBLIC_FILES = Prepared(
    lambda case_id: Attachment.objects.filter(case=case_id, is_public=True).select_related("stored")
)
WAYS = {"online": "网上送达", "counter": "窗口领取", "express": "快递送达", "other": "其他方式"}


@dataclass(frozen=True)
class Handover:
    """How the result reached the party: ``way`` a code of WAYS, who took it, when (now), papers signed.

    ``place``: the counter of another unit that handed it over on behalf of the one responsible.
    """

    way: str
    who: str = ""
    at: datetime | None = None
    note: str = ""
    place: str = ""


@transaction.atomic
def decide(by: Actor, step_id: int, outcome: str, reason: str = "") -> Case:
    """Decide at a step of decision: ``outcome`` is one of the kind's, a refusal says why (art. 38).

    The party learns the outcome with its delivery; until then ``take_back`` can undo a mistake. The second of
    two officials hears who was quicker, when, and how it was decided.
    """
    case, step = holding.held_with_step(step_id)
    if step.stage != "decide":
        raise Refused(f"“{step.label}”不是作出决定的环节。")
    post = standing.post_of(by)
    standing.require_seat(post, step)
    return _decided(by, case, step, outcome, reason)


@transaction.atomic
def decide_case(by: Actor, case_id: int, outcome: str, reason: str = "") -> Case:
    """As ``decide`` for a case without a process; with one, at the step of decision that is open."""
    case = holding.held(case_id)
    post = standing.post_of(by)
    step = _step_of(case, post, "decide")
    if step is None:
        standing.require(post, rules.DECIDE, case)
    return _decided(by, case, step, outcome, reason)


@transaction.atomic
def deliver(by: Actor, step_id: int, handover: Handover) -> Case:
    """Hand the result over at a step of delivery; with it the case closes where nothing else is open."""
    case, step = holding.held_with_step(step_id)
    if step.stage != "deliver":
        raise Refused(f"“{step.label}”不是送达环节。")
    standing.require_seat(standing.post_of(by), step)
    return _delivered(by, case, step, handover)


@transaction.atomic
def deliver_case(by: Actor, case_id: int, handover: Handover) -> Case:
    """As ``deliver`` for a case without a process; with one, at the step of delivery that is open."""
    case = holding.held(case_id)
    post = standing.post_of(by)
    step = _step_of(case, post, "deliver")
    if step is None:
        standing.require(post, rules.HANDLE, case)
    return _delivered(by, case, step, handover)


@transaction.atomic
def deliver_on_behalf(by: Actor, case_id: int, handover: Handover) -> Case:
    """At ``handover.place``, without a seat in the process: that it delivers for the unit the caller asks.

    History and record name the place and the unit on whose behalf.
    """
    place = rules.words(handover.place, "代为送达的窗口", field="place", longest=80)
    standing.require_any(standing.post_of(by), (rules.HANDLE,))
    case = holding.held(case_id)
    step = holding.open_step(case, "deliver")
    if case.run_id and step is None:
        raise Refused("流程目前没有待办的“送达”环节，请刷新页面查看。")
    return _delivered(by, case, step, replace(handover, place=place))


@transaction.atomic
def close(by: Actor, case_id: int, outcome: str = rules.DONE, text: str = "") -> Case:
    """End a case that needs no decision, or whose decision needs no delivery; ``text`` answers the party."""
    text = rules.remark(text, "办理结果", longest=rules.TEXT_LENGTH)
    case, _ = holding.held_by_official(by, case_id)
    if case.run_id:
        _check_nothing_open(case)
    if case.state == rules.ACCEPTED:
        timing.stop(case, by.person)
        case.outcome, case.reason = outcome, text
    _close(by, case, Line("close", outcome=case.outcome, outcome_label=kinds.outcome_label(case)))
    record(by, "cases.case_close", case, outcome=case.outcome)
    return case


def settle_run(by: Actor, case: Case, finished: Finished) -> None:
    """Close a case whose process came to its end without delivery; the caller records."""
    if not finished.is_run_finished:
        return
    if case.state == rules.RECEIVED:
        raise Refused("这件还没有受理，不能走完全部流程。")
    if case.state == rules.ACCEPTED:
        timing.stop(case, by.person)
        case.outcome = case.outcome or rules.DONE
    _close(by, case, Line("close", "流程办理完毕，办结", outcome=case.outcome))


def undo_decision(by: Actor, case: Case) -> None:
    """A step was taken back or sent back: where no decision stands any more the time of the case goes on."""
    if case.state != rules.DECIDED:
        return
    if Step.objects.done().filter(run=case.run_id, stage="decide").exists():
        return
    if case.delivered_at:
        raise Refused("决定已经送达，不能撤回。")
    holding.advance(case, "revise")
    case.decided_at, case.outcome, case.reason = None, "", ""
    timing.restart(case, by.person)
    update(case, ["state", "decided_at", "outcome", "reason", "clock", "delivery_clock", "is_timed"])


def _decided(by: Actor, case: Case, step: Step | None, outcome: str, reason: str) -> Case:
    reason = rules.remark(reason, "理由", field="reason", longest=rules.TEXT_LENGTH)
    kind = kinds.of(case)
    rules.check_decision(outcome, kind.outcomes, kind.refusals, reason)
    holding.advance(case, "decide")
    case.decided_at, case.outcome, case.reason = now(), outcome, reason
    timing.stop(case, by.person)
    timing.start_delivery(case, by.person)
    finished = processes.finish(by, step.pk, _outcome_of(step, case)) if step else None
    update(case, ["state", "decided_at", "outcome", "reason", "delivery_clock"])
    label = kind.outcome_label(outcome)
    line = Line("decide", step.label if step else "", reason, step, outcome, label)
    enter(by, case, line, Told("note", "已作出决定", "正在制作、送达决定文书。"))
    if finished:
        settle_run(by, case, finished)
    record(by, "cases.case_decide", case, outcome=outcome, reason=reason)
    return case


def _delivered(by: Actor, case: Case, step: Step | None, handover: Handover) -> Case:
    rules.check_choice(handover.way, WAYS, "送达方式", field="way")
    who = rules.remark(handover.who, "领取人", field="who", longest=60)
    at = handover.at or now()
    if case.decided_at and not case.decided_at <= at <= now():
        raise Refused("送达时间应在作出决定之后、现在之前。", field="at")
    holding.advance(case, "deliver")
    case.delivered_at, case.delivery_way = at, f"{WAYS[handover.way]}{f'（{who}）' if who else ''}"[:60]
    timing.stop_delivery(case, by.person)
    finished = processes.finish(by, step.pk, holding.first_outcome(step)) if step else None
    behalf = f"，{handover.place}代{case.unit.called}送达" if handover.place else ""
    line = Line("deliver", f"送达：{case.delivery_way}{behalf}", handover.note, step)
    if finished is None or finished.is_run_finished:
        _close(by, case, line)
    else:
        update(case, ["delivered_at", "delivery_way"])
        enter(by, case, line)
    place = {"place": handover.place, "for_unit": case.unit.name} if handover.place else {}
    record(by, "cases.case_deliver", case, way=handover.way, at=at, **place)
    return case


def _close(by: Actor, case: Case, line: Line) -> None:
    """Ended; the party is told the outcome, its reason, and given the papers that are meant for it."""
    holding.advance(case, "close")
    case.closed_at = now()
    update(case, ["state", "closed_at", "outcome", "reason", "delivered_at", "delivery_way"])
    papers = [each.stored for each in _PUBLIC_FILES.rows(case.pk)]
    label = kinds.outcome_label(case) or "已办结"
    enter(by, case, line, Told("answer", label, case.reason, files=tuple(papers)))


def _step_of(case: Case, post: Post, stage: str) -> Step | None:
    """The open step of the stage that the post may take; None where the case has no process."""
    if case.run_id is None:
        return None
    step = holding.open_step(case, stage)
    if step is None:
        raise Refused(f"流程目前没有待办的“{rules.VERBS[stage].label}”环节，请刷新页面查看。")
    standing.require_seat(post, step)
    return step


def _outcome_of(step: Step, case: Case) -> str:
    """The step's own outcome for a decision: of the same code, or what it has for yes and no."""
    outcomes = list(holding.outcomes_of(step))
    if case.outcome in outcomes:
        return case.outcome
    if case.outcome not in kinds.of(case).refusals:
        return outcomes[0]
    return next((each for each in outcomes if each in NEGATIVE), outcomes[0])


def _check_nothing_open(case: Case) -> None:
    labels = Step.objects.open().filter(run=case.run_id).values_list("label", flat=True)
    if names := "、".join(f"“{label}”" for label in labels):
        raise Refused(f"流程还有未办环节{names}，办完后自动办结。")

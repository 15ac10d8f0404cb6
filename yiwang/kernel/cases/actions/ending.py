"""How does a case end without a decision, and how does an ended one begin again?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules, timing
from yiwang.kernel.cases.actions import holding
from yiwang.kernel.cases.actions.pausing import end_open_pause
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Case, Extension
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.processes import actions as processes
from yiwang.kernel.processes.models import Run, Step
from yiwang.kernel.processes.rules import Subject, seat_read

ANEW = ("outcome", "reason", "decided_at", "delivered_at", "delivery_way", "closed_at", "delivery_clock")


@transaction.atomic
def withdraw(by: Actor, case_id: int, reason: str = "") -> Case:
    """The party does not want it any more; possible until it is decided."""
    reason = rules.remark(reason, "撤回的理由", field="reason", longest=300)
    case = holding.held_by_either(by, case_id)
    _end(by, case, "withdraw", reason or "申请人撤回")
    enter(by, case, Line("withdraw", opinion=reason), Told("close", "已撤回", reason))
    record(by, "cases.case_withdraw", case, reason=reason)
    return case


@transaction.atomic
def terminate(by: Actor, case_id: int, reason: str) -> Case:
    """End it because it cannot go on: nothing was handed in after being asked, its object is gone."""
    reason = rules.words(reason, "终止办理的理由", field="reason")
    case, _ = holding.held_by_official(by, case_id)
    _end(by, case, "terminate", reason)
    enter(by, case, Line("terminate"), Told("close", "终止办理", reason))
    record(by, "cases.case_terminate", case, reason=reason)
    return case


@transaction.atomic
def reopen(by: Actor, case_id: int, reason: str) -> Case:
    """Handle an ended case again, by order or because it ended wrongly; its time begins anew today.

    Needs the right to decide. A case with a process runs through that again from behind the acceptance, by
    the version it began with. Its rating stays: it was given for how it ended then.
    """
    reason = rules.words(reason, "重新办理的理由", field="reason", longest=300)
    case, _ = holding.held_by_official(by, case_id, rules.DECIDE)
    holding.advance(case, "reopen")
    before = {"outcome": case.outcome, "reason": case.reason}
    case.outcome, case.reason, case.delivery_way = "", "", ""
    case.decided_at = case.delivered_at = case.closed_at = case.delivery_clock = None
    case.accepted_at, case.is_timed, case.clock = now(), True, None
    case.extensions.filter(state=Extension.ASKED).update(
        state=Extension.REFUSED, settled_at=now(), settled_by="系统", reply="重新办理"
    )
    timing.start(case, by.person)
    if case.run_id:
        case.run = _run_anew(by, case, case.run_id)
    case.save(update_fields=[*ANEW, "state", "accepted_at", "is_timed", "clock", "run"])
    told = Told("note", "重新办理", "您的申请将重新办理。", due_on=timing.due_on(case))
    enter(by, case, Line("reopen", opinion=reason), told)
    record(by, "cases.case_reopen", case, before=before, reason=reason)
    return case


def _end(by: Actor, case: Case, verb: str, reason: str) -> None:
    was_accepted = case.state in rules.TAKEN_ON
    holding.advance(case, verb)
    case.closed_at, case.reason, case.accept_due_at = now(), reason, None
    case.save(update_fields=["state", "closed_at", "reason", "accept_due_at"])
    if was_accepted:
        timing.cancel(case, by.person, rules.VERBS[verb].label)
    end_open_pause(case, by, rules.VERBS[verb].label)
    holding.end_run(case, by, reason)


def _run_anew(by: Actor, case: Case, run_id: int) -> Run:
    former = Run.objects.select_related("definition").get(pk=run_id)
    seats = {key: [seat_read(each) for each in given] for key, given in former.seats.items()}
    subject = Subject(rules.SUBJECT, case.reference)
    run = processes.start(by, former.definition, subject, seats, former.data)
    for step in Step.objects.open().select_related("run").filter(run=run, stage="accept"):
        processes.finish(by, step.pk, holding.first_outcome(step))
    if not Step.objects.open().filter(run=run).exists():
        raise Refused("这件的流程在受理后没有其他环节，不能重新办理；请作为新的申请办理。")
    return run

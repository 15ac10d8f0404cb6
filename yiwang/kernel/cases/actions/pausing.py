"""When does the time of a case stand still? (行政许可法 art. 45, or what the law of its kind says)"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import kinds, rules, timing
from yiwang.kernel.cases.actions import holding
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Case, Pause
from yiwang.kernel.deadlines.moments import now


@dataclass(frozen=True)
class SpecialProcedure:
    """``ground``: one of the kind's ``pauses``. ``announced``: how long it takes, as the party is told
    in writing; ``notice``: the number of that paper. ``at``: since when (now).
    """

    ground: str
    reason: str
    announced: str
    notice: str = ""
    at: datetime | None = None


@transaction.atomic
def pause(by: Actor, case_id: int, procedure: SpecialProcedure) -> Pause:
    """Let time stand still for a procedure that the kind's law names; the party is told how long it takes.

    Raises Refused for any other ground, without a time announced, and while one is under way.
    """
    reason = rules.words(procedure.reason, "启动特别程序的理由或依据", field="reason", longest=300)
    announced = rules.words(procedure.announced, "告知申请人的所需时间", field="announced", longest=60)
    case, _ = holding.held_by_official(by, case_id)
    kind, at = kinds.of(case), procedure.at or now()
    allowed = {code: label for code, label in rules.PAUSES.items() if code in kind.pauses}
    rules.check_choice(procedure.ground, allowed, "特别程序", field="ground")
    holding.advance(case, "pause")
    label = allowed[procedure.ground]
    is_special = procedure.ground in rules.SPECIAL_PROCEDURES
    timing.pause(case, by.person, f"{label}（{kind.pause_basis}）", at)
    case.save(update_fields=["state"])
    paused = Pause.objects.create(
        case=case,
        ground=procedure.ground,
        reason=reason,
        announced=announced,
        notice=procedure.notice.strip()[:80],
        began_at=at,
        began_by=by.person,
    )
    text = f"办理中需要{label}，所需时间（{announced}）依法不计入办理期限。"
    if paused.notice:
        text += f"详见{paused.notice}。"
    begun = f"{label}，期限暂停"
    line = Line("pause", f"启动特别程序：{label}" if is_special else begun, reason)
    enter(by, case, line, Told("note", begun, text))
    record(by, "cases.case_pause", case, ground=procedure.ground, announced=announced, notice=paused.notice)
    return paused


@transaction.atomic
def resume(by: Actor, case_id: int, result: str, at: datetime | None = None) -> Pause:
    """The procedure is over since ``at`` (now); the end moves by the time that did not count.

    By an official, or by a job where a time ran out.
    """
    result = rules.words(result, "特别程序的结果", field="result", longest=300)
    case = holding.held_by_either(by, case_id)
    holding.advance(case, "resume")
    paused = Pause.objects.select_for_update().get(case=case, ended_at=None)
    label = paused.get_ground_display()
    timing.resume(case, by.person, f"{label}结束", at)
    case.save(update_fields=["state", "clock", "is_timed"])
    paused.ended_at, paused.ended_by, paused.result = at or now(), by.person, result
    paused.save(update_fields=["ended_at", "ended_by", "result"])
    told = Told("note", f"{label}结束，恢复计时", due_on=timing.due_on(case))
    is_special = paused.ground in rules.SPECIAL_PROCEDURES
    line = Line("resume", f"特别程序结束：{label}" if is_special else told.label, result)
    enter(by, case, line, told)
    record(by, "cases.case_resume", case, ground=paused.ground, result=result)
    return paused


def end_open_pause(case: Case, by: Actor, result: str) -> None:
    """Of a case that the caller ends; the clock is ended apart from it."""
    case.pauses.filter(ended_at=None).update(ended_at=now(), ended_by=by.person, result=result[:300])

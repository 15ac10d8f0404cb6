"""When does the time of a case stand still? (行政许可法 art. 45)"""

from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules, timing
from yiwang.kernel.cases.actions import holding
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Case, Pause
from yiwang.kernel.deadlines.moments import now


@dataclass(frozen=True)
class SpecialProcedure:
    """``ground``: a code of rules.SPECIAL_PROCEDURES. ``announced``: how long it takes, as the party is told
    in writing; ``notice``: the number of that paper.
    """

    ground: str
    reason: str
    announced: str
    notice: str = ""


@transaction.atomic
def pause(by: Actor, case_id: int, procedure: SpecialProcedure) -> Pause:
    """Let time stand still for one of the eight procedures of art. 45; the party is told how long it takes.

    Raises Refused for any other ground, without a time announced, and while one is under way.
    """
    rules.check_choice(procedure.ground, rules.SPECIAL_PROCEDURES, "特别程序", field="ground")
    reason = rules.words(procedure.reason, "启动特别程序的理由或依据", field="reason", longest=300)
    announced = rules.words(procedure.announced, "告知申请人的所需时间", field="announced", longest=60)
    case, _ = holding.held_by_official(by, case_id)
    holding.advance(case, "pause")
    label = rules.SPECIAL_PROCEDURES[procedure.ground]
    timing.pause(case, by.person, f"{label}（《行政许可法》第四十五条）")
    case.save(update_fields=["state"])
    paused = Pause.objects.create(
        case=case,
        ground=procedure.ground,
        reason=reason,
        announced=announced,
        notice=procedure.notice.strip()[:80],
        began_at=now(),
        began_by=by.person,
    )
    text = f"办理中需要{label}，所需时间（{announced}）依法不计入办理期限。"
    if paused.notice:
        text += f"详见{paused.notice}。"
    enter(by, case, Line("pause", f"启动特别程序：{label}", reason), Told("note", f"{label}，期限暂停", text))
    record(by, "cases.case_pause", case, ground=procedure.ground, announced=announced, notice=paused.notice)
    return paused


@transaction.atomic
def resume(by: Actor, case_id: int, result: str) -> Pause:
    """The procedure is over; the end moves by the time that did not count."""
    result = rules.words(result, "特别程序的结果", field="result", longest=300)
    case, _ = holding.held_by_official(by, case_id)
    holding.advance(case, "resume")
    paused = Pause.objects.select_for_update().get(case=case, ended_at=None)
    label = paused.get_ground_display()
    timing.resume(case, by.person, f"{label}结束")
    case.save(update_fields=["state", "clock", "is_timed"])
    paused.ended_at, paused.ended_by, paused.result = now(), by.person, result
    paused.save(update_fields=["ended_at", "ended_by", "result"])
    told = Told("note", f"{label}结束，恢复计时", due_on=timing.due_on(case))
    enter(by, case, Line("resume", f"特别程序结束：{label}", result), told)
    record(by, "cases.case_resume", case, ground=paused.ground, result=result)
    return paused


def end_open_pause(case: Case, by: Actor, result: str) -> None:
    """Of a case that the caller ends; the clock is ended apart from it."""
    case.pauses.filter(ended_at=None).update(ended_at=now(), ended_by=by.person, result=result[:300])

"""What follows from a deed of kernel.cases, and which deeds are done on the pages of requests only?"""

from dataclasses import replace
from typing import Any

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import timing as case_timing
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Case, Event
from yiwang.kernel.cases.rules import VERBS
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.subsystems.disclosure.requests import pages, papers, results, timing
from yiwang.subsystems.disclosure.requests.actions import ending, issuing
from yiwang.subsystems.disclosure.requests.models import Request

# What the common page of a case may do to a request; everything else has rules of this room.
COMMON = frozenset(
    {"open", "take", "hand_over", "remark", "attach", "check_material", "withdraw", "rate"}
    | {"follow_up", "urge"}
)
QUIET = frozenset({"已作出决定"})


def happened(case: Case, event: Event) -> None:
    request = Request.objects.select_related("matter", "unit").filter(case=case).first()
    if request is None:
        return
    request.case = case
    is_by_somebody = event.person_id is not None
    if event.kind not in COMMON and is_by_somebody and not pages.is_ours():
        label = VERBS[event.kind].label if event.kind in VERBS else event.label
        raise Refused(f"政府信息公开申请不能在这里{label}，请打开“依申请公开”页面办理。")
    if event.kind == "withdraw":
        ending.settle(request, results.OTHERWISE)
    if event.kind == "supply":
        request.corrected_on = day_of(now())
        request.save(update_fields=["corrected_on"])
    if event.kind == "accept" and not request.is_confirmed:
        _confirm_by_law(request)


def _confirm_by_law(request: Request) -> None:
    """Nobody confirmed it in seven working days: it counts from the day on which it came."""
    request.confirmed_at = now()
    request.is_confirmed_late = timing.is_confirmed_late(request.channel, request.arrived_on, day_of(now()))
    request.save(update_fields=["confirmed_at", "is_confirmed_late"])


def told(by: Actor, case: Case, words: Told) -> None:
    """To the applicant, with the paper of the step; whom else the organ asks is not said."""
    request = Request.objects.select_related("matter", "unit").filter(case=case).first()
    # The case is told of before this room has its row: what follows is said with the next step.
    if request is None or words.label in QUIET or not request.matter.is_open:
        return
    request.case = case
    said = _in_words(request, words)
    step = Report(
        said.label[:60],
        said.text[:5_000],
        kind=said.kind,
        unit=by.unit or request.unit.name,
        due_on=said.due_on,
        files=said.files,
        facts=_facts(case, said),
    )
    report(by, request.matter.reference, step)


def _in_words(request: Request, words: Told) -> Told:
    """kernel.cases speaks of licences, here it is a request for information."""
    if words.label == "确认收到":
        text = f"{words.text}本机关将在法定期限内答复。"
        return replace(words, label="已登记", text=text, files=_paper(request, papers.RECEIPT))
    if words.label == "已受理":
        return replace(words, label="正在办理", text="申请内容明确，正在办理。")
    if words.kind == "ask":
        items = "\n".join(why for _, why in words.asks)
        files = _paper(request, papers.CORRECTION)
        return Told("ask", "请补正申请", items, request.correct_until, files)
    if words.label == "已收到补正材料":
        return replace(words, label="已收到补正", text="答复期限自收到补正的申请之日起重新计算。")
    if words.label.startswith("办理期限延长"):
        return replace(words, label="延期答复", files=_paper(request, papers.EXTENSION))
    if words.label.endswith("期限暂停") and "缴纳" in words.label:
        return replace(words, label="请缴纳信息处理费", files=_paper(request, papers.FEE))
    if words.kind == "answer":
        return replace(words, label=f"答复（{words.label}）")
    return words


def _paper(request: Request, form: str) -> tuple[Any, ...]:
    return tuple(issuing.drawn_for(request, form))


def _facts(case: Case, said: Told) -> dict[str, Any]:
    """Until when the answer is due and how that was worked out, day by day (progress.DUE)."""
    clock = case.clock
    if said.kind in {"answer", "close"} or clock is None:
        return {"due": None}
    due_on = case_timing.due_on(case)
    if due_on is None:
        return {"due": {"basis": case.terms.decision.basis if case.terms.decision else "", "is_still": True}}
    lines = [
        [line.date.isoformat(), line.why]
        for _, part in case_timing.working(clock, was_paused=case.pauses.exists())
        for line in part
    ]
    basis = case.terms.decision.basis if case.terms.decision else ""
    may_move = case_timing.may_move(case)
    return {"due": {"basis": basis, "last_day": due_on.isoformat(), "may_move": may_move, "lines": lines}}

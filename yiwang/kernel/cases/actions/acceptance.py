"""Is a case accepted, asked about once, or declined? (行政许可法 art. 32)"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.cases import kinds, rules, standing, timing
from yiwang.kernel.cases.actions import holding
from yiwang.kernel.cases.actions.materials import hand_in
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Case, Material
from yiwang.kernel.deadlines.moments import day_of, local, now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.prepared import update
from yiwang.kernel.processes import actions as processes
from yiwang.kernel.processes.models import Step

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Missing:
    """One thing that has to be handed in or put right, and what is wrong with it.

    ``code``: of a material of the case, or of another thing, which then has a ``name``.
    ``is_required``: a file has to come for it; otherwise words may do.
    """

    code: str
    why: str
    name: str = ""
    is_required: bool = True


@transaction.atomic
def accept(by: Actor, case_id: int, opinion: str = "") -> Case:
    """Accept it: the clock starts, this day being day 0, or the day of receipt where its kind says so.

    Where the party was not told of anything missing within the time for that, it counts as accepted from
    receipt (art. 32(四)), whenever this is done. Raises Refused for who has not the seat of this step.
    """
    opinion = rules.remark(opinion, "意见", field="opinion")
    case = holding.held(case_id)
    post = standing.post_of(by)
    step = _step(case)
    if step is None:
        standing.require(post, rules.HANDLE, case)
    else:
        standing.require_seat(post, step)
    return _accepted(by, case, step, opinion)


@transaction.atomic
def deem_accepted(case_id: int) -> Case | None:
    """By the law itself, where nobody answered in time; None where somebody did meanwhile, or it is not time.

    The moment is worked out anew by the calendar as it is now.
    """
    case = holding.held(case_id)
    if case.state != rules.RECEIVED or not kinds.of(case).is_deemed_accepted:
        return None
    timing.lay_down_acceptance(case, case.in_hand_since, kinds.of(case).acceptance)
    if not _is_late(case):
        update(case, timing.ACCEPTANCE)
        return None
    return _accepted(SYSTEM, case, _step(case), "超过法定期限未作处理，自收到材料之日起视为受理。")


@transaction.atomic
def ask_for_missing(by: Actor, case_id: int, missing: Sequence[Missing], text: str = "") -> Case:
    """Tell the party of everything that is missing, once (art. 32(四)).

    Raises Refused for a second time, and after the five days are over: then it counts as accepted.
    """
    text = rules.remark(text, "补正说明", longest=rules.TEXT_LENGTH)
    case, _ = holding.held_by_official(by, case_id)
    rules.check_asked_once(local(case.asked_at) if case.asked_at else None)
    rules.check_missing([(each.code, each.why) for each in missing])
    holding.advance(case, "ask")
    _check_in_time(case)
    case.asked_at, case.accept_due_at = now(), None
    update(case, ["state", "asked_at", "accept_due_at"])
    named = _mark_missing(case, missing)
    listed = "\n".join(f"{number}. {name}：{why}" for number, (name, why) in enumerate(named, 1))
    asks = tuple((each.code, each.why) for each in missing)
    told = Told("ask", "一次性告知补正", f"{text}\n{listed}".strip(), asks=asks)
    enter(by, case, Line("ask"), told)
    record(by, "cases.case_ask", case, missing=[each.code for each in missing])
    return case


@transaction.atomic
def supply(
    by: Actor, case_id: int, text: str = "", files: Mapping[str, Sequence[StoredFile]] | None = None
) -> Case:
    """What the party hands in after being asked, by the code of each material; it is to be accepted then.

    By the party, who acts as no post, or by an official at the counter.
    """
    text = rules.remark(text, "说明", longest=rules.TEXT_LENGTH)
    case = holding.held_by_either(by, case_id)
    holding.advance(case, "supply")
    case.supplied_at = now()
    timing.lay_down_acceptance(case, case.supplied_at, kinds.of(case).acceptance)
    update(case, ["state", "supplied_at", *timing.ACCEPTANCE])
    number = hand_in(by, case, files or {})
    told = Told("note", "已收到补正材料", text)
    enter(by, case, Line("supply", f"收到补正（{number}份文件）"), told)
    record(by, "cases.case_supply", case, files=number)
    return case


@transaction.atomic
def decline(by: Actor, case_id: int, ground: str, reason: str, pointer: str = "") -> Case:
    """Do not take it on: at once, whatever is still missing (art. 32(一)(二)).

    ``ground``: a code of rules.DECLINE_GROUNDS; outside the organ's power ``pointer`` says where to go.
    """
    rules.check_choice(ground, rules.DECLINE_GROUNDS, "不予受理的情形", field="ground")
    reason = rules.words(reason, "不予受理的理由", field="reason")
    pointer = rules.remark(pointer, "应当向哪个机关申请", field="pointer", longest=200)
    if ground == rules.NOT_OURS and not pointer:
        raise Refused(
            "不属于本机关职权范围的，应当告知申请人向有关行政机关申请（第三十二条第一款第二项）。",
            field="pointer",
        )
    case, _ = holding.held_by_official(by, case_id)
    holding.advance(case, "decline")
    case.closed_at, case.reason, case.accept_due_at = now(), reason, None
    case.handler_id = case.handler_id or by.person_id
    update(case, ["state", "closed_at", "reason", "accept_due_at", "handler"])
    _decline_step(by, case)
    where = f"\n请向{pointer}申请。" if pointer else ""
    line = Line("decline", f"不予受理：{rules.DECLINE_GROUNDS[ground]}")
    enter(by, case, line, Told("close", "不予受理", reason + where))
    record(by, "cases.case_decline", case, ground=ground, reason=reason, pointer=pointer)
    return case


def _decline_step(by: Actor, case: Case) -> None:
    """By the way that the process has for it; otherwise the process ends here."""
    step = _step(case)
    if step and "declined" in holding.outcomes_of(step):
        processes.finish(by, step.pk, "declined")
    else:
        holding.end_run(case, by, "不予受理")


def _accepted(by: Actor, case: Case, step: Step | None, opinion: str) -> Case:
    holding.advance(case, "accept")
    case.accepted_at = _acceptance_moment(case)
    case.accept_due_at = None
    case.handler_id = case.handler_id or by.person_id
    timing.start(case, by.person)
    if step:
        processes.finish(by, step.pk, holding.first_outcome(step))
    update(case, ["state", "accepted_at", "accept_due_at", "handler", "clock", "is_timed"])
    line = Line("accept", "受理" if by.post_id else "视为受理", opinion, step)
    enter(by, case, line, Told("note", "已受理", _words(case), due_on=timing.due_on(case)))
    record(by, "cases.case_accept", case, accepted_at=case.accepted_at)
    return case


def _acceptance_moment(case: Case) -> "datetime":
    kind = kinds.of(case)
    is_by_law = kind.is_deemed_accepted and _is_late(case)
    return case.in_hand_since if is_by_law or kind.runs_from_receipt else now()


def _is_late(case: Case) -> bool:
    return case.accept_due_at is not None and case.accept_due_at <= now()


def _check_in_time(case: Case) -> None:
    if kinds.of(case).is_deemed_accepted and _is_late(case):
        raise Refused(
            f"自收到材料之日（{day_of(case.in_hand_since):%Y年%m月%d日}）起5个工作日内没有告知补正，"
            "依法自收到之日起即为受理（第三十二条第一款第四项），请直接受理。"
        )


def _words(case: Case) -> str:
    by_law = day_of(case.accepted_at) != day_of(now()) if case.accepted_at else False
    if by_law:
        return f"您的申请自{day_of(case.accepted_at):%Y年%m月%d日}收到材料之日起受理。"  # type: ignore[arg-type]
    return "您的申请符合受理条件，已经受理。"


def _step(case: Case) -> Step | None:
    """The open step of acceptance; None where the case has no process."""
    if case.run_id is None:
        return None
    step = holding.open_step(case, "accept")
    if step is None and case.state in {rules.RECEIVED, rules.ASKED}:
        raise Refused("流程目前没有待办的受理环节，不能受理。")
    return step


def _mark_missing(case: Case, missing: Sequence[Missing]) -> list[tuple[str, str]]:
    """Name and fault of each thing; what the case did not know of becomes one of its materials."""
    known = {material.code: material for material in case.materials.all()}
    fresh = [each for each in missing if each.code not in known]
    if nameless := [each.code for each in fresh if not each.name.strip()]:
        raise Refused(f"材料清单中没有“{nameless[0]}”，请写明它的名称。", field="missing")
    for each in fresh:
        known[each.code] = Material(
            case=case, code=each.code[:60], name=each.name.strip()[:200], is_required=each.is_required
        )
    Material.objects.bulk_create(known[each.code] for each in fresh)
    for each in missing:
        known[each.code].state, known[each.code].wanted = rules.MISSING, each.why.strip()
    Material.objects.bulk_update([known[each.code] for each in missing], ["state", "wanted"])
    return [(known[each.code].name, each.why.strip()) for each in missing]

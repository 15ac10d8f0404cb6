"""How are third parties and other organs asked before an answer? (art. 15, 32, 34)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases import standing
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import sealing
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.disclosure.requests import papers, reminding, rules, timing
from yiwang.subsystems.disclosure.requests.actions import issuing, stopping
from yiwang.subsystems.disclosure.requests.actions.holding import check_state, held, of_handler
from yiwang.subsystems.disclosure.requests.models import Consultation, Request
from yiwang.subsystems.disclosure.requests.papers import Words

PURPOSE = "disclosure"
BATCH = 200
ANNOUNCED = "15个工作日"


@dataclass(frozen=True)
class Question:
    """``name``: of the third party, or of an organ that does not work on this platform."""

    kind: str
    text: str
    name: str = ""
    unit: Unit | None = None


@transaction.atomic
def ask(by: Actor, request_id: int, question: Question) -> Consultation:
    """Send the letter; from today on the time for the answer does not count (art. 33).

    Raises Refused where nobody is named, or the same organ is asked already.
    """
    text = states.words(question.text, "征求意见的内容")
    if question.kind not in rules.ASKED_KINDS:
        raise Refused("请选择征求谁的意见。", field="kind")
    name = _name(question)
    request, _ = of_handler(by, request_id)
    check_state(request, frozenset({states.ACCEPTED, states.PAUSED}), "征求意见")
    _check_unit(request, question)
    day = today()
    asked = Consultation.objects.create(
        request=request,
        kind=question.kind,
        unit=question.unit,
        sealed_name=sealing.seal(name, PURPOSE),
        question=text,
        sent_at=now(),
        sent_on=day,
        sent_by=by.person[:80],
        **(_reached(day) if question.unit else {}),
    )
    issuing.issue(by, request, papers.OPINION, _letter(request, asked), name)
    stopping.stand_still(by, request, question.kind, text, ANNOUNCED, day)
    if question.unit:
        reminding.tell_asked(asked, question.unit)
    record(by, "disclosure.opinion_ask", request, kind=rules.ASKED_KINDS[question.kind])
    return asked


@transaction.atomic
def note_reached(by: Actor, consultation_id: int, day: date) -> Consultation:
    """The letter was received: the fifteen working days run from here."""
    request, asked = _of_handler(by, consultation_id)
    if asked.reached_on:
        raise Refused(f"已经登记过送达日期：{asked.reached_on:%Y年%m月%d日}。")
    if not asked.sent_on <= day <= today():
        raise Refused("送达日期应在发出之后、今天或者以前。", field="day")
    for name, value in _reached(day).items():
        setattr(asked, name, value)
    asked.save(update_fields=["reached_on", "due_on"])
    record(by, "disclosure.opinion_reach", request, on=day)
    return asked


@transaction.atomic
def note_opinion(
    by: Actor, consultation_id: int, opinion: str, reason: str, arrived_on: date
) -> Consultation:
    """What came back on paper, by the official who handles the request."""
    request, asked = _of_handler(by, consultation_id)
    rules.check_opinion_day(asked.sent_on, arrived_on, today())
    return _ended(by, request, asked, rules.check_opinion(asked.kind, opinion, reason), reason, arrived_on)


@transaction.atomic
def give_opinion(by: Actor, consultation_id: int, opinion: str, reason: str) -> Consultation:
    """By an official of the organ that is asked, who sees nothing of the request but the question."""
    asked = Consultation.objects.filter(pk=consultation_id).first()
    if asked is None:
        raise Refused("没有找到这件征求意见。")
    request = held(asked.request_id)
    post = standing.post_of(by)
    require(post, states.HANDLE)
    if not Consultation.objects.visible_to(post).filter(pk=asked.pk).exists():
        raise Refused("这件征求意见不是发给您所在单位的。")
    asked = _locked(consultation_id)
    return _ended(by, request, asked, rules.check_opinion(asked.kind, opinion, reason), reason, today())


def lapse_due() -> int:
    """The regular job: whoever did not answer in fifteen working days; how many.

    An organ's silence is agreement (art. 34), a third party's leaves the decision to the organ (art. 32).
    """
    waiting = Consultation.objects.waiting().filter(due_on__lt=today(), request__case__closed_at=None)
    return sum(_lapsed(pk) for pk in list(waiting.order_by("due_on").values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _lapsed(consultation_id: int) -> bool:
    request = held(Consultation.objects.values_list("request_id", flat=True).get(pk=consultation_id))
    asked = _locked(consultation_id)
    if not asked.is_waiting or asked.due_on is None:
        return False
    _ended(SYSTEM, request, asked, rules.SILENT, "", asked.due_on)
    reminding.tell_clerks(request, "征求意见期限届满", f"disclosure.silent:{asked.pk}", asked.outcome)
    return True


def objections(request: Request) -> Sequence[Consultation]:
    """Third parties that said no with a reason."""
    return list(request.consultations.filter(kind=rules.THIRD, opinion=rules.OBJECTED))


def name_of(asked: Consultation) -> str:
    return sealing.opened(asked.sealed_name, PURPOSE)


def _of_handler(by: Actor, consultation_id: int) -> tuple[Request, Consultation]:
    found = Consultation.objects.filter(pk=consultation_id).values_list("request_id", flat=True).first()
    if found is None:
        raise Refused("没有找到这件征求意见。")
    request, _ = of_handler(by, found)
    return request, _locked(consultation_id)


def _locked(consultation_id: int) -> Consultation:
    return Consultation.objects.select_for_update(of=("self",)).get(pk=consultation_id)


def _reached(day: date) -> dict[str, date | None]:
    """Its due day is unknown while the calendar of a year is missing; then it is waited for."""
    return {"reached_on": day, "due_on": timing.last_day(day, rules.OPINION)}


def _ended(
    by: Actor, request: Request, asked: Consultation, opinion: str, reason: str, day: date
) -> Consultation:
    if not request.is_open:
        raise Refused("这件申请已经结束，不再需要意见。")
    if not asked.is_waiting:
        raise Refused(f"这件征求意见已经有结果：{asked.outcome}（{asked.ended_by}），请刷新页面查看。")
    asked.opinion, asked.reason = opinion, states.remark(reason, "理由", field="reason")
    asked.ended_on, asked.ended_by = day, by.person[:80]
    asked.save(update_fields=["opinion", "reason", "ended_on", "ended_by"])
    # Time goes on by law, whoever answered: another organ has no say in the case itself.
    stopping.go_on(SYSTEM, request, f"{asked.get_kind_display()}：{asked.outcome}")
    record(by, "disclosure.opinion_end", request, opinion=asked.outcome, on=day)
    return asked


def _name(question: Question) -> str:
    if question.unit:
        return question.unit.name
    return states.words(question.name, "征求意见的对象", field="name", longest=120)


def _check_unit(request: Request, question: Question) -> None:
    if question.unit is None:
        return
    if question.kind == rules.THIRD:
        raise Refused("行政机关请按“其他行政机关”征求意见。", field="kind")
    if question.unit.pk == request.unit_id:
        raise Refused("不能向本单位征求意见。", field="unit")
    if not question.unit.is_open:
        raise Refused(f"“{question.unit.name}”已撤销。", field="unit")
    if request.consultations.waiting().filter(unit=question.unit).exists():
        raise Refused(f"已经在征求{question.unit.called}的意见。", field="unit")


def _letter(request: Request, asked: Consultation) -> Words:
    """Without a word of who applied."""
    silence = (
        "逾期未提出意见的，视为同意公开（《政府信息公开条例》第三十四条）。"
        if asked.kind == rules.ORGAN
        else "逾期未提出意见的，由本机关依法决定是否公开（《政府信息公开条例》第三十二条）。"
    )
    return Words(
        f"本机关收到政府信息公开申请，所涉信息可能涉及贵方。现征求贵方对公开该信息的意见：\n{asked.question}\n"
        f"请自收到本意见书之日起15个工作日内书面提出意见，不同意公开的请说明理由。{silence}",
        (("所涉信息", request.title), ("文号", request.document_number or "无")),
    )

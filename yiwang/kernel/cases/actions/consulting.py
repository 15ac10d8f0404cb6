"""How are other units asked for their opinion while the case goes on?"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules, standing
from yiwang.kernel.cases.actions import holding
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.cases.models import Consultation, desks_of
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Unit

MOST_UNITS = 50


@transaction.atomic
def consult(
    by: Actor, case_id: int, units: Sequence[Unit], question: str, due_on: date | None = None
) -> list[Consultation]:
    """Ask several units at once; each sees the case and answers for itself."""
    question = rules.words(question, "需要征求意见的问题", field="question")
    _check_units(units)
    if due_on and due_on < today():
        raise Refused("答复期限不能早于今天。", field="due_on")
    case = holding.held(case_id)
    standing.require_part(standing.post_of(by), rules.HANDLE, case)
    holding.advance(case, "consult")
    waiting = case.consultations.unanswered().filter(unit__in=units).select_related("unit")
    if asked := [each.unit.called for each in waiting]:
        raise Refused(f"已经向{'、'.join(asked)}征求意见，尚未答复。", field="units")
    asked_now = Consultation.objects.bulk_create(
        Consultation(
            case=case,
            unit=unit,
            question=question,
            due_on=due_on,
            asked_at=now(),
            asked_by=by.person,
            asker_id=by.person_id,
            asked_unit=by.unit,
        )
        for unit in units
    )
    names = "、".join(unit.called for unit in units)
    enter(by, case, Line("consult", f"征求意见：{names}", question))
    record(by, "cases.case_consult", case, units=[unit.name for unit in units])
    return asked_now


@transaction.atomic
def answer_consultation(by: Actor, consultation_id: int, answer: str) -> Consultation:
    """For one's unit. Raises Refused where a colleague was quicker, naming them."""
    answer = rules.words(answer, "答复意见", field="answer")
    found = Consultation.objects.get(pk=consultation_id)
    case = holding.held(found.case_id)
    post = standing.post_of(by)
    standing.require_any(post, (rules.HANDLE,))
    asked = Consultation.objects.select_for_update().get(pk=consultation_id)
    if asked.unit_id not in desks_of(post):
        raise Refused("这项征求意见不是发给您所在单位的。")
    if asked.answered_at:
        raise Refused(f"已由{asked.answered_by}答复，请刷新页面查看。")
    holding.advance(case, "consult")
    asked.answer, asked.answered_at, asked.answered_by = answer, now(), by.person
    asked.save(update_fields=["answer", "answered_at", "answered_by"])
    enter(by, case, Line("answer", f"{by.unit or by.person}答复征求意见", answer))
    if asked.asker:
        tell(
            asked.asker,
            subject=f"{by.unit}已答复征求意见：{case.number}",
            body=case.title,
            link=f"/office/cases/{case.pk}/",
            key=f"cases.consultation:{asked.pk}",
        )
    record(by, "cases.consultation_answer", case)
    return asked


def _check_units(units: Sequence[Unit]) -> None:
    if not units:
        raise Refused("请选择征求意见的单位。", field="units")
    if len(units) > MOST_UNITS:
        raise Refused(f"一次最多向{MOST_UNITS}个单位征求意见。", field="units")
    if closed := [unit.name for unit in units if not unit.is_open]:
        raise Refused(f"{'、'.join(closed)}已撤销，不能征求意见。", field="units")

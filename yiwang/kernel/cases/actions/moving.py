"""How does a case come to another unit or person, and how is somebody reminded of it?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules, standing
from yiwang.kernel.cases.actions import holding
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Case, Urge
from yiwang.kernel.cases.reminding import people_to_act
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.processes import actions as processes
from yiwang.kernel.processes.models import Run, Step


@transaction.atomic
def transfer(by: Actor, case_id: int, unit: Unit, reason: str) -> Case:
    """Give the whole case to another unit: its open steps and every seat that the old one had.

    The clock goes on: a transfer inside the administration costs the party no time.
    """
    reason = rules.words(reason, "移送的理由", field="reason", longest=300)
    case, _ = holding.held_by_official(by, case_id)
    holding.advance(case, "transfer")
    if not unit.is_open:
        raise Refused(f"“{unit.name}”已撤销，不能移送。", field="unit")
    if unit.pk == case.unit_id:
        raise Refused(f"这件已在“{unit.called}”办理。", field="unit")
    former = case.unit
    if case.run_id:
        _reseat(by, case.run_id, former, unit)
    case.unit, case.handler = unit, None
    case.save(update_fields=["unit", "handler"])
    if case.clock_id or case.delivery_clock_id:
        deadlines.assign(rules.SUBJECT, case.reference, unit.pk)
    told = Told("note", f"已移送{unit.called}", f"您的申请已由{former.name}移送{unit.name}办理。")
    enter(by, case, Line("transfer", f"由{former.called}移送{unit.called}", reason), told)
    record(by, "cases.case_transfer", case, before=former.name, after=unit.name, reason=reason)
    return case


@transaction.atomic
def take_case(by: Actor, case_id: int) -> Case:
    """Make a case without a process one's own; whoever is its handler is the one who is reminded."""
    case, post = holding.held_by_official(by, case_id)
    holding.advance(case, "take")
    if case.handler_id and case.handler_id not in standing.people_of(post):
        raise Refused(f"这件已由{case.handler.name}办理。")  # type: ignore[union-attr]
    case.handler_id = by.person_id
    case.save(update_fields=["handler"])
    enter(by, case, Line("take"))
    record(by, "cases.case_take", case)
    return case


@transaction.atomic
def hand_over_case(by: Actor, case_id: int, person: Person, reason: str = "") -> Case:
    """Give a case without a process to a colleague of its unit."""
    reason = rules.remark(reason, "转交说明", field="reason", longest=300)
    case, _ = holding.held_by_official(by, case_id)
    holding.advance(case, "hand_over")
    if not standing.handlers_in(case.unit_id).filter(pk=person.pk).exists():
        raise Refused(f"{person.name}在{case.unit.called}没有办件岗位，不能转交。", field="person")
    case.handler = person
    case.save(update_fields=["handler"])
    enter(by, case, Line("hand_over", f"转交{person.name}", reason))
    record(by, "cases.case_hand_over", case, to=person.name, reason=reason)
    return case


@transaction.atomic
def urge(by: Actor, case_id: int, text: str = "") -> Urge:
    """Remind whoever has to act. Raises Refused where the same person did within a day."""
    text = rules.remark(text, "催办内容", longest=300)
    case = _urged(by, case_id)
    holding.advance(case, "urge")
    moment = now()
    earlier = case.urges.filter(at__gt=shifted(moment, hours=-rules.URGE_HOURS))
    if earlier.filter(person_id=by.person_id, person=by.person).exists():
        raise Refused(f"您在{rules.URGE_HOURS}小时内已经催办过这件，请等待办理人答复。")
    urged = Urge.objects.create(
        case=case, at=moment, person_id=by.person_id, person=by.person[:80], unit=by.unit, text=text
    )
    told = None if by.post_id else Told("note", "已催办", "您的催办已转给办理人员。")
    enter(by, case, Line("urge", opinion=text), told)
    for person in people_to_act(case):
        tell(
            person,
            subject=f"{by.unit or '申请人'}催办：{case.number}",
            body=f"{case.title}\n{text}".strip(),
            link=f"/office/cases/{case.pk}/",
            key=f"cases.urge:{urged.pk}",
        )
    record(by, "cases.case_urge", case, text=text)
    return urged


def _urged(by: Actor, case_id: int) -> Case:
    """For its party, or for an official who may see it."""
    if by.post_id is None:
        return holding.held(case_id)
    post = standing.post_of(by)
    standing.require_any(post, (rules.HANDLE, rules.READ))
    case = holding.held(case_id)
    if not Case.objects.visible_to(post).filter(pk=case_id).exists():
        raise Refused("您当前的岗位看不到这件，不能催办。")
    return case


def _reseat(by: Actor, run_id: int, former: Unit, unit: Unit) -> None:
    for step in Step.objects.open().filter(run=run_id, unit=former):
        processes.move(by, step.pk, unit)
    run = Run.objects.select_for_update().get(pk=run_id)
    run.seats = {
        key: [
            [unit.pk, role, None, limit] if unit_id == former.pk else [unit_id, role, person, limit]
            for unit_id, role, person, limit in seats
        ]
        for key, seats in run.seats.items()
    }
    run.save(update_fields=["seats"])

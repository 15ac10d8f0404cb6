"""How does a case that was begun anywhere go on at the window: what is missing, originals, the result?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import parties, standing
from yiwang.kernel.cases import rules as case_rules
from yiwang.kernel.cases.actions import Handover
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.subsystems.approvals.applications.models import Application
from yiwang.subsystems.approvals.counter import delivering, messages, rules
from yiwang.subsystems.approvals.counter.actions.taking_in import Brought, may_handle, note
from yiwang.subsystems.approvals.counter.models import HandedOver, TakenIn, Window


@dataclass(frozen=True)
class Fetched:
    """Who takes the result: the number of the document that they show, or whose authorisation they bring."""

    who: str = ""
    identifier_kind: str = identifiers.IDENTITY
    identifier: str = ""
    is_authorised: bool = False
    note: str = ""


@transaction.atomic
def supply(by: Actor, case_id: int, text: str, brought: Brought) -> TakenIn:
    """What the applicant brings because it was asked for; on the web nothing is asked for any longer.

    Handed in for the party, who stands here: the case hears it as from the party, the record says by whom.
    Raises Refused where the case waits for nothing.
    """
    case = Case.objects.select_related("unit").get(pk=case_id)
    if not brought.files and not brought.paper and not text.strip():
        raise Refused("请登记补交的材料，或者写明补正的内容。", field="text")
    cases.supply(_for_party(by), case_id, text, brought.files)
    taken = _noted(by, case, brought)
    _mark_paper(by, case, brought)
    matter = Application.objects.select_related("matter").get(case=case).matter
    if matter and matter.is_open:
        report(by, matter.reference, Report("已在窗口补交材料", settles=True))
    record(by, "counter.supplement_take", taken, case=case.number)
    return taken


@transaction.atomic
def check_originals(by: Actor, case_id: int, codes: Collection[str]) -> TakenIn:
    """Originals were shown: noted in the case where it is the clerk's unit's, else for its handlers."""
    case = Case.objects.select_related("unit").get(pk=case_id)
    if not case.is_open:
        raise Refused(f"该件{case.get_state_display()}，不需要核对原件。")
    if not case.materials.filter(code__in=codes).exists():
        raise Refused("请勾选已经核对原件的材料。", field="originals")
    taken = _noted(by, case, Brought(originals=codes))
    if may_handle(by, case):
        for material in case.materials.filter(code__in=codes):
            cases.check_material(by, material.pk, case_rules.CHECKED, is_original_checked=True)
    record(by, "counter.originals_check", taken, case=case.number, materials=sorted(codes))
    return taken


def _mark_paper(by: Actor, case: Case, brought: Brought) -> None:
    if not may_handle(by, case):
        return
    for material in case.materials.filter(code__in=brought.paper):
        is_checked = material.code in brought.originals
        state = case_rules.CHECKED if is_checked else case_rules.HERE
        cases.check_material(by, material.pk, state, is_original_checked=is_checked)


def _noted(by: Actor, case: Case, brought: Brought) -> TakenIn:
    touched = {*brought.files, *brought.paper, *brought.originals}
    materials = [
        messages.TakenMaterial(
            code=material.code,
            name=material.name,
            form=_form(material.code, brought.files, brought.paper),  # type: ignore[arg-type]
            files=len(brought.files.get(material.code, ())),
            is_original_checked=material.code in brought.originals,
        )
        for material in case.materials.filter(code__in=touched)
    ]
    return note(by, case, case.number, materials, is_first=False)


def _form(code: str, files: Mapping[str, Sequence[StoredFile]], paper: Collection[str]) -> str:
    if files.get(code):
        return rules.FILE
    return rules.PAPER if code in paper else rules.MISSING


@transaction.atomic
def hand_over(by: Actor, case_id: int, fetched: Fetched) -> HandedOver:
    """Give the result to the party, its agent, or somebody whose authorisation was seen.

    The delivery is the case's own step: taken by whoever has its seat, or on behalf of the unit at a window
    of a hall that delivers for it (see counter.delivering). Raises Refused for anybody else, and for a
    document that is nobody's of the case.
    """
    case = Case.objects.select_related("party", "unit").get(pk=case_id)
    if case.state != case_rules.DECIDED:
        raise Refused(f"该件{case.get_state_display()}，没有可以领取的结果。")
    who, seen = _identified(case, fetched)
    handed = HandedOver.objects.create(
        case=case,
        window=Window.objects.filter(clerk=by.person_id).first(),
        clerk_id=by.person_id,
        who=who,
        is_authorised=fetched.is_authorised,
        note=seen,
        at=now(),
    )
    right = delivering.right_to(standing.post_of(by), case)
    place = right.place if right else ""
    _deliver(by, case, Handover("counter", who, note=seen, place=place))
    behalf = {"place": place, "for_unit": case.unit.name} if place else {}
    record(
        by,
        "counter.result_hand_over",
        handed,
        case=case.number,
        is_authorised=fetched.is_authorised,
        **behalf,
    )
    return handed


def _deliver(by: Actor, case: Case, handover: Handover) -> None:
    if handover.place:
        cases.deliver_on_behalf(by, case.pk, handover)
    else:
        cases.deliver_case(by, case.pk, handover)


def _identified(case: Case, fetched: Fetched) -> tuple[str, str]:
    """Name, and in words how it was made sure."""
    if fetched.is_authorised:
        rules.check_authorised(fetched.who, fetched.note)
        return fetched.who.strip()[:60], f"受托代领：{fetched.note.strip()}"[:200]
    number = identifiers.check(fetched.identifier_kind, fetched.identifier)
    facts = parties.facts_of(case.party)
    known = {facts.name: facts.identifier, facts.agent: facts.agent_identifier}
    who = rules.check_recipient(number, known)
    return who[:60], f"已查验{identifiers.KINDS[fetched.identifier_kind]}"


def _for_party(by: Actor) -> Actor:
    """The party, for whom the clerk enters it: no post of its own in the case."""
    return Actor(person=f"申请人（{by.person}窗口代录）"[:80], unit=by.unit, address=by.address)

"""How does a case come into being?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import kinds, numbering, parties, rules, terms, timing
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Case, Material, Series, new_reference
from yiwang.kernel.cases.parties import PartyFacts
from yiwang.kernel.cases.terms import NO_TERMS, Terms
from yiwang.kernel.deadlines.moments import local, now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.prepared import ASKED_TEXT, Prepared, insert, insert_all
from yiwang.kernel.processes import actions as processes
from yiwang.kernel.processes.definitions import MACHINES
from yiwang.kernel.processes.models import Definition, Run
from yiwang.kernel.processes.rules import Seats, Subject

_IN_FORCE = Prepared(lambda key: Definition.objects.in_force().defer("xml").filter(key=key), ASKED_TEXT)


@dataclass(frozen=True)
class MaterialFacts:
    """One thing that belongs to the case, with the files already handed in for it."""

    code: str
    name: str
    form: str = "electronic"
    originals: int = 0
    copies: int = 0
    is_required: bool = True
    files: tuple[StoredFile, ...] = ()
    is_on_paper: bool = False


@dataclass(frozen=True)
class Opening:
    """What is known when a case begins. ``received_at``: when the party handed it in (now).

    ``definition_key``: the process in force under that key; without one the case is handled by its states
    alone. ``data``: values of the fields that the process declares. A process without a step of acceptance
    (circulation, review) begins with the case accepted, and so does ``is_accepted``.
    """

    kind: str
    title: str
    party: PartyFacts
    channel: str
    unit: Unit
    definition_key: str | None = None
    seats: Seats = field(default_factory=dict)
    terms: Terms = NO_TERMS
    materials: Sequence[MaterialFacts] = ()
    received_at: datetime | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    is_accepted: bool = False


@transaction.atomic
def open(by: Actor, opening: Opening) -> Case:  # noqa: A001 - a case is opened
    """Give the case its number, its process, its time for acceptance; tell the party that it was received.

    Raises Refused for an unknown kind or process, a party whose numbers are wrong, a seat nobody fills.
    """
    kind = kinds.known(opening.kind)
    terms.check(opening.terms)
    facts = parties.checked(opening.party)
    case = _case(kind, opening)
    party = parties.party_of(facts)
    insert(party)
    case.party = party
    if opening.definition_key:
        case.run = _started(by, case, opening)
    if opening.is_accepted or (case.run and not _has_acceptance(case.run)):
        case.state, case.accepted_at, case.accept_due_at = rules.ACCEPTED, case.received_at, None
        timing.start(case, by.person)
    insert(case)
    _enter_materials(case, opening.materials)
    answer_on = timing.last_day(case.accept_due_at) if case.accept_due_at else None
    told = Told("note", "已收件", f"您提交的“{case.title}”已收到，编号{case.number}。", due_on=answer_on)
    enter(by, case, Line("open", "收件登记"), told)
    record(by, "cases.case_open", case, title=case.title, channel=case.channel, unit=opening.unit.name)
    return case


def _case(kind: kinds.Kind, opening: Opening) -> Case:
    """Numbered, unsaved."""
    moment = now()
    received_at = opening.received_at or moment
    if received_at > moment:
        raise Refused("收到时间不能晚于现在。", field="received_at")
    title = rules.words(opening.title, "办理事项", field="title", longest=rules.TITLE_LENGTH)
    rules.check_choice(opening.channel, rules.CHANNELS, "申请方式", field="channel")
    series, serial, number = numbering.next_number(kind, local(moment).year, opening.unit)
    case = Case(
        reference=new_reference(),
        number=number,
        series=Series(key=series),
        serial=serial,
        kind=kind.code,
        title=title,
        channel=opening.channel,
        unit=opening.unit,
        stored_terms=terms.written(opening.terms),
        received_at=received_at,
        opened_at=moment,
    )
    timing.lay_down_acceptance(case, received_at, kind.acceptance)
    return case


def _started(by: Actor, case: Case, opening: Opening) -> Run:
    definition = _IN_FORCE.first(opening.definition_key) if opening.definition_key else None
    if definition is None:
        raise Refused(f"流程“{opening.definition_key}”没有启用的版本，请联系流程管理员。")
    subject = Subject(rules.SUBJECT, case.reference)
    return processes.start(by, definition, subject, opening.seats, opening.data)


def _has_acceptance(run: Run) -> bool:
    return any(step.stage == "accept" for step in MACHINES.of(run.definition_id).diagram.steps)


def _enter_materials(case: Case, materials: Sequence[MaterialFacts]) -> None:
    if not materials:
        return
    rows = [_material(case, each) for each in materials]
    if len({row.code for row in rows}) != len(rows):
        raise Refused("材料清单中有重复的材料代码。", field="materials")
    insert_all(rows)
    through = Material.files.through
    insert_all(
        [
            through(material_id=row.pk, storedfile_id=stored.pk)
            for row, each in zip(rows, materials, strict=True)
            for stored in each.files
        ]
    )


def _material(case: Case, facts: MaterialFacts) -> Material:
    rules.check_choice(facts.form, rules.MATERIAL_FORMS, "材料形式", field="materials")
    return Material(
        case=case,
        code=facts.code,
        name=facts.name,
        form=facts.form,
        originals=facts.originals,
        copies=facts.copies,
        is_required=facts.is_required,
        state=rules.HERE if facts.files or facts.is_on_paper else rules.MISSING,
    )

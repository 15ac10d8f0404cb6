"""How does an application become a case?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor, canonical, sm3
from yiwang.kernel.cases.actions import opening as cases
from yiwang.kernel.cases.actions.opening import MaterialFacts, Opening
from yiwang.kernel.cases.parties import PartyFacts
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake.models import Matter
from yiwang.kernel.prepared import ASKED_TEXT, Prepared, insert
from yiwang.kernel.systems.models import System
from yiwang.subsystems.approvals.applications import applying, editions, followers, messages, rules
from yiwang.subsystems.approvals.applications.actions import following
from yiwang.subsystems.approvals.applications.editions import Chosen
from yiwang.subsystems.approvals.applications.models import Application
from yiwang.subsystems.approvals.items import seating
from yiwang.subsystems.approvals.items.elements import Elements


@dataclass(frozen=True)
class Submitted:
    """What was handed in: ``body`` from ``applying.checked``; ``files`` in the order its positions name.

    ``matter``: the submission that outside can be tracked; None where nobody tracks it. ``system``: the
    program that handed it in.
    """

    body: messages.Application
    files: Sequence[StoredFile]
    at: datetime
    matter: Matter | None = None
    system: System | None = None


_SAME = Prepared(
    lambda digest: Application.objects.same(digest).select_related("case").order_by("pk")[:1], ASKED_TEXT
)


@dataclass(frozen=True)
class Registered:
    """``is_new``: False where the same application was there already."""

    application: Application
    is_new: bool


@transaction.atomic
def register(by: Actor, submitted: Submitted) -> Registered:
    """Open the case of an application, once.

    Raises Refused for an item that is closed or unknown, an edition nobody knows, wrong identifiers, and a
    seat that no unit fills. Materials that are missing do not hinder it: they are asked for, once.
    """
    body = submitted.body
    choice = editions.chosen(body.item, body.edition, body.digest, day_of(submitted.at))
    elements = editions.elements_of(choice.edition)
    party = applying.checked_party(elements, body.party.model_dump())
    rules.check_positions(
        (position for given in body.materials for position in given.files), len(submitted.files)
    )
    digest = content_digest(body, submitted.files)
    same = next(iter(_SAME.rows(digest)), None)
    if same:
        return Registered(same, is_new=False)
    case = cases.open(by, _opening(choice, elements, submitted, party))
    application = Application(
        case=case,
        matter=submitted.matter,
        system=submitted.system,
        edition=choice.edition,
        seen=choice.seen,
        answers=body.answers,
        content_digest=digest,
        delivery=body.delivery.model_dump(),
        signature=body.signature.model_dump(mode="json") if body.signature else {},
        project=body.project,
        parent=_parent(body.parent),
        submitted_at=submitted.at,
        registered_at=now(),
    )
    insert(application)
    following.tell_receipt(by, application, choice)
    followers.tell_registered(application)
    record(
        by,
        "approvals.application_register",
        application,
        item=body.item,
        edition=choice.edition.number,
        seen=choice.seen.number,
        channel=body.channel,
    )
    return Registered(application, is_new=True)


def content_digest(body: messages.Application, files: Sequence[StoredFile]) -> str:
    """SM3 of what makes an application the same one: item, answers, party, bytes of its files."""
    told: dict[str, Any] = {
        "item": body.item,
        "answers": body.answers,
        "party": [body.party.identifier_kind, body.party.identifier, body.party.name],
        "project": body.project,
        "parent": body.parent,
        "files": {
            given.code: sorted(files[position].digest or "" for position in given.files)
            for given in body.materials
        },
    }
    return sm3(canonical(told).encode())


def _opening(choice: Chosen, elements: Elements, submitted: Submitted, party: messages.Party) -> Opening:
    body = submitted.body
    return Opening(
        kind=rules.KIND,
        title=elements.name,
        party=_party_facts(party),
        channel=rules.CASE_CHANNELS[body.channel],
        unit=choice.edition.implementation.unit,
        definition_key=elements.process,
        seats=seating.seats_of(elements),
        terms=editions.terms_of(elements),
        materials=_materials(elements, submitted),
        received_at=min(submitted.at, now()),
        data=body.answers,
    )


def _party_facts(party: messages.Party) -> PartyFacts:
    agent = party.agent or messages.NOBODY
    return PartyFacts(
        kind=rules.PARTY_KINDS[party.kind],
        name=party.name,
        identifier_kind=party.identifier_kind,
        identifier=party.identifier,
        phone=party.phone or agent.phone,
        address=party.address,
        contact=agent.name,
        representative=party.legal_representative,
        agent=agent.name if agent.identifier else "",
        agent_identifier_kind=agent.identifier_kind,
        agent_identifier=agent.identifier,
    )


def _materials(elements: Elements, submitted: Submitted) -> list[MaterialFacts]:
    given: Mapping[str, messages.Given] = {each.code: each for each in submitted.body.materials}
    return [
        MaterialFacts(
            code=material.code,
            name=material.name,
            form=material.form,
            originals=material.originals,
            copies=material.copies,
            is_required=material.is_required and not material.needed_when,
            files=_files(given.get(material.code), submitted.files),
            is_on_paper=material.code in given and given[material.code].form == "paper",
        )
        for material in elements.materials_asked
    ]


def _files(given: messages.Given | None, files: Sequence[StoredFile]) -> tuple[StoredFile, ...]:
    return tuple(files[position] for position in given.files) if given else ()


def _parent(number: str) -> Application | None:
    """Raises Refused for a case that does not exist."""
    if not number:
        return None
    parent = Application.objects.filter(case__number=number).first()
    if parent is None:
        raise Refused(f"没有编号为“{number}”的主办件。", field="parent")
    return parent

"""How is an application of somebody who stands at the window taken in?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases import standing
from yiwang.kernel.cases.actions.materials import check_material
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake.actions.entering import enter
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.approvals.applications import applying
from yiwang.subsystems.approvals.applications import rules as applications
from yiwang.subsystems.approvals.applications.actions.registering import Submitted, register
from yiwang.subsystems.approvals.applications.applying import Extras, Ready
from yiwang.subsystems.approvals.counter import messages, rules
from yiwang.subsystems.approvals.counter.models import TakenIn, Ticket, Window
from yiwang.subsystems.approvals.items.models import Edition
from yiwang.subsystems.approvals.items.parts import Material


@dataclass(frozen=True)
class Brought:
    """What somebody put on the counter: files by code of the material, codes of what is on paper, codes of
    what was compared with its original.
    """

    files: Mapping[str, Sequence[StoredFile]] = field(default_factory=dict)
    paper: Collection[str] = ()
    originals: Collection[str] = ()


@dataclass(frozen=True)
class Applied:
    """An application as the clerk filled it in; ``party``, ``delivery``: as ``applying.checked`` wants."""

    party: Mapping[str, Any]
    answers: Mapping[str, Any]
    brought: Brought
    delivery: Mapping[str, Any] = field(default_factory=dict)
    project: str = ""
    email: str = ""


@dataclass(frozen=True)
class Receipt:
    """For the paper that the applicant takes home; ``code`` is stored nowhere."""

    taken: TakenIn
    code: str


@transaction.atomic
def take_in(by: Actor, edition: Edition, applied: Applied) -> Receipt:
    """Register it as any other application, so that it goes on by the web and back.

    Raises Refused with the field for whatever ``applying.checked`` refuses, and for the same application a
    second time.
    """
    ready = _ready(edition, applied)
    entered = enter(by, applications.KIND, ready.data, _contact(applied), ready.files)
    registered = register(by, Submitted(ready.body, ready.files, now(), entered.matter))
    case = registered.application.case
    if not registered.is_new:
        raise Refused(f"同样内容的申请正在办理（编号{case.number}），不能重复收件。")
    materials = [_taken(material, applied.brought) for material in edition.elements.materials_asked]
    taken = note(by, case, entered.number, materials, is_first=True)
    _check_originals(by, case, applied.brought.originals)
    record(by, "counter.application_take", taken, number=taken.number, item=edition.implementation.code)
    return Receipt(taken, entered.code)


def _ready(edition: Edition, applied: Applied) -> Ready:
    extras = Extras(
        channel=applications.AT_COUNTER,
        delivery=applied.delivery,
        paper=applied.brought.paper,
        project=applied.project,
    )
    offered = applying.of_edition(edition)
    return applying.checked(offered, applied.answers, applied.party, applied.brought.files, extras)


def _contact(applied: Applied) -> Contact:
    return Contact(str(applied.party.get("name", "")), str(applied.party.get("phone", "")), applied.email)


def _taken(material: Material, brought: Brought) -> messages.TakenMaterial:
    given = brought.files.get(material.code, ())
    form = rules.FILE if given else rules.PAPER if material.code in brought.paper else rules.MISSING
    return messages.TakenMaterial(
        code=material.code,
        name=material.name,
        form=form,  # type: ignore[arg-type]
        files=len(given),
        is_original_checked=material.code in brought.originals,
    )


def note(
    by: Actor, case: Case, number: str, materials: Sequence[messages.TakenMaterial], *, is_first: bool
) -> TakenIn:
    """What came over the counter; the clerk's window and whoever is being served there now are named."""
    window = Window.objects.filter(clerk=by.person_id).select_related("hall").first()
    ticket = Ticket.objects.at_window().filter(window=window).first() if window else None
    return TakenIn.objects.create(
        case=case,
        hall=window.hall if window else None,
        window=window,
        ticket=ticket,
        clerk_id=by.person_id,
        at=now(),
        number=number,
        is_first=is_first,
        materials=[material.model_dump() for material in materials],
    )


def _check_originals(by: Actor, case: Case, codes: Collection[str]) -> None:
    """Into the case itself where its unit is the clerk's; elsewhere ``TakenIn`` tells its handlers."""
    if not may_handle(by, case):
        return
    for material in case.materials.filter(code__in=codes):
        check_material(by, material.pk, cases.CHECKED, is_original_checked=True)


def may_handle(by: Actor, case: Case) -> bool:
    post = standing.post_of(by)
    return may(post, cases.HANDLE) and standing.is_ours(post, case.unit)

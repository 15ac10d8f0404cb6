"""Inner side: how is the applicant told what happens, and how is their contact looked at?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import Address
from yiwang.kernel.exchange.models import Envelope
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake import contacts, kinds, messages, rules
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.messages import Asked
from yiwang.kernel.intake.models import Matter
from yiwang.kernel.prepared import ASKED_TEXT, Prepared, update

_MATTER = Prepared(
    lambda reference: (
        Matter.objects.select_for_update(of=("self",)).select_related("node").filter(reference=reference)
    ),
    ASKED_TEXT,
)


@dataclass(frozen=True)
class Report:
    """A step for the applicant: ``kind`` of rules.STEPS; answers and closing end the matter.

    ``asks``: the things that an asking step asks for, one by one; the supplement form gets upload fields for
    each. ``facts``: JSON for the panels of the kind, such as the last day and its working.
    ``settles``: what earlier steps asked for has come another way; the applicant is asked no longer.
    """

    label: str
    text: str = ""
    kind: Literal["note", "ask", "answer", "close"] = "note"
    unit: str = ""
    due_on: date | None = None
    files: Sequence[StoredFile] = ()
    asks: Sequence[Asked] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    settles: bool = False


@transaction.atomic
def report(by: Actor, reference: str, step: Report) -> Envelope:
    """Send a step to the zone that the submission came from, signed by this installation.

    ``step.unit`` or else the unit of ``by`` is named as who says so. Raises Refused once the matter ended.
    """
    matter = _locked(reference)
    if not matter.is_open:
        raise Refused(f"这件事项{matter.get_state_display()}，不能再向申请人反馈。")
    matter.steps += 1
    if step.kind in {rules.ANSWER, rules.CLOSE}:
        matter.state = Matter.State.ENDED
    update(matter, ["steps", "state"])
    body = messages.Progress(
        reference=matter.reference,
        step=matter.steps,
        kind=step.kind,
        label=step.label,
        text=rules.checked_text(step.text, "text") if step.text else "",
        unit=(step.unit or by.unit)[:120],
        due_on=step.due_on,
        at=now(),
        asks=list(step.asks),
        facts=dict(step.facts),
        is_entered=matter.is_entered,
        settles=step.settles,
    )
    subject = f"{kinds.label(matter.kind)}{rules.STEPS[step.kind]} {matter.number}"
    to = [Address(node=matter.node)]
    outline = Outline(
        messages.PROGRESS, subject, to, body=body.model_dump(mode="json"), files=tuple(step.files)
    )
    envelope = send(by, Side(), outline)
    record(by, "intake.matter_report", matter, step=matter.steps, kind=step.kind, label=step.label)
    return envelope


@transaction.atomic
def read_contact(by: Actor, reference: str) -> Contact:
    """The applicant's contact in full, to somebody who has a reason; who looked stands in the record."""
    matter = _locked(reference)
    contact = contacts.of_matter(matter)
    record(by, "intake.contact_read", matter, number=matter.number)
    return contact


def _locked(reference: str) -> Matter:
    found = _MATTER.first(reference)
    if found is None:
        raise Refused("没有这件提交。")
    return found

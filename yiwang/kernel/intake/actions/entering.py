"""Inner side: how is something entered on behalf of somebody who stands at the counter?"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from pydantic import BaseModel

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import Address
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.exchange.rules import marking_in, refuse_marked
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake import codes, contacts, kinds, messages, rules
from yiwang.kernel.intake.actions.keys import own_key
from yiwang.kernel.intake.contacts import NOBODY, Contact
from yiwang.kernel.intake.kinds import Kind
from yiwang.kernel.intake.models import Matter, Series, new_reference
from yiwang.kernel.nodes import queries as nodes


@dataclass(frozen=True)
class Receipt:
    """For the paper that the person takes home; ``code`` is stored nowhere, print it now."""

    number: str
    code: str
    matter: Matter


@transaction.atomic
def enter(
    by: Actor, kind: str, data: Mapping[str, Any], contact: Contact = NOBODY, files: Sequence[StoredFile] = ()
) -> Receipt:
    """Number it, make its Matter, and send the outer side what its owner needs to go on there.

    The person then tracks, supplements, withdraws and rates on the web as if it had been handed in there, and
    ``reporting.report`` tells them. ``Kind.take`` is not called: whoever enters makes the subsystem's own row
    about ``Receipt.matter`` in the same transaction. Files stay inside: only their names cross, the contact
    masked, the code as a digest.
    Raises Refused for data that the kind forbids, a file that is not clean, the mark of a state secret, and
    where the outer zone is unknown here.
    """
    known = kinds.known(kind)
    body = kinds.read(known, data)
    _check(body, files)
    moment = now()
    code = codes.new_code()
    matter = Matter.objects.create(
        reference=new_reference(),
        node=nodes.zone("outer"),
        kind=known.code,
        number=_numbered(known.prefix, day_of(moment)),
        contact=contacts.sealed_for_inner(contact, own_key()),
        submitted_at=moment,
        received_at=moment,
        is_entered=True,
    )
    outline = Outline(
        messages.ENTRY,
        f"{known.label}窗口提交 {matter.number}",
        [Address(node=matter.node)],
        body=_entry(known, body, matter, contact, code, files).model_dump(mode="json"),
    )
    send(by, Side(), outline)
    digests = [stored.digest for stored in files]
    record(by, "intake.matter_enter", matter, number=matter.number, kind=matter.kind, files=digests)
    return Receipt(matter.number, code, matter)


def _check(body: BaseModel, files: Sequence[StoredFile]) -> None:
    said = body.model_dump(mode="json").values()
    refuse_marked(marking_in("\n".join(value for value in said if isinstance(value, str))))
    for stored in files:
        if not stored.is_clean:
            raise Refused(f"“{stored.name}”不能提交：{stored.notice}", field="files")


def _numbered(prefix: str, day: date) -> str:
    series = Series.objects.locked(prefix, day, is_inner=True)
    series.last += 1
    series.save(update_fields=["last"])
    return rules.entered_number(series.prefix, series.day, series.last)


def _entry(
    kind: Kind, body: BaseModel, matter: Matter, contact: Contact, code: str, files: Sequence[StoredFile]
) -> messages.Entry:
    data = kind.entered(body) if kind.entered else body.model_dump(mode="json")
    return messages.Entry(
        reference=matter.reference,
        kind=kind.code,
        number=matter.number,
        submitted_at=matter.submitted_at or matter.received_at,
        data=dict(data),
        papers=[stored.name for stored in files],
        contact=messages.Shown(**asdict(contact.masked)),
        code=codes.stretched(matter.number, code),
    )

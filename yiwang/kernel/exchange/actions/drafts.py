"""How does something half-written wait until it is sent?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.actions.alarms import alarmed
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.models import Draft, Envelope
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Person, Unit


@dataclass(frozen=True)
class Written:
    """The fields of the form as they were typed, right or wrong, and the files handed in."""

    kind: str
    subject: str
    fields: Mapping[str, Any]
    files: Sequence[StoredFile] = ()


@alarmed
@transaction.atomic
def keep(by: Actor, unit: Unit, author: Person, written: Written, draft: Draft | None = None) -> Draft:
    """Keep a draft, or replace what it held. A secret is refused before it is stored even as a draft."""
    running = "\n".join(str(value) for value in written.fields.values())
    rules.refuse_marked(rules.marking_in(f"{written.subject}\n{running}"))
    draft = draft or Draft(unit=unit, author=author)
    draft.kind, draft.subject = written.kind, written.subject[: rules.SUBJECT_LENGTH]
    draft.written, draft.changed_at = dict(written.fields), now()
    draft.save()
    draft.files.set(written.files)
    record(by, "exchange.draft_keep", draft)
    return draft


@alarmed
@transaction.atomic
def send_draft(by: Actor, side: Side, draft: Draft | None, outline: Outline) -> Envelope:
    """Send, and let go of the draft that it was written in; both or neither.

    Raises Refused where the draft was sent already: whoever clicks twice sends once.
    """
    if draft is None:
        return send(by, side, outline)
    held = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if held is None:
        raise Refused("这份草稿已经发出或删除，请到发件箱核对。")
    envelope = send(by, side, outline)
    held.delete()
    return envelope


@transaction.atomic
def discard(by: Actor, draft: Draft) -> None:
    record(by, "exchange.draft_discard", draft)
    draft.delete()

"""How does a draft become an application that has been handed in, once and whole?"""

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import F

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions.submissions import HandedIn, Receipt, submit
from yiwang.subsystems.approvals.applications import applying, messages
from yiwang.subsystems.approvals.applications import rules as applications
from yiwang.subsystems.approvals.hall import content, rules
from yiwang.subsystems.approvals.hall.actions.drafts import held, locked
from yiwang.subsystems.approvals.hall.actions.moving import sheet_of
from yiwang.subsystems.approvals.hall.models import Draft, DraftFile, Tally
from yiwang.subsystems.approvals.items import guides
from yiwang.subsystems.approvals.items.models import Guide
from yiwang.subsystems.approvals.sheets import entries, signing


@dataclass(frozen=True)
class Signed:
    """``token``: the hidden one of the form; ``strokes``: empty where only the name was written."""

    token: str
    name: str
    strokes: str
    channel: str


@transaction.atomic
def hand_in(by: Actor, draft_id: int, signed: Signed) -> Receipt:
    """The same form sent twice is one application.

    Raises Refused, and keeps the draft as it is, where the item is closed, the guide has changed since the
    draft was checked, a requirement is not met, or the draft was handed in by another form.
    """
    opened = codes.opened_token(signed.token)
    draft = held(draft_id)
    if draft.submission and draft.token_digest == codes.token_digest(opened):
        return Receipt(draft.submission, codes.code_of(opened))
    draft = locked(draft_id)
    guide = guides.open_guide(draft.item)
    if guide.edition_number != draft.edition:
        raise Refused("办事指南刚刚更新，请核对变化后再提交；您填写的内容都保留着。", field="edition")
    written = content.opened(draft.content)
    ready = _ready(draft, guide, written, signed)
    handed = HandedIn(
        kind=applications.KIND,
        token=signed.token,
        data=ready.data,
        contact=written.contact,
        files=ready.files,
    )
    receipt = submit(by, handed)
    _close(draft, receipt, codes.token_digest(opened))
    _count(draft.item)
    record(by, "hall.draft_hand_in", draft, number=receipt.submission.number)
    return receipt


def _ready(draft: Draft, guide: Guide, written: content.Content, signed: Signed) -> applying.Ready:
    """What is signed is what the checks made of the draft, not what was typed."""
    files: dict[str, list[DraftFile]] = {}
    for attached in draft.files.select_related("stored"):
        files.setdefault(attached.material, []).append(attached)
    given = {code: [attached.stored for attached in group] for code, group in files.items()}
    sheet = sheet_of(guide.elements)
    answers = entries.without_empty_rows(sheet, written.answers)
    extras = applying.Extras(
        channel=rules.channel(signed.channel, guide.elements.channels),
        delivery=written.delivery(),
        project=written.project,
    )
    offer = applying.Offered(guide.code, guide.edition_number, guide.digest, guide.elements)
    unsigned = applying.checked(offer, answers, written.body(), given, extras)
    name = rules.check_signer(signed.name, written.signers)
    return _with_signature(unsigned, name, signing.checked_strokes(signed.strokes))


def _with_signature(unsigned: applying.Ready, name: str, strokes: str) -> applying.Ready:
    evidence = messages.Signature(
        algorithm=signing.ALGORITHM,
        digest=signing.digest(rules.STATEMENT, said_of(unsigned)),
        value=signing.value(name, strokes),
        signed_at=now(),
    )
    return replace(unsigned, body=unsigned.body.model_copy(update={"signature": evidence}))


def said_of(ready: applying.Ready) -> dict[str, Any]:
    """What the signature is about: the whole application but the signature, and every file by its digest."""
    return {**ready.data, "signature": None, "files": [stored.digest for stored in ready.files]}


def _close(draft: Draft, receipt: Receipt, token_digest: str) -> None:
    draft.submission, draft.content, draft.token_digest = receipt.submission, "", token_digest
    draft.touched_at, draft.told = now(), []
    draft.save(update_fields=["submission", "content", "token_digest", "touched_at", "told"])
    draft.files.all().delete()


def _count(item: str) -> None:
    Tally.objects.bulk_create([Tally(item=item)], ignore_conflicts=True)
    Tally.objects.filter(pk=item).update(count=F("count") + 1)

"""Inner side: how does the outer zone learn of a mailbox, of a site, of where a letter stands?

Counted in the transaction of the deed; sent at once where the outer zone is known, otherwise by the regular
job. Of a letter it learns days and state, and its words only where an official released them.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from pydantic import BaseModel

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.cases import rules as cases
from yiwang.kernel.deadlines.moments import day_of
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import addressing
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import Address
from yiwang.kernel.exchange.models import Receipt
from yiwang.kernel.exchange.parties import Side
from yiwang.subsystems.participation.letters import messages, rules
from yiwang.subsystems.participation.letters.models import Letter, Mailbox, Site

BATCH = 200
Row = Mailbox | Site | Letter
STATES = {
    cases.RECEIVED: "received",
    cases.ASKED: "received",
    cases.CLOSED: "answered",
    cases.DECLINED: "declined",
    cases.WITHDRAWN: "withdrawn",
}


def tell_outside(by: Actor, row: Row) -> None:
    """Part of the caller's transaction, which holds the row."""
    row.refresh_from_db(fields=["sequence", "sent_sequence"])
    row.sequence += 1
    row.trouble = ""
    row.save(update_fields=["sequence", "trouble"])
    outer = _outer()
    if outer:
        _send(by, row, outer)


def tell_if_counted(by: Actor, letter: Letter) -> None:
    """Outside a letter told twice by the same person, a part and a second handling are none of their own."""
    if not (letter.is_repeat or letter.part_of_id or letter.again_of_id):
        tell_outside(by, letter)


def _outer() -> Address | None:
    try:
        return addressing.of_zone("outer")
    except Refused:
        return None


def _send(by: Actor, row: Row, outer: Address) -> None:
    kind, subject, body = _WORDS[type(row)]
    said: BaseModel = body(row)
    send(by, Side(), Outline(kind, subject, [outer], body=said.model_dump(mode="json")))
    row.sent_sequence = row.sequence
    row.save(update_fields=["sent_sequence"])


def box_of(mailbox: Mailbox) -> messages.Box:
    types = list(mailbox.offered_types)
    return messages.Box.model_validate(
        {
            "code": mailbox.code,
            "sequence": mailbox.sequence,
            "name": mailbox.name,
            "kind": mailbox.kind,
            "leader": mailbox.leader,
            "unit_name": mailbox.unit.name,
            "description": mailbox.description,
            "is_open": mailbox.is_open,
            "notice": mailbox.notice,
            "order": mailbox.order,
            "subjects": mailbox.subjects,
            "types": types,
            "days": {code: mailbox.days.get(code) or rules.WORKING_DAYS.get(code, 0) for code in types},
            "exposure": mailbox.exposure,
            "is_anonymous_allowed": mailbox.is_anonymous_allowed,
        }
    )


def site_of(site: Site) -> messages.Site:
    return messages.Site(
        code=site.code,
        sequence=site.sequence,
        name=site.name,
        mailbox=site.mailbox.code,
        origins=site.origins,
        key_digest=site.key_digest,
        is_open=site.is_open,
    )


def trace_of(letter: Letter) -> messages.Trace:
    """Of what is confidential neither the type nor the unit is told."""
    case = letter.case
    is_quiet = letter.mailbox.is_confidential or letter.is_informing
    return messages.Trace.model_validate(
        {
            "uid": letter.uid,
            "sequence": letter.sequence,
            "mailbox": letter.mailbox.code,
            "type": "" if is_quiet else letter.type,
            "unit_name": "" if is_quiet else case.unit.name,
            "state": STATES.get(case.state, "handling"),
            "received_on": letter.received_on,
            "accepted_on": day_of(case.accepted_at) if case.accepted_at else None,
            "closed_on": day_of(case.closed_at) if case.closed_at else None,
            "working_days": letter.working_days,
            "is_in_time": letter.is_in_time,
            "level": case.rating,
            "words": _words(letter),
            "note": letter.take_down_note if letter.exposure == rules.TAKEN_DOWN else "",
        }
    )


def _words(letter: Letter) -> messages.Words | None:
    if letter.exposure != rules.SHOWN or letter.shown_at is None:
        return None
    return messages.Words(
        title=letter.public_title,
        text=letter.public_text,
        reply=letter.public_reply,
        subject=letter.subject,
        shown_on=day_of(letter.shown_at),
    )


# Subjects stand in the exchange for ever: they name neither writer nor matter.
_WORDS: dict[type, tuple[str, str, Callable[[Any], BaseModel]]] = {
    Mailbox: (messages.MAILBOX, "信箱设置", box_of),
    Site: (messages.SITE, "嵌入站点设置", site_of),
    Letter: (messages.TRACE, "信件办理情况", trace_of),
}


def tell_waiting() -> int:
    """The regular job: what could not go at once; how many went."""
    outer = _outer()
    if outer is None:
        return 0
    return sum(
        _told(model, pk, outer)
        for model in (Mailbox, Site, Letter)
        for pk in list(model.objects.owed().order_by("pk").values_list("pk", flat=True)[:BATCH])
    )


def _told(model: type[Any], pk: int, outer: Address) -> bool:
    try:
        return _send_owed(model, pk, outer)
    except Refused as refused:
        note_trouble(model, pk, refused.sentence)
        return False


@transaction.atomic
def _send_owed(model: type[Any], pk: int, outer: Address) -> bool:
    row = model.objects.owed().select_for_update().filter(pk=pk).first()
    if row is None:
        return False
    _send(SYSTEM, row, outer)
    return True


@transaction.atomic
def note_trouble(model: type[Any], pk: int, sentence: str) -> None:
    row = model.objects.select_for_update().get(pk=pk)
    row.trouble = sentence[:300]
    row.save(update_fields=["trouble"])
    record(SYSTEM, "letters.crossing_fail", row, reason=row.trouble)


_KEYS: dict[str, tuple[type[Any], str]] = {
    messages.MAILBOX: (Mailbox, "code"),
    messages.SITE: (Site, "code"),
    messages.TRACE: (Letter, "uid"),
}


def hear(receipts: Sequence[Receipt]) -> None:
    """A follower of the exchange: what the outer zone refused is shown to those who keep it."""
    for receipt in receipts:
        if receipt.kind == exchange.REFUSED and receipt.envelope.kind in _KEYS:
            model, key = _KEYS[receipt.envelope.kind]
            body = receipt.envelope.statement.body
            row = model.objects.filter(**{key: body[key]}).first()
            if row:
                note_trouble(model, row.pk, f"外网未接收：{receipt.statement.reason or '未说明理由'}")

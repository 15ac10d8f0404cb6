"""Inner side: how does the outer zone learn of a consultation and of what became of the opinions?"""

from collections.abc import Sequence

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import addressing
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import Address
from yiwang.kernel.exchange.models import Receipt
from yiwang.kernel.exchange.parties import Side
from yiwang.subsystems.participation.consultations import messages, reporting, rules
from yiwang.subsystems.participation.consultations.models import Consultation

BATCH = 200


def tell_outside(by: Actor, consultation: Consultation) -> None:
    """Part of the caller's transaction. Raises Refused for what may not be sent, such as unclean files."""
    consultation.sequence += 1
    consultation.save(update_fields=["sequence"])
    try:
        outer = addressing.of_zone("outer")
    except Refused:
        return
    _send(by, consultation, outer)


def _send(by: Actor, consultation: Consultation, outer: Address) -> None:
    words = "停止" if consultation.state == rules.WITHDRAWN else "发布"
    body = _notice(consultation).model_dump(mode="json")
    files = tuple(consultation.files.order_by("pk"))
    subject = f"{words}民意征集 {consultation.title}"
    send(by, Side(), Outline(messages.NOTICE, subject, [outer], body=body, files=files))
    consultation.sent_sequence, consultation.trouble = consultation.sequence, ""
    consultation.save(update_fields=["sent_sequence", "trouble"])


def _notice(consultation: Consultation) -> messages.Notice:
    return messages.Notice(
        reference=consultation.reference,
        sequence=consultation.sequence,
        state=consultation.state,  # type: ignore[arg-type]
        title=consultation.title,
        subject=consultation.subject,  # type: ignore[arg-type]
        unit=consultation.unit.name,
        unit_code=consultation.unit.code,
        purpose=consultation.purpose,
        background=consultation.background,
        contact=consultation.contact,
        opens_on=consultation.opens_on,
        closes_on=consultation.closes_on,
        published_at=consultation.published_at or consultation.created_at,
        short_reason=consultation.short_reason,
        clauses=[
            messages.Clause(number=one.number, label=one.label, heading=one.heading, text=one.text)
            for one in consultation.clauses.all()
        ],
        reason=consultation.reason,
        feedback=reporting.feedback(consultation) if consultation.state == rules.ANSWERED else None,
        final_title=consultation.final_title,
        final_address=consultation.final_address,
    )


def tell_waiting() -> int:
    """The regular job: what could not go at once; how many went. One that is forbidden waits for people."""
    try:
        outer = addressing.of_zone("outer")
    except Refused:
        return 0
    waiting = Consultation.objects.owed().filter(trouble="").order_by("pk").values_list("pk", flat=True)
    return sum(_told(pk, outer) for pk in list(waiting[:BATCH]))


def _told(consultation_id: int, outer: Address) -> bool:
    try:
        return _send_owed(consultation_id, outer)
    except Refused as refused:
        note_trouble(consultation_id, refused.sentence)
        return False


@transaction.atomic
def _send_owed(consultation_id: int, outer: Address) -> bool:
    held = Consultation.objects.owed().select_for_update(of=("self",)).select_related("unit")
    consultation = held.filter(pk=consultation_id).first()
    if consultation is None:
        return False
    _send(SYSTEM, consultation, outer)
    return True


@transaction.atomic
def note_trouble(consultation_id: int, sentence: str) -> None:
    consultation = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation_id)
    consultation.trouble = sentence[:300]
    consultation.save(update_fields=["trouble"])
    record(SYSTEM, "consultations.notice_fail", consultation, reason=consultation.trouble)


@transaction.atomic
def tell_again(by: Actor, consultation_id: int) -> Consultation:
    """Once more, in a new envelope. Raises Refused where the outer zone is unknown or a rule forbids it."""
    locked = Consultation.objects.select_for_update(of=("self",)).select_related("unit")
    consultation = locked.get(pk=consultation_id)
    if consultation.state == rules.DRAFT:
        raise Refused("这次征集还没有发布。")
    consultation.sequence += 1
    consultation.save(update_fields=["sequence"])
    _send(by, consultation, addressing.of_zone("outer"))
    record(by, "consultations.notice_retry", consultation)
    return consultation


def hear(receipts: Sequence[Receipt]) -> None:
    """A follower of the exchange: what the outer zone refused is shown to those who hold the draft."""
    for receipt in receipts:
        if receipt.kind == exchange.REFUSED and receipt.envelope.kind == messages.NOTICE:
            reference = receipt.envelope.statement.body["reference"]
            found = Consultation.objects.filter(reference=reference).first()
            if found:
                note_trouble(found.pk, f"外网未接收：{receipt.statement.reason or '未说明理由'}")

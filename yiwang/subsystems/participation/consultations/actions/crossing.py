"""Inner side: what has the outer zone to know of a consultation and of what became of the opinions?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions import telling
from yiwang.kernel.exchange.telling import Said
from yiwang.subsystems.participation.consultations import messages, reporting, rules
from yiwang.subsystems.participation.consultations.models import Consultation


def said(consultation: Consultation) -> Said:
    words = "停止" if consultation.state == rules.WITHDRAWN else "发布"
    files = tuple(consultation.files.order_by("pk"))
    return Said(f"{words}民意征集 {consultation.title}", _notice(consultation), files)


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


@transaction.atomic
def tell_again(by: Actor, consultation_id: int) -> Consultation:
    """Raises Refused where the outer zone is unknown or a rule forbids it."""
    locked = Consultation.objects.select_for_update(of=("self",)).select_related("unit")
    consultation = locked.get(pk=consultation_id)
    if consultation.state == rules.DRAFT:
        raise Refused("这次征集还没有发布。")
    telling.tell_again(by, consultation)
    record(by, "consultations.notice_retry", consultation)
    return consultation

"""How is a consultation written, published, stopped?"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.telling import tell
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.participation.consultations import clauses, rules
from yiwang.subsystems.participation.consultations.actions.holding import held, post_of
from yiwang.subsystems.participation.consultations.models import Clause, Consultation


@dataclass(frozen=True)
class Outline:
    """Everything that is said of a draft and the draft itself; ``files``: shown to the public with it."""

    title: str
    subject: str
    purpose: str
    draft: str
    opens_on: date
    closes_on: date
    background: str = ""
    contact: str = ""
    short_reason: str = ""
    files: Sequence[StoredFile] = ()


_COLUMNS = tuple(name for name in Outline.__dataclass_fields__ if name != "files")


@transaction.atomic
def begin(by: Actor, outline: Outline) -> Consultation:
    """A draft of the post's own unit."""
    post = post_of(by)
    require(post, rules.EDIT)
    _check(outline)
    consultation = Consultation.objects.create(
        unit=post.unit,  # type: ignore[union-attr]
        reference=_next_reference(),
        created_at=now(),
        created_by=by.person[:80],
        **{name: getattr(outline, name) for name in _COLUMNS},
    )
    consultation.files.set(outline.files)
    record(by, "consultations.draft_begin", consultation, reference=consultation.reference)
    return consultation


def _next_reference() -> str:
    """Drawn, not counted: the address of a draft cannot be guessed from the last one."""
    while True:
        drawn = rules.reference(today().year, secrets.randbelow(10**6))
        if not Consultation.objects.filter(reference=drawn).exists():
            return drawn


def _check(outline: Outline) -> None:
    if not (outline.title.strip() and outline.purpose.strip()):
        raise Refused(
            "请填写标题和征求意见的事由。", field="title" if not outline.title.strip() else "purpose"
        )
    if outline.subject not in rules.SUBJECTS:
        raise Refused("请选择事项类别。", field="subject")
    if len(outline.files) > rules.MOST_FILES:
        raise Refused(f"附件最多{rules.MOST_FILES}个。", field="file_1")
    rules.check_window(outline.subject, outline.opens_on, outline.closes_on, outline.short_reason, today())
    clauses.parse(outline.draft)


@transaction.atomic
def revise(by: Actor, consultation_id: int, outline: Outline) -> Consultation:
    """``outline.files`` are added to those that are there."""
    consultation = held(by, consultation_id, rules.EDIT)
    rules.check_draft(consultation.state)
    _check(outline)
    for name in _COLUMNS:
        setattr(consultation, name, getattr(outline, name))
    consultation.save(update_fields=list(_COLUMNS))
    consultation.files.add(*outline.files)
    if consultation.files.count() > rules.MOST_FILES:
        raise Refused(f"附件最多{rules.MOST_FILES}个，请先去掉不要的。", field="file_1")
    record(by, "consultations.draft_save", consultation)
    return consultation


@transaction.atomic
def drop_file(by: Actor, consultation_id: int, file_id: int) -> None:
    consultation = held(by, consultation_id, rules.EDIT)
    rules.check_draft(consultation.state)
    consultation.files.remove(file_id)
    record(by, "consultations.draft_save", consultation, dropped_file=file_id)


@transaction.atomic
def discard(by: Actor, consultation_id: int) -> None:
    """A draft that nobody has seen."""
    consultation = held(by, consultation_id, rules.EDIT)
    rules.check_draft(consultation.state)
    record(by, "consultations.draft_discard", consultation, title=consultation.title)
    consultation.delete()


@transaction.atomic
def publish(by: Actor, consultation_id: int) -> Consultation:
    """Its clauses are fixed from now on, and the public reads it from its first day on."""
    consultation = held(by, consultation_id, rules.PUBLISH)
    rules.check_draft(consultation.state)
    rules.check_window(
        consultation.subject,
        consultation.opens_on,
        consultation.closes_on,
        consultation.short_reason,
        today(),
    )
    Clause.objects.bulk_create(
        Clause(
            consultation=consultation,
            number=one.number,
            label=one.label[:60],
            heading=one.heading[:200],
            text=one.text,
        )
        for one in clauses.parse(consultation.draft)
    )
    consultation.state, consultation.published_at = rules.PUBLISHED, now()
    consultation.published_by = by.person[:80]
    consultation.save(update_fields=["state", "published_at", "published_by"])
    tell(by, consultation)
    record(by, "consultations.draft_publish", consultation, closes_on=consultation.closes_on)
    return consultation


@transaction.atomic
def prolong(by: Actor, consultation_id: int, closes_on: date) -> Consultation:
    """Only to a later day, and not once it is over: what was promised to the public is not shortened."""
    consultation = held(by, consultation_id, rules.PUBLISH)
    rules.check_unanswered(consultation.state)
    if consultation.phase(today()) == rules.OVER:
        raise Refused("征集已经结束，不能再延长。", field="closes_on")
    if closes_on <= consultation.closes_on:
        raise Refused("新的截止日期应当晚于原来的截止日期。", field="closes_on")
    rules.check_window(
        consultation.subject, consultation.opens_on, closes_on, consultation.short_reason, today()
    )
    before, consultation.closes_on = consultation.closes_on, closes_on
    consultation.save(update_fields=["closes_on"])
    tell(by, consultation)
    record(by, "consultations.draft_prolong", consultation, before=before, after=closes_on)
    return consultation


@transaction.atomic
def stop(by: Actor, consultation_id: int, reason: str) -> Consultation:
    """For good, with a reason that the public reads."""
    reason = reason.strip()[:300]
    if len(reason) < 2:
        raise Refused("请写明停止征集的原因，社会公众能看到。", field="reason")
    consultation = held(by, consultation_id, rules.PUBLISH)
    rules.check_unanswered(consultation.state)
    if consultation.clock and consultation.clock.stopped_at is None:
        deadlines.cancel(consultation.clock, by.person, reason)
    consultation.state, consultation.reason = rules.WITHDRAWN, reason
    consultation.save(update_fields=["state", "reason"])
    tell(by, consultation)
    record(by, "consultations.draft_stop", consultation, reason=reason)
    return consultation

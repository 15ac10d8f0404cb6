"""Outer side: what becomes of a consultation that the inner zone tells of?"""

from html import escape

from yiwang import environment
from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import newer
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.publications import actions as publications
from yiwang.kernel.publications.content import Content
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.participation.consultations import rules
from yiwang.subsystems.participation.consultations.messages import Feedback, Notice
from yiwang.subsystems.participation.consultations.models import OpenConsultation

DRAFT, FEEDBACK = "consultations.draft", "consultations.feedback"
KIND, FEEDBACK_KIND = "consultation", "consultation_feedback"
COLUMNS = tuple(environment.words("YIWANG_CONSULTATION_COLUMNS"))
"""Slugs of the columns of the portal in which drafts and feedback are announced."""
_AS_TOLD = (
    "state", "title", "subject", "purpose", "background", "contact", "opens_on", "closes_on",
    "short_reason", "reason", "final_title", "final_address",
)  # fmt: skip


def take_notice(taken: Taken) -> None:
    """Show it to the public, or stop it; what was told before changes nothing.

    Raises Refused where it comes from elsewhere.
    """
    said: Notice = taken.body
    shown = newer(taken, OpenConsultation.objects.all(), {"reference": said.reference})
    if shown is None:
        return
    for name in _AS_TOLD:
        setattr(shown, name, getattr(said, name))
    shown.unit_name = said.unit
    shown.clauses = [one.model_dump() for one in said.clauses]
    shown.feedback = said.feedback.model_dump(mode="json") if said.feedback else None
    shown.save()
    shown.files.set(taken.files)
    _announce(shown, said, taken)
    record(SYSTEM, "consultations.notice_show", shown, state=said.state, sequence=said.sequence)


def _announce(shown: OpenConsultation, said: Notice, taken: Taken) -> None:
    """As publications: in search, feeds, site map and the columns that were chosen."""
    if shown.state == rules.WITHDRAWN:
        for one in Publication.objects.filter(origin_kind=DRAFT, origin_id=shown.reference):
            if not one.is_withdrawn:
                publications.withdraw(SYSTEM, one, Publication.Reason.OTHER, shown.reason)
        return
    unit = Unit.objects.filter(code=said.unit_code).first()
    files = tuple((stored.pk, stored.name) for stored in taken.files if stored.is_clean)
    content = Content(
        title=shown.title,
        body=_draft_body(shown),
        kind=KIND,
        published_at=said.published_at,
        columns=COLUMNS,
        unit_id=unit.pk if unit else None,
        source=said.unit,
        files=files,
    )
    publications.publish(SYSTEM, (DRAFT, shown.reference), content)
    if said.feedback:
        content = Content(
            title=f"{shown.title[:280]}意见采纳情况",
            body=_feedback_body(shown, said.feedback),
            kind=FEEDBACK_KIND,
            published_at=said.feedback.answered_at,
            columns=COLUMNS,
            unit_id=unit.pk if unit else None,
            source=said.unit,
        )
        publications.publish(SYSTEM, (FEEDBACK, shown.reference), content)


def _draft_body(shown: OpenConsultation) -> str:
    parts = [_paragraphs(shown.purpose)]
    window = f"{shown.opens_on:%Y年%m月%d日}至{shown.closes_on:%Y年%m月%d日}"
    parts.append(f"<p>征集时间：{window}</p>")
    parts.append(f'<p><a href="{shown.address}">阅读全文并提出意见</a></p>')
    parts += [f"<h3>{escape(one['label'])}</h3>{_paragraphs(one['text'])}" for one in shown.clauses]
    return "".join(parts)


def _feedback_body(shown: OpenConsultation, feedback: Feedback) -> str:
    told = "，".join(f"{label}{feedback.figures.get(code, 0)}条" for code, label in rules.VERDICTS.items())
    parts = [_paragraphs(feedback.summary), f"<p>{told}。</p>"]
    parts.append(f'<p><a href="{shown.address}">逐条查看采纳情况</a></p>')
    if shown.final_title:
        address, title = escape(shown.final_address, quote=True), escape(shown.final_title)
        parts.append(f'<p>正式文件：<a href="{address}">{title}</a></p>')
    return "".join(parts)


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())

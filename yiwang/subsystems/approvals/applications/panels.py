"""What does the page of a case show of its application?"""

from collections.abc import Mapping
from typing import Any

from yiwang.kernel.cases.kinds import Panel
from yiwang.kernel.cases.models import Case
from yiwang.kernel.organizations import masking
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.prepared import Prepared
from yiwang.subsystems.approvals.applications import editions, rules
from yiwang.subsystems.approvals.applications.actions import awarding
from yiwang.subsystems.approvals.applications.models import Paper, Telling
from yiwang.subsystems.approvals.applications.shown import application_of, family
from yiwang.subsystems.approvals.items.codes import DELIVERIES
from yiwang.subsystems.approvals.payments import panels as payments
from yiwang.subsystems.approvals.sheets import drafts
from yiwang.subsystems.approvals.sheets.fields import Sheet
from yiwang.subsystems.approvals.sheets.reading import read as read_sheet

_PAPERS = Prepared(lambda application_id: Paper.objects.filter(application=application_id))
_TELLINGS = Prepared(lambda matter_id: Telling.objects.filter(matter=matter_id).order_by("-pk")[:30])


def _form(case: Case, post: Post) -> Mapping[str, Any] | None:
    """The answers in the words of the form that the applicant saw."""
    application = application_of(case)
    if application is None:
        return None
    elements = editions.elements_of(application.seen)
    sheet = read_sheet(elements.sheet) if elements.sheet else None
    delivery = application.delivery
    wanted = [
        DELIVERIES.get(delivery.get("way", ""), ""),
        delivery.get("name", ""),
        delivery.get("address", ""),
    ]
    return {
        "application": application,
        "answers": _in_words(sheet, application.answers) if sheet else [],
        "is_newer": application.edition_id != application.seen_id,
        "delivery": "，".join(part for part in wanted if part),
        "children": [each for each in family(case) if each is not application],
    }


def _in_words(sheet: Sheet, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and answer, numbers of documents and telephones masked."""
    given = [field for field in sheet.fields if field.key in answers]
    return [(field.label, masking.text(drafts.shown(field, answers[field.key], None))) for field in given]


def _papers(case: Case, post: Post) -> Mapping[str, Any] | None:
    application = application_of(case)
    papers = _PAPERS.rows(application.pk) if application else []
    return {"papers": papers} if papers else None


def _certificate(case: Case, post: Post) -> Mapping[str, Any] | None:
    certificate = awarding.certificate_of(case)
    return {"certificate": certificate} if certificate else None


def _told(case: Case, post: Post) -> Mapping[str, Any] | None:
    """Whether everything that the applicant is owed has gone."""
    application = application_of(case)
    if application is None or application.matter_id is None:
        return None
    rows = _TELLINGS.rows(application.matter_id)
    return {"number": application.matter.number if application.matter else "", "tellings": rows}


def _rating(case: Case, post: Post) -> Mapping[str, Any] | None:
    application = application_of(case)
    follow_up = getattr(application, "follow_up", None) if application else None
    if follow_up is None:
        return None
    return {"follow_up": follow_up, "is_open_to_post": may(post, rules.FOLLOW_UP)}


def _publicity(case: Case, post: Post) -> Mapping[str, Any] | None:
    application = application_of(case)
    publicity = getattr(application, "publicity", None) if application else None
    if publicity is None or publicity.ground == "not_licence":
        return None
    return {"publicity": publicity, "is_open_to_post": may(post, rules.PUBLISH)}


PANELS = (
    Panel("申请内容", "applications/office/_form.html", _form),
    payments.CASE,
    Panel("文书", "applications/office/_papers.html", _papers),
    Panel("证照", "applications/office/_certificate.html", _certificate),
    Panel("结果公示", "applications/office/_publicity.html", _publicity),
    Panel("差评整改", "applications/office/_rating.html", _rating),
    Panel("反馈申请人", "applications/office/_told.html", _told),
)

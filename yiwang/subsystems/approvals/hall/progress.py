"""What does an applicant see of an application beyond the common story: course, last day, content?"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from yiwang.kernel.intake.models import Submission
from yiwang.kernel.intake.panels import Panel
from yiwang.kernel.intake.queries import facts
from yiwang.subsystems.approvals.applications import rules as applications
from yiwang.subsystems.approvals.applications.messages import Application
from yiwang.subsystems.approvals.hall import chart, reckoning, shown
from yiwang.subsystems.approvals.items import guides
from yiwang.subsystems.approvals.items.models import Guide, GuideEdition


def course(submission: Submission) -> Mapping[str, Any] | None:
    """The chart with the current step, the last day and how it was worked out."""
    said = _read(submission)
    if said is None:
        return None
    told = facts(submission)
    if not told and not submission.is_open:
        return None  # it ended before anybody handled it: the story says why
    edition = _edition(said)
    elements = edition.elements if edition else None
    return {
        "case": told.get("case", ""),
        "state": told.get("state_label", ""),
        "outcome": told.get("outcome", ""),
        "is_untimed": told.get("is_timed") is False,
        "chart": chart.marked(elements, told) if elements and submission.is_open else None,
        "due": reckoning.of_case(elements, told) if elements and submission.is_open else None,
        "guide": edition.guide if edition else None,
    }


def content(submission: Submission) -> Mapping[str, Any] | None:
    """What was handed in, numbers and phones masked; nothing once it was wiped."""
    said = _read(submission)
    if said is None:
        return None
    edition = _edition(said)
    names = [held.name for held in submission.held_files.all() if held.is_from_applicant and not held.step_id]
    return {
        "party": shown.party(said.party),
        "answers": shown.answers(edition.elements, said.answers) if edition else [],
        "materials": shown.materials(edition.elements if edition else None, said, names),
        "signature": shown.signature(said.signature),
    }


def _read(submission: Submission) -> Application | None:
    """None for other kinds, and for what was wiped."""
    if submission.kind != applications.KIND or not submission.data:
        return None
    try:
        return Application.model_validate(submission.data)
    except ValidationError:
        return None


def _edition(said: Application) -> GuideEdition | None:
    found: Guide | None = guides.known_guide(said.item)
    return guides.edition_of(found, said.edition) if found else None


COURSE = Panel("办到哪一步", "hall/progress_course.html", course, place="first", style="dist/hall.css")
CONTENT = Panel("申请内容", "hall/progress_content.html", content, place="last", style="dist/hall.css")

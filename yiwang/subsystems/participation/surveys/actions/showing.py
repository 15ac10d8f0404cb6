"""Outer side: what becomes of a survey that the inner zone tells of?"""

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
from yiwang.subsystems.participation.surveys import marks, questions
from yiwang.subsystems.participation.surveys.messages import Edition
from yiwang.subsystems.participation.surveys.models import Draft, OpenSurvey, Quota

ORIGIN, KIND = "surveys.survey", "survey"
COLUMNS = tuple(environment.words("YIWANG_SURVEY_COLUMNS"))
"""Slugs of the columns of the portal in which surveys are announced."""
_AS_TOLD = (
    "title", "introduction", "questions", "opens_at", "closes_at", "once", "results",
    "least_cell", "reason", "notice",
)  # fmt: skip


def take_edition(taken: Taken) -> None:
    """Show it to the public, or stop it; what was told before changes nothing.

    Raises Refused where it comes from elsewhere.
    """
    said: Edition = taken.body
    survey = newer(taken, OpenSurvey.objects.all(), {"reference": said.reference})
    if survey is None:
        return
    if survey.pk is None:
        survey.key = marks.new_key()
    for name in _AS_TOLD:
        setattr(survey, name, getattr(said, name))
    survey.unit_name = said.unit
    survey.is_withdrawn = said.state == "withdrawn"
    survey.texts = [one.model_dump() for one in said.texts]
    survey.save()
    _set_quotas(survey)
    if survey.is_withdrawn:
        Draft.objects.filter(survey=survey).delete()
    _announce(survey, said)
    act = "surveys.survey_close_outside" if survey.is_withdrawn else "surveys.survey_show"
    record(SYSTEM, act, survey, sequence=said.sequence)


def _set_quotas(survey: OpenSurvey) -> None:
    """Questions do not change once they are public; whoever is counted stays counted."""
    limited = [
        Quota(survey=survey, cell=f"{question.code}/{option.code}", most=option.quota)
        for question in questions.read(survey.questions)
        for option in question.options
        if option.quota
    ]
    Quota.objects.bulk_create(limited, ignore_conflicts=True)


def _announce(survey: OpenSurvey, said: Edition) -> None:
    """As a publication: in search, feeds, site map and the columns that were chosen."""
    if survey.is_withdrawn:
        shown = Publication.objects.filter(origin_kind=ORIGIN, origin_id=survey.reference).first()
        if shown and not shown.is_withdrawn:
            publications.withdraw(SYSTEM, shown, Publication.Reason.OTHER, said.reason)
        return
    unit = Unit.objects.filter(code=said.unit_code).first()
    content = Content(
        title=survey.title,
        body=_body(survey),
        kind=KIND,
        published_at=said.published_at,
        columns=COLUMNS,
        unit_id=unit.pk if unit else None,
        source=said.unit,
    )
    publications.publish(SYSTEM, (ORIGIN, survey.reference), content)


def _body(survey: OpenSurvey) -> str:
    paragraphs = [f"<p>{escape(line)}</p>" for line in survey.introduction.splitlines() if line.strip()]
    paragraphs.append(f'<p><a href="{survey.address}">参加调查：{escape(survey.title)}</a></p>')
    if survey.notice:
        paragraphs.append("<h2>结果说明</h2>")
        paragraphs += [f"<p>{escape(line)}</p>" for line in survey.notice.splitlines() if line.strip()]
    return "".join(paragraphs)

"""Inner side: what has the outer zone to know of a survey?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions import telling
from yiwang.kernel.exchange.telling import Said
from yiwang.subsystems.participation.surveys import messages, rules
from yiwang.subsystems.participation.surveys.models import Remark, Survey

MOST_TEXTS, MOST_CHARACTERS = 1_000, 300_000


def said(survey: Survey) -> Said:
    words = "停止" if survey.state == rules.WITHDRAWN else "发布"
    return Said(f"{words}网上调查 {survey.title}", _edition(survey))


def _edition(survey: Survey) -> messages.Edition:
    return messages.Edition(
        reference=survey.reference,
        sequence=survey.sequence,
        state="withdrawn" if survey.state == rules.WITHDRAWN else "published",
        title=survey.title,
        unit=survey.unit.name,
        unit_code=survey.unit.code,
        introduction=survey.introduction,
        questions=survey.questions,
        opens_at=survey.opens_at,
        closes_at=survey.closes_at,
        published_at=survey.published_at or survey.opens_at,
        once=survey.once,  # type: ignore[arg-type]
        results=survey.results,  # type: ignore[arg-type]
        least_cell=survey.least_cell,
        reason=survey.reason,
        notice=survey.notice,
        texts=_texts(survey),
    )


def _texts(survey: Survey) -> list[messages.Shown]:
    """As many as an envelope holds."""
    shown: list[messages.Shown] = []
    room = MOST_CHARACTERS
    for remark in Remark.objects.shown().filter(survey=survey).order_by("id")[:MOST_TEXTS]:
        room -= len(remark.text)
        if room < 0:
            break
        shown.append(messages.Shown(question=remark.question, text=remark.text))
    return shown


@transaction.atomic
def tell_again(by: Actor, survey_id: int) -> Survey:
    """Raises Refused where the outer zone is unknown or a rule forbids it."""
    survey = Survey.objects.select_for_update(of=("self",)).select_related("unit").get(pk=survey_id)
    if survey.state == rules.DRAFT:
        raise Refused("这次调查还没有发布。")
    telling.tell_again(by, survey)
    record(by, "surveys.survey_retry", survey)
    return survey

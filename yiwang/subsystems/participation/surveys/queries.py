"""Which surveys does a post see, and what of their answers?"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count

from yiwang.subsystems.participation.surveys import results, rules
from yiwang.subsystems.participation.surveys.models import Answer, Remark, Survey
from yiwang.subsystems.participation.surveys.questions import Question
from yiwang.subsystems.participation.surveys.results import Crossed, Result

MOST_CROSSED = 200_000


def shown_results(survey: Survey) -> list[Result]:
    """The same numbers as the public sees or will see (PAINS 22)."""
    if survey.received < survey.least_cell:
        return []
    return results.of(survey.asked, survey.figures, survey.least_cell)


def may_see(survey: Survey, phase: str) -> bool:
    if survey.state == rules.DRAFT:
        return False
    is_over = survey.state == rules.WITHDRAWN
    return is_over or rules.shows_officials(survey.results, phase, is_counted=survey.is_counted)


def crossed(survey: Survey, down: Question, across: Question) -> Crossed:
    return results.crossed(down, across, _said(survey), survey.least_cell)


def _said(survey: Survey) -> Iterator[dict[str, Any]]:
    rows = Answer.objects.filter(survey=survey).order_by().values_list("said", flat=True)
    yield from rows[:MOST_CROSSED].iterator(chunk_size=2_000)


def waiting_remarks(surveys: list[Survey]) -> dict[int, int]:
    """How many wait to be looked through, by survey."""
    counted = (
        Remark.objects.waiting().filter(survey__in=surveys).values("survey").annotate(number=Count("pk"))
    )
    return {row["survey"]: row["number"] for row in counted.order_by()}

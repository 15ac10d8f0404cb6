"""Which figures does this room answer for: surveys held, explained in time, answers given?"""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db.models import Count, Sum

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.indicators import figures
from yiwang.kernel.indicators.figures import COUNT, Figure, Record
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.indicators.rules import Measured
from yiwang.subsystems.participation.surveys import rules
from yiwang.subsystems.participation.surveys.models import Survey, SurveyQuerySet

HELD, ANSWERS = "surveys.held", "surveys.answers"


def held(period: Period) -> Mapping[int, Measured]:
    counted = _opened(period).values("unit").annotate(number=Count("pk")).order_by()
    return {row["unit"]: Measured(Decimal(row["number"])) for row in counted}


def answers(period: Period) -> Mapping[int, Measured]:
    counted = _counted(period).values("unit").annotate(number=Sum("received")).order_by()
    return {row["unit"]: Measured(Decimal(row["number"])) for row in counted}


def records_held(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    found = _opened(period).filter(unit__in=unit_ids).order_by("opens_at", "pk")[:most]
    return [_record(one, f"{one.received}份答卷") for one in found]


def records_answers(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    """By survey: there is no record of a single answer, and there must be none."""
    found = _counted(period).filter(unit__in=unit_ids).order_by("closes_at", "pk")[:most]
    return [_record(one, f"{one.received}份答卷") for one in found]


def _record(survey: Survey, note: str) -> Record:
    return Record(survey.title, survey.opens_at, note, f"/office/surveys/{survey.pk}/")


def _opened(period: Period) -> SurveyQuerySet:
    """Published, begun in the period, not stopped (websites.md §2: 征集调查 of a year)."""
    found = Survey.objects.filter(state=rules.PUBLISHED, opens_at__gte=period.begins_at)
    return found.filter(opens_at__lt=period.ends_at, opens_at__lte=now())


def _counted(period: Period) -> SurveyQuerySet:
    ended = Survey.objects.filter(state=rules.PUBLISHED, counted_at__isnull=False)
    return ended.filter(closes_at__gte=period.begins_at, closes_at__lt=period.ends_at)


def declare() -> None:
    figures.register(
        Figure(HELD, "网上调查次数", "本期开始、没有中途停止的网上调查次数。", COUNT, held, records_held)
    )
    figures.register(
        Figure(
            ANSWERS,
            "网上调查答卷数",
            "本期结束并统计完毕的网上调查收到的有效答卷份数，每人每次调查最多一份。",
            COUNT,
            answers,
            records_answers,
        )
    )

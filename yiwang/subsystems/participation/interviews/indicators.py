"""Which figures does this room answer for: interviews held, questions received and answered?"""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db.models import Count, Q

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.indicators import figures
from yiwang.kernel.indicators.figures import COUNT, SHARE, Figure, Record
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.indicators.rules import Measured
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.models import (
    Interview,
    InterviewQuerySet,
    Question,
    QuestionQuerySet,
)

HELD, ANSWERED = "interviews.held", "interviews.questions_answered"
_WAS_ANSWERED = Q(state=rules.ANSWERED)


def held(period: Period) -> Mapping[int, Measured]:
    counted = _held(period).values("unit_id").annotate(number=Count("pk")).order_by()
    return {row["unit_id"]: Measured(Decimal(row["number"])) for row in counted}


def records_held(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    found = _held(period).filter(unit__in=unit_ids).order_by("started_at", "pk")[:most]
    return [Record(title=each.title, at=each.started_at or now(), address=each.address) for each in found]


def answered(period: Period) -> Mapping[int, Measured]:
    counted = _asked(period).values("interview__unit_id")
    shares = counted.annotate(part=Count("pk", filter=_WAS_ANSWERED), whole=Count("pk")).order_by()
    return {
        row["interview__unit_id"]: Measured(Decimal(row["part"]), Decimal(row["whole"])) for row in shares
    }


def records_answered(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    """By interview and state, without words or name of whoever asked."""
    asked = _asked(period).filter(interview__unit__in=unit_ids).select_related("interview")
    return [
        Record(
            title=f"{each.interview.title}的提问",
            at=each.received_at,
            note=each.get_state_display(),
            address=f"{each.interview.address}questions/?state={each.state}",
            counts=each.state == rules.ANSWERED,
        )
        for each in asked.order_by("received_at", "pk")[:most]
    ]


def _held(period: Period) -> InterviewQuerySet:
    found = Interview.objects.filter(state__in=rules.HELD)
    return found.filter(started_at__gte=period.begins_at, started_at__lt=period.ends_at)


def _asked(period: Period) -> QuestionQuerySet:
    """What was let out or answered: what a moderator declined or its author took back asks nothing."""
    found = Question.objects.filter(state__in=[rules.RELEASED, rules.ANSWERED])
    return found.filter(received_at__gte=period.begins_at, received_at__lt=period.ends_at)


def declare() -> None:
    figures.register(
        Figure(
            HELD,
            "在线访谈期数",
            "本期举办的在线访谈，按开始时间计入接受访谈的单位；撤回的不计。",
            COUNT,
            held,
            records_held,
        )
    )
    figures.register(
        Figure(
            ANSWERED,
            "访谈提问回答率",
            "本期收到并公开的网友提问中，请嘉宾回答的占比；未采用的、提问人撤回的不计入分母。",
            SHARE,
            answered,
            records_answered,
        )
    )

"""Which figures does this room answer for: drafts commented, feedback in time, opinions adopted?"""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db.models import Count, Q

from yiwang.kernel.deadlines.models import Clock, ClockQuerySet
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.deadlines.rules import Outcome, State
from yiwang.kernel.indicators import figures
from yiwang.kernel.indicators.figures import COUNT, SHARE, Figure, Record
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.indicators.rules import Measured
from yiwang.subsystems.participation.consultations import rules
from yiwang.subsystems.participation.consultations.models import (
    Consultation,
    HeldConsultationQuerySet,
    Opinion,
    OpinionQuerySet,
)
from yiwang.subsystems.participation.consultations.reminding import abouts, address_of

HELD, IN_TIME = "consultations.held", "consultations.feedback_in_time"
ADOPTED = "consultations.opinions_adopted"
_TAKEN = Q(verdict__in=[rules.ADOPTED, rules.PARTLY])


def held(period: Period) -> Mapping[int, Measured]:
    counted = _opened(period).order_by().values("unit").annotate(number=Count("pk"))
    return {row["unit"]: Measured(Decimal(row["number"])) for row in counted}


def records_held(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    found = _opened(period).filter(unit__in=unit_ids).order_by("opens_on", "pk")[:most]
    return [Record(one.title, one.published_at or now(), "", address_of(one.pk)) for one in found]


def _opened(period: Period) -> HeldConsultationQuerySet:
    """Begun in the period and not stopped (websites.md §2: 征集调查 of a year)."""
    found = Consultation.objects.filter(state__in=[rules.PUBLISHED, rules.ANSWERED])
    return found.filter(opens_on__gte=period.first, opens_on__lt=period.after)


def in_time(period: Period) -> Mapping[int, Measured]:
    on_time = Count("pk", filter=Q(outcome=Outcome.ON_TIME))
    counted = _ended(period).order_by().values("unit_id").annotate(part=on_time, whole=Count("pk"))
    return {row["unit_id"] or 0: Measured(Decimal(row["part"]), Decimal(row["whole"])) for row in counted}


def records_in_time(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    clocks = list(_ended(period).filter(unit_id__in=unit_ids).order_by("due_at", "pk"))
    late_first = sorted(clocks, key=lambda clock: clock.outcome == Outcome.ON_TIME)[:most]
    known = abouts({clock.subject_key for clock in late_first})
    return [
        Record(
            title=known[clock.subject_key].title if clock.subject_key in known else rules.CLOCK_LABEL,
            at=clock.due_at or clock.started_at,
            note="按期反馈" if clock.outcome == Outcome.ON_TIME else "逾期",
            address=address_of(int(clock.subject_key)),
            counts=clock.outcome == Outcome.ON_TIME,
        )
        for clock in late_first
    ]


def _ended(period: Period) -> ClockQuerySet:
    """Limits for feedback that end in the period; one that was missed counts, one cancelled does not."""
    clocks = Clock.objects.filter(subject_kind=rules.CLOCK, unit_id__isnull=False)
    ending = clocks.filter(due_at__gte=period.begins_at, due_at__lt=period.ends_at)
    over = Q(stopped_at__isnull=False) | Q(due_at__lte=now())
    return ending.filter(over).exclude(state=State.CANCELLED)


def adopted(period: Period) -> Mapping[int, Measured]:
    rows = _told(period).order_by().values("consultation__unit")
    counted = rows.annotate(part=Count("pk", filter=_TAKEN), whole=Count("pk"))
    return {
        row["consultation__unit"]: Measured(Decimal(row["part"]), Decimal(row["whole"])) for row in counted
    }


def records_adopted(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    found = _told(period).filter(consultation__unit__in=unit_ids).select_related("consultation", "clause")
    opinions = found.annotate(counts=Count("pk", filter=_TAKEN)).order_by("counts", "pk")[:most]
    return [
        Record(
            title=f"{one.consultation.title}：{one}",
            at=one.received_at,
            note=one.get_verdict_display(),
            address=f"{address_of(one.consultation_id)}opinions/{one.pk}/",
            counts=one.verdict in {rules.ADOPTED, rules.PARTLY},
        )
        for one in opinions
    ]


def _told(period: Period) -> OpinionQuerySet:
    """Of drafts whose feedback was published in the period; what has nothing to do with them left out."""
    found = Opinion.objects.valid().filter(consultation__state=rules.ANSWERED).exclude(verdict=rules.NOTED)
    return found.filter(
        consultation__answered_at__gte=period.begins_at, consultation__answered_at__lt=period.ends_at
    )


def declare() -> None:
    figures.register(
        Figure(HELD, "民意征集次数", "本期开始、没有中途停止的民意征集次数。", COUNT, held, records_held)
    )
    figures.register(
        Figure(
            IN_TIME,
            "意见采纳情况按期公布率",
            "本期应公布意见采纳情况的民意征集中，在期限内公布的占比；到期未公布的计入分母，停止的不计。",
            SHARE,
            in_time,
            records_in_time,
        )
    )
    figures.register(
        Figure(
            ADOPTED,
            "意见采纳率",
            "本期公布采纳情况的意见中，采纳和部分采纳的占比；与征集无关的、作者撤回的不计。",
            SHARE,
            adopted,
            records_adopted,
        )
    )

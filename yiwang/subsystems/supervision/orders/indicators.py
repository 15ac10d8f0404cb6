"""Which figures does this room answer for: orders in time, complaints upheld?"""

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
from yiwang.subsystems.supervision.orders import reminding, rules
from yiwang.subsystems.supervision.orders.models import Complaint, ComplaintQuerySet

IN_TIME, UPHELD = "supervision.orders_in_time", "supervision.complaints_upheld"
_ON_TIME = Q(outcome=Outcome.ON_TIME)


def orders_in_time(period: Period) -> Mapping[int, Measured]:
    counted = _ended(period).values("unit_id").annotate(part=Count("pk", filter=_ON_TIME), whole=Count("pk"))
    return {
        row["unit_id"] or 0: Measured(Decimal(row["part"]), Decimal(row["whole"]))
        for row in counted.order_by()
    }


def records_in_time(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    clocks = list(_ended(period).filter(unit_id__in=unit_ids).order_by("-outcome", "due_at", "pk"))
    late_first = sorted(clocks, key=lambda clock: clock.outcome == Outcome.ON_TIME)[:most]
    abouts = reminding.about_duties({clock.subject_key for clock in late_first})
    return [
        Record(
            title=abouts.get(clock.subject_key, (rules.ORDER_LABEL, ""))[0],
            at=clock.due_at or clock.started_at,
            note="按期反馈" if clock.outcome == Outcome.ON_TIME else "逾期",
            address=abouts.get(clock.subject_key, ("", ""))[1],
            counts=clock.outcome == Outcome.ON_TIME,
        )
        for clock in late_first
    ]


def complaints_upheld(period: Period) -> Mapping[int, Measured]:
    counted = _upheld(period).values("against").annotate(number=Count("pk")).order_by()
    return {row["against"]: Measured(Decimal(row["number"])) for row in counted}


def records_upheld(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    """Without number or matter: whoever is complained of reads this too, and may not learn who complained."""
    found = _upheld(period).filter(against__in=unit_ids).order_by("settled_at", "pk")[:most]
    return [
        Record(
            title=f"投诉属实：{complaint.about}",
            at=complaint.settled_at or now(),
            address=f"/office/supervision/complaints/{complaint.pk}/",
        )
        for complaint in found
    ]


def _ended(period: Period) -> ClockQuerySet:
    """Limits of orders that end in the period; each once, whenever it was answered."""
    clocks = Clock.objects.filter(subject_kind=rules.ORDER, unit_id__isnull=False)
    ending = clocks.filter(due_at__gte=period.begins_at, due_at__lt=period.ends_at)
    over = Q(stopped_at__isnull=False) | Q(due_at__lte=now())
    return ending.filter(over).exclude(state=State.CANCELLED)


def _upheld(period: Period) -> ComplaintQuerySet:
    found = Complaint.objects.filter(outcome=rules.UPHELD, against__isnull=False)
    return found.filter(settled_at__gte=period.begins_at, settled_at__lt=period.ends_at)


def declare() -> None:
    figures.register(
        Figure(
            IN_TIME,
            "督办按期反馈率",
            "本期到期的督办任务中，在期限内反馈办结情况的占比；到期未反馈的计入分母，撤销的不计。",
            SHARE,
            orders_in_time,
            records_in_time,
        )
    )
    figures.register(
        Figure(
            UPHELD,
            "查实的投诉",
            "本期经监督单位核查、认定属实的群众投诉件数，记在被投诉的单位。",
            COUNT,
            complaints_upheld,
            records_upheld,
        )
    )

"""Which figure does the newsroom answer for: how many people were sent how often?"""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db.models import Count

from yiwang.kernel.indicators import figures
from yiwang.kernel.indicators.figures import Figure, Record
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.indicators.rules import Measured
from yiwang.subsystems.portal.newsroom.models import Reporter, ReporterQuerySet

PERSON_TIMES = "portal.newsroom_person_times"


def person_times(period: Period) -> Mapping[int, Measured]:
    counted = _within(period).values("unit").annotate(number=Count("pk")).order_by()
    return {row["unit"]: Measured(Decimal(row["number"])) for row in counted}


def records(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    rows = _within(period).filter(unit__in=unit_ids).select_related("person", "assignment")
    return [
        Record(
            title=f"{row.assignment.event}：{row.person.name}",
            at=row.assignment.starts_at,
            note=row.assignment.place,
            address=f"/office/newsroom/{row.assignment_id}/",
        )
        for row in rows.order_by("assignment__starts_at", "pk")[:most]
    ]


def _within(period: Period) -> ReporterQuerySet:
    return Reporter.objects.counted().filter(
        assignment__starts_at__gte=period.begins_at, assignment__starts_at__lt=period.ends_at
    )


def declare() -> None:
    figures.register(
        Figure(
            PERSON_TIMES,
            "采访派遣人次",
            "本期开始、已登记完成的采访、调研、会议和活动报道，每人每次计一人次，记在采访人员当时所在单位。",
            "人次",
            person_times,
            records,
        )
    )

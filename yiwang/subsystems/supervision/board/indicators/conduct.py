"""Was the procedure kept, and were people satisfied?

Sources: shared standards/approvals.md §9 case 21: 好评率 of 60, 10, 5 good out of 80 rated is 93.75 %.
"""

from collections.abc import Collection, Sequence
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases.models import Case
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.indicators.figures import COUNT, SHARE, Figure, Record
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.indicators.rules import Measured
from yiwang.subsystems.supervision.watching import registry

TIME = "时限"
GOOD = sorted(set(cases.LEVELS) - cases.BAD_LEVELS)


def _found(period: Period) -> "QuerySet[Finding]":
    """Found in the period and held; what only time rules found counts by the share of what was in time."""
    of_time = [rule.code for rule in registry.registered().values() if rule.group == TIME]
    found = Finding.objects.counted().exclude(rule__in=of_time)
    return found.filter(found_at__gte=period.begins_at, found_at__lt=period.ends_at).order_by()


def _problems(period: Period) -> dict[int, Measured]:
    rows = _found(period).values_list("unit_id").annotate(number=Count("pk"))
    return {unit_id: Measured(Decimal(number)) for unit_id, number in rows}


def _problem_records(period: Period, unit_ids: Collection[int], most: int) -> Sequence[Record]:
    found = _found(period).filter(unit__in=unit_ids).newest_first()  # type: ignore[attr-defined]
    return [Record(row.title, row.found_at, row.label, row.address) for row in found[:most]]


def _rated(period: Period) -> "QuerySet[Case]":
    return Case.objects.filter(rated_at__gte=period.begins_at, rated_at__lt=period.ends_at).order_by()


def _satisfied(period: Period) -> dict[int, Measured]:
    rows = _rated(period).values_list("unit_id")
    counted = rows.annotate(part=Count("pk", filter=Q(rating__in=GOOD)), whole=Count("pk"))
    return {unit_id: Measured(Decimal(part), Decimal(whole)) for unit_id, part, whole in counted}


def _rating_records(period: Period, unit_ids: Collection[int], most: int) -> Sequence[Record]:
    found = _rated(period).filter(unit__in=unit_ids).alias(bad=Q(rating__in=sorted(cases.BAD_LEVELS)))
    return [
        Record(
            f"{case.number} {case.title}",
            case.rated_at or case.opened_at,
            cases.LEVELS.get(case.rating, ""),
            f"/office/cases/{case.pk}/",
            counts=case.rating not in cases.BAD_LEVELS,
        )
        for case in found.order_by("-bad", "-rated_at", "-pk")[:most]
    ]


PROCEDURE = Figure(
    "supervision.procedure",
    "程序不规范问题",
    "当期由监察规则发现、没有被认定不成立的程序问题件数；试运行的规则和超期问题不算在内。",
    COUNT,
    _problems,
    _problem_records,
)
SATISFIED = Figure(
    "supervision.satisfied",
    "好评率",
    "当期收到的评价中，非常满意、满意、基本满意的占多少。",
    SHARE,
    _satisfied,
    _rating_records,
)

"""Which figures does this room answer for: requests received, answered in time?"""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db.models import Count, Q

from yiwang.kernel.cases import rules as cases
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.indicators import figures
from yiwang.kernel.indicators.figures import COUNT, SHARE, Figure, Record
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.indicators.rules import Measured
from yiwang.subsystems.disclosure.requests.models import Request, RequestQuerySet
from yiwang.subsystems.disclosure.requests.reminding import address_of

RECEIVED, IN_TIME = "disclosure.received", "disclosure.answered_in_time"
ANSWERED_IN_TIME = Q(is_in_time=True)


def received(period: Period) -> Mapping[int, Measured]:
    counted = _received(period).values_list("unit").annotate(total=Count("pk")).order_by()
    return {unit: Measured(Decimal(total)) for unit, total in counted}


def records_received(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    found = _received(period).filter(unit__in=unit_ids).select_related("case", "matter")
    return [
        _record(one, one.get_channel_display(), counts=True)
        for one in found.order_by("received_on", "pk")[:most]
    ]


def in_time(period: Period) -> Mapping[int, Measured]:
    counted = (
        _due(period)
        .values("unit")
        .annotate(part=Count("pk", filter=ANSWERED_IN_TIME), whole=Count("pk"))
        .order_by()
    )
    return {row["unit"]: Measured(Decimal(row["part"]), Decimal(row["whole"])) for row in counted}


def records_in_time(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    found = _due(period).filter(unit__in=unit_ids).select_related("case__clock", "matter")
    late = list(found.exclude(ANSWERED_IN_TIME).order_by("case__clock__due_at", "pk")[:most])
    late += list(found.filter(ANSWERED_IN_TIME).order_by("case__clock__due_at", "pk")[: most - len(late)])
    return [
        _record(one, "按期答复" if one.is_in_time else "逾期", counts=bool(one.is_in_time)) for one in late
    ]


def _received(period: Period) -> RequestQuerySet:
    found: RequestQuerySet = Request.objects.filter(
        received_on__gte=period.first, received_on__lt=period.after
    )
    return found


def _due(period: Period) -> RequestQuerySet:
    """Whose time ends in the period, answered or over; what its applicant gave up or withdrew has none."""
    found: RequestQuerySet = Request.objects.filter(
        case__clock__legal_due_at__gt=period.begins_at,
        case__clock__legal_due_at__lte=period.ends_at,
    ).exclude(case__state__in=[cases.WITHDRAWN, cases.TERMINATED])
    return found.filter(Q(is_in_time__isnull=False) | Q(case__clock__legal_due_at__lte=now()))


def _record(request: Request, note: str, *, counts: bool) -> Record:
    """Without a word of what was asked: whoever reads a figure need not know."""
    at = request.confirmed_at or request.case.received_at
    return Record(f"政府信息公开申请 {request.number}", at, note, address_of(request.pk), counts)


def declare() -> None:
    figures.register(
        Figure(
            RECEIVED,
            "收到政府信息公开申请",
            "本期收到的政府信息公开申请件数，以收到申请之日计（《政府信息公开条例》第三十一条）。",
            COUNT,
            received,
            records_received,
        )
    )
    figures.register(
        Figure(
            IN_TIME,
            "依申请公开按期答复率",
            "本期答复期限届满的申请中，在法定期限内答复的占比；到期未答复的计入分母，申请人撤回、视为放弃的不计。",
            SHARE,
            in_time,
            records_in_time,
        )
    )

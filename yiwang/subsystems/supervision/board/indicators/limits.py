"""How many cases ended in time, how much of the legal limit was saved, were results published in time?

Sources: shared standards/approvals.md §8 (what is saved of the legal limit), §9 case 17 (the last day).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from django.db.models import CharField, Count, F, Q, QuerySet
from django.db.models.functions import Cast, Substr

from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines import in_force
from yiwang.kernel.deadlines.calendar import Calendar
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import day_of, local, shifted
from yiwang.kernel.deadlines.rules import Limit, Outcome, Unit
from yiwang.kernel.deadlines.subjects import about
from yiwang.kernel.errors import Refused
from yiwang.kernel.indicators.figures import SHARE, Figure, Record
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.indicators.rules import Measured

PUBLICITY = "approvals.publicity"
IN_TIME = Outcome.ON_TIME.value
# An hour of UTC is short enough to tell the day in any time zone of whole hours.
HOUR = len("2026-05-03 02")
ENDED_FIRST_DAYS = 800


def ended(kind: str, period: Period) -> "QuerySet[Clock]":
    """Clocks that were stopped in the period; one that was cancelled has no outcome and does not count."""
    stopped = Clock.objects.filter(stopped_at__gte=period.begins_at, stopped_at__lt=period.ends_at)
    return stopped.filter(subject_kind=kind, unit_id__isnull=False).exclude(outcome="").order_by()


def _in_time(kind: str, period: Period) -> dict[int, Measured]:
    rows = ended(kind, period).values_list("unit_id")
    counted = rows.annotate(part=Count("pk", filter=Q(outcome=IN_TIME)), whole=Count("pk"))
    return {unit_id: Measured(Decimal(part), Decimal(whole)) for unit_id, part, whole in counted}


def _cases_ended(period: Period, unit_ids: Collection[int]) -> "QuerySet[Case]":
    """By the index on unit and day of receipt; a clock that began long before is found too."""
    return (
        Case.objects.filter(
            unit__in=unit_ids,
            opened_at__gte=shifted(period.begins_at, days=-ENDED_FIRST_DAYS),
            clock__stopped_at__gte=period.begins_at,
            clock__stopped_at__lt=period.ends_at,
        )
        .exclude(clock__outcome="")
        .select_related("clock")
    )


def _in_time_records(period: Period, unit_ids: Collection[int], most: int) -> Sequence[Record]:
    found = _cases_ended(period, unit_ids).alias(late=~Q(clock__outcome=IN_TIME))
    return [_of_case(case) for case in found.order_by("-late", "-clock__stopped_at", "-pk")[:most]]


def _of_case(case: Case) -> Record:
    clock, in_time = _stopped(case)
    last_day = day_of(shifted(clock.due_at, seconds=-1)) if clock.due_at else None
    note = f"应于{last_day}前办结，{'按期' if in_time else '超期'}" if last_day else ""
    return Record(_title(case), clock.stopped_at or case.opened_at, note, _page(case), counts=in_time)


def _stopped(case: Case) -> tuple[Clock, bool]:
    if case.clock is None:
        raise ValueError("The case has no clock.")
    return case.clock, case.clock.outcome == IN_TIME


def _title(case: Case) -> str:
    return f"{case.number} {case.title}"


def _page(case: Case) -> str:
    return f"/office/cases/{case.pk}/"


def _accelerated(period: Period) -> dict[int, Measured]:
    """By unit the sum of what each case saved of its legal limit, out of how many cases.

    The pauses of a case lengthen both what is left and what was used, so what is left at the end is enough.
    """
    hours = {name: Substr(Cast(F(name), CharField()), 1, HOUR) for name in ("stopped_at", "legal_due_at")}
    rows = ended(cases.SUBJECT, period).filter(legal_due_at__isnull=False)
    listed = rows.values_list("unit_id", "legal_number", "legal_unit", "extended_number", *hours.values())
    calendar = in_force.calendar()
    known = Counter(listed.iterator(chunk_size=20_000))
    parts: dict[int, Decimal] = defaultdict(Decimal)
    wholes: dict[int, int] = defaultdict(int)
    for (unit_id, number, unit, extended, stopped, due), times in known.items():
        share = _saved(calendar, Limit(number + extended, Unit(unit)), _moment(stopped), _moment(due))
        if share is not None:
            parts[unit_id] += share * times
            wholes[unit_id] += times
    return {unit_id: Measured(parts[unit_id], Decimal(whole)) for unit_id, whole in wholes.items()}


@cache
def _moment(hour: str) -> datetime:
    return datetime.strptime(f"{hour}:30", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def _saved(calendar: Calendar, legal: Limit, stopped: datetime, due: datetime) -> Decimal | None:
    """(legal − actual) / legal, nothing for what was late.

    None where no calendar reaches so far, and where the law wants it done at once: nothing can be saved.
    """
    if not legal.number:
        return None
    if stopped >= due:
        return Decimal(0)
    if not legal.unit.is_days:
        hours = Decimal(int((due - stopped).total_seconds())) / 3600
        whole = Decimal(legal.number) / (60 if legal.unit == Unit.MINUTES else 1)
        return min(hours / whole, Decimal(1))
    # The end is the first moment of the day after the last one.
    first, last = day_of(stopped), day_of(shifted(due, hours=-1))
    left = _days_left(calendar, first, last, legal.unit)
    return None if left is None else min(Decimal(left) / legal.number, Decimal(1))


def _days_left(calendar: Calendar, first: date, last: date, unit: Unit) -> int | None:
    if last <= first:
        return 0
    if unit == Unit.CALENDAR_DAYS:
        return (last - first).days
    try:
        return calendar.count_workdays(first, last)
    except Refused:
        return None


def _accelerated_records(period: Period, unit_ids: Collection[int], most: int) -> Sequence[Record]:
    found = _cases_ended(period, unit_ids).filter(clock__legal_due_at__isnull=False)
    calendar = in_force.calendar()
    return [_of_saving(case, calendar) for case in found.order_by("-clock__stopped_at", "-pk")[:most]]


def _of_saving(case: Case, calendar: Calendar) -> Record:
    clock, _ = _stopped(case)
    stopped, due = clock.stopped_at or case.opened_at, clock.legal_due_at or case.opened_at
    legal = Limit(clock.legal_number + clock.extended_number, Unit(clock.legal_unit))
    share = _saved(calendar, legal, local(stopped), local(due))
    note = "" if share is None else f"法定{legal.number}{legal.unit.label}，节省{share * 100:.2f}%"
    return Record(_title(case), stopped, note, _page(case), counts=bool(share))


def _published_records(period: Period, unit_ids: Collection[int], most: int) -> Sequence[Record]:
    found = ended(PUBLICITY, period).filter(unit_id__in=unit_ids).alias(late=~Q(outcome=IN_TIME))
    clocks = list(found.order_by("-late", "-stopped_at", "-pk")[:most])
    subjects = about(PUBLICITY, {clock.subject_key for clock in clocks})
    return list(_of_publicity(clocks, subjects))


def _of_publicity(clocks: Iterable[Clock], subjects: Mapping[str, object]) -> Iterable[Record]:
    for clock in clocks:
        subject = subjects.get(clock.subject_key)
        title, address = getattr(subject, "title", clock.item), getattr(subject, "address", "")
        in_time = clock.outcome == IN_TIME
        at = clock.stopped_at or clock.started_at
        yield Record(title, at, "按期公示" if in_time else "超期公示", address, counts=in_time)


ON_TIME = Figure(
    "supervision.on_time",
    "按期办结率",
    "当期办结的办件中，在承诺时限（没有承诺的为法定时限）内办结的占多少；最后一日办结算按期。",
    SHARE,
    lambda period: _in_time(cases.SUBJECT, period),
    _in_time_records,
)
ACCELERATION = Figure(
    "supervision.acceleration",
    "提速率",
    "当期办结的每件（法定时限－实际用时）÷法定时限的平均数；特别程序的时间不算，超过法定时限的按零计，法定当场办结的不计入。",
    SHARE,
    _accelerated,
    _accelerated_records,
)
PUBLISHED = Figure(
    "supervision.published",
    "结果按期公示率",
    "当期公示的办理结果中，在规定时限内公示的占多少。",
    SHARE,
    lambda period: _in_time(PUBLICITY, period),
    _published_records,
)

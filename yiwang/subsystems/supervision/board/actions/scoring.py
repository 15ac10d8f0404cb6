"""What takes the result of a month when it is time, and counts how the running one looks?"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines import in_force
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.indicators import actions as indicators
from yiwang.kernel.indicators import rules as points
from yiwang.kernel.indicators import schemes
from yiwang.kernel.indicators.cuts import Cut
from yiwang.kernel.indicators.models import Exemption, Snapshot
from yiwang.kernel.indicators.periods import month, month_before
from yiwang.kernel.indicators.rules import Appraisal, Points
from yiwang.subsystems.supervision.board import rules
from yiwang.subsystems.supervision.board.models import Preview

BATCH = 500


def take_due() -> int:
    """The regular job: on the first working day of a month, or as soon after as it runs, the month before.

    Raises Refused where no calendar says which day that is.
    """
    day = today()
    period = month_before(day)
    if Snapshot.objects.filter(scheme=rules.SCHEME, month=period.first).exists():
        return 0
    if day < first_workday(day):
        return 0
    if not Case.objects.filter(opened_at__lt=period.ends_at).exists():
        return 0
    return indicators.take(SYSTEM, rules.SCHEME, period.first).units


def first_workday(day: date) -> date:
    """Of the month in which the day lies."""
    return in_force.calendar().add_workdays(shifted(month(day).first, days=-1), 1)


def count_running() -> int:
    """The regular job: how every unit would stand if the month ended now."""
    first = month(today()).first
    scheme, _ = schemes.in_force(rules.SCHEME, first)
    appraisals = indicators.appraised(scheme, first, Cut())
    exempt = set(Exemption.objects.holding(rules.SCHEME, first).values_list("unit_id", "line"))
    places = points.ranks(each.total for each in appraisals.values())
    moment = now()
    rows = [
        Preview(
            month=first,
            unit_id=unit_id,
            total=each.total,
            rank=rank,
            grade=each.grade,
            veto=each.veto[:120],
            lines=_written(unit_id, each, exempt),
            counted_at=moment,
        )
        for (unit_id, each), rank in zip(appraisals.items(), places, strict=True)
    ]
    with transaction.atomic():
        Preview.objects.all().delete()
        Preview.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def _written(unit_id: int, appraisal: Appraisal, exempt: Collection[tuple[int, str]]) -> list[dict[str, Any]]:
    return [
        {
            "code": each.line.code,
            "label": each.line.label,
            "figure": each.line.figure,
            "part": _text(each.measured.part if each.measured else None),
            "whole": _text(each.measured.whole if each.measured else None),
            "points": _text(each.points),
            "full": str(each.full),
            "is_exempt": _is_exempt(unit_id, each, exempt),
        }
        for each in appraisal.points
    ]


def _is_exempt(unit_id: int, each: Points, exempt: Collection[tuple[int, str]]) -> bool:
    return bool({(unit_id, each.line.code), (unit_id, each.line.parent)} & set(exempt))


def _text(number: Any) -> str | None:
    return None if number is None else str(number)

"""Which figures does this room answer for: letters received, answered in time, writers satisfied?"""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db.models import Count, Q

from yiwang.kernel.cases import rules as cases
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.indicators import figures
from yiwang.kernel.indicators.figures import COUNT, SHARE, Figure, Record
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.indicators.rules import Measured
from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters.models import Letter, LetterQuerySet
from yiwang.subsystems.participation.letters.reminding import address_of

RECEIVED, IN_TIME, SATISFIED = "letters.received", "letters.answered_in_time", "letters.satisfied"
ANSWERED_IN_TIME = Q(is_in_time=True)
GOOD = Q(case__rating__in=sorted(rules.GOOD_LEVELS))


def received(period: Period) -> Mapping[int, Measured]:
    counted = _received(period).values("case__unit").annotate(number=Count("pk")).order_by()
    return {row["case__unit"]: Measured(Decimal(row["number"])) for row in counted}


def records_received(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    found = _received(period).filter(case__unit__in=unit_ids).select_related("case", "mailbox", "matter")
    return [_record(one, one.mailbox.name, counts=True) for one in found.order_by("received_at", "pk")[:most]]


def in_time(period: Period) -> Mapping[int, Measured]:
    return _shares(_due(period), ANSWERED_IN_TIME)


def records_in_time(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    found = _due(period).filter(case__unit__in=unit_ids).select_related("case__clock", "mailbox", "matter")
    late = list(found.exclude(ANSWERED_IN_TIME).order_by("case__clock__due_at", "pk")[:most])
    late += list(found.filter(ANSWERED_IN_TIME).order_by("case__clock__due_at", "pk")[: most - len(late)])
    return [
        _record(one, "按期答复" if one.is_in_time else "逾期", counts=bool(one.is_in_time)) for one in late
    ]


def satisfied(period: Period) -> Mapping[int, Measured]:
    """Out of those that were rated; the others are in neither part (letters.md case 12)."""
    return _shares(_rated(period), GOOD)


def records_satisfied(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    found = _rated(period).filter(case__unit__in=unit_ids).select_related("case", "mailbox", "matter")
    rows = sorted(
        found.order_by("case__rated_at", "pk")[:most], key=lambda one: one.case.rating in rules.GOOD_LEVELS
    )
    return [
        _record(one, cases.LEVELS[one.case.rating], counts=one.case.rating in rules.GOOD_LEVELS)
        for one in rows
    ]


def _received(period: Period) -> LetterQuerySet:
    found: LetterQuerySet = Letter.objects.own_matters()
    return found.filter(received_at__gte=period.begins_at, received_at__lt=period.ends_at)


def _due(period: Period) -> LetterQuerySet:
    """Whose time ends in the period, answered or over; withdrawn ones have none."""
    found: LetterQuerySet = Letter.objects.filter(
        case__clock__due_at__gte=period.begins_at, case__clock__due_at__lt=period.ends_at
    ).exclude(case__state=cases.WITHDRAWN)
    return found.filter(Q(is_in_time__isnull=False) | Q(case__clock__due_at__lte=now())).filter(
        is_repeat=False
    )


def _rated(period: Period) -> LetterQuerySet:
    found: LetterQuerySet = Letter.objects.exclude(case__rating="")
    return found.filter(case__rated_at__gte=period.begins_at, case__rated_at__lt=period.ends_at)


def _shares(found: LetterQuerySet, part: Q) -> Mapping[int, Measured]:
    counted = found.values("case__unit").annotate(part=Count("pk", filter=part), whole=Count("pk")).order_by()
    return {row["case__unit"]: Measured(Decimal(row["part"]), Decimal(row["whole"])) for row in counted}


def _record(letter: Letter, note: str, *, counts: bool) -> Record:
    """Without a word of what was written: whoever reads a figure need not know."""
    label = rules.TYPES.get(letter.type, "来信")
    return Record(f"{label} {letter.number}", letter.received_at, note, address_of(letter.pk), counts)


def declare() -> None:
    figures.register(
        Figure(
            RECEIVED,
            "收到来信",
            "本期收到的来信件数；同一人就同一事项重复来信、拆分件和重新办理件不重复计数。",
            COUNT,
            received,
            records_received,
        )
    )
    figures.register(
        Figure(
            IN_TIME,
            "来信按期答复率",
            "本期到期的来信中，在办理期限内答复的占比；到期未答复的计入分母，来信人撤回的不计。",
            SHARE,
            in_time,
            records_in_time,
        )
    )
    figures.register(
        Figure(
            SATISFIED,
            "来信满意率",
            "本期来信人作出的评价中，非常满意、满意和基本满意的占比；未评价的不计入分母。",
            SHARE,
            satisfied,
            records_satisfied,
        )
    )

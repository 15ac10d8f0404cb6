"""Which figures does this room answer for, and which cards are behind each?"""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from functools import partial

from django.db.models import Count, F, Q, Sum

from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.indicators.figures import COUNT, POINTS, SHARE, Figure, Record
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.indicators.rules import Measured
from yiwang.subsystems.supervision.cards import rules
from yiwang.subsystems.supervision.cards.models import Card, CardQuerySet

IN_TIME = Q(explained_at__lt=F("clock__due_at"))
DECIDED = (rules.UPHELD, rules.CANCELLED)


def figures() -> Sequence[Figure]:
    return (
        _confirmed_of(rules.YELLOW),
        _confirmed_of(rules.RED),
        Figure(
            "supervision.card_points",
            "监察牌扣分",
            "本期确认、至今没有撤销的黄牌和红牌所扣分数之和；申诉期间照计。",
            POINTS,
            _points,
            partial(_records, _confirmed, None),
        ),
        Figure(
            "supervision.cards_explained",
            "监察牌按期说明率",
            "说明期限在本期届满的监察牌（撤销的除外）中，期满前提交了说明的比例。",
            SHARE,
            partial(_share, _due, IN_TIME),
            partial(_records, _due, IN_TIME),
        ),
        Figure(
            "supervision.appeals_upheld",
            "申诉维持率",
            "本期作出复核决定的申诉中，复核后维持原决定的比例。",
            SHARE,
            partial(_share, _appeals, Q(state=rules.UPHELD)),
            partial(_records, _appeals, Q(state=rules.UPHELD)),
        ),
    )


def _confirmed_of(colour: str) -> Figure:
    label = rules.COLOURS[colour]

    def cards(period: Period) -> CardQuerySet:
        return _confirmed(period).filter(colour=colour)

    return Figure(
        f"supervision.cards_{colour}",
        f"{label}数",
        f"本期确认、至今没有撤销的{label}张数；申诉期间照计。",
        COUNT,
        lambda period: {
            unit_id: Measured(Decimal(number)) for unit_id, number in _by_unit(cards(period), Count("pk"))
        },
        partial(_records, cards, None),
    )


def _confirmed(period: Period) -> CardQuerySet:
    return Card.objects.counted().filter(**_within("confirmed_at", period))


def _due(period: Period) -> CardQuerySet:
    """Whose reply period ended in the period; the clock keeps its end when it stops."""
    clocks = Clock.objects.filter(subject_kind=rules.SUBJECT, **_within("due_at", period))
    return Card.objects.filter(clock__in=clocks.values("pk")).exclude(state=rules.CANCELLED)


def _appeals(period: Period) -> CardQuerySet:
    decided = Card.objects.filter(state__in=DECIDED, appealed_at__isnull=False)
    return decided.filter(**_within("ended_at", period))


def _within(column: str, period: Period) -> dict[str, object]:
    return {f"{column}__gte": period.begins_at, f"{column}__lt": period.ends_at}


def _by_unit(cards: CardQuerySet, number: Count | Sum) -> "Sequence[tuple[int, int]]":
    return list(cards.order_by().values_list("unit_id").annotate(number=number))


def _points(period: Period) -> Mapping[int, Measured]:
    """Below zero, as the cards say."""
    found = _by_unit(_confirmed(period), Sum("points"))
    return {unit_id: Measured(Decimal(points)) for unit_id, points in found}


def _share(cards: Callable[[Period], CardQuerySet], part: Q, period: Period) -> Mapping[int, Measured]:
    counted = cards(period).order_by().values_list("unit_id")
    rows = counted.annotate(part=Count("pk", filter=part), whole=Count("pk"))
    return {unit_id: Measured(Decimal(some), Decimal(whole)) for unit_id, some, whole in rows}


def _records(
    cards: Callable[[Period], CardQuerySet],
    part: Q | None,
    period: Period,
    unit_ids: Collection[int],
    most: int,
) -> Sequence[Record]:
    """Those of the whole that are not of the part come first."""
    rows = cards(period).filter(unit__in=unit_ids).order_by("-pk")
    if part is None:
        return [_record(card, counts=True) for card in rows[:most]]
    held = set(rows.filter(part).values_list("pk", flat=True))
    others = list(rows.exclude(pk__in=rows.filter(part).values("pk"))[:most])
    shown = [*others, *rows.filter(part)[: most - len(others)]]
    return [_record(card, counts=card.pk in held) for card in shown]


def _record(card: Card, *, counts: bool) -> Record:
    note = f"{card.get_state_display()}，{card.title}"
    at = card.confirmed_at or card.issued_at
    return Record(f"{card.number} {card.label}", at, note, card.get_absolute_url(), counts)

"""Is a month's result still what was counted?"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from yiwang.kernel.audit.rules import canonical, sm3
from yiwang.kernel.indicators.models import Score, Snapshot, Value
from yiwang.kernel.indicators.rules import plain


def digest(snapshot: Snapshot, scores: Iterable[Score], values: Iterable[tuple[int, Value]]) -> str:
    """SM3 over everything that is shown of it; ``values`` with the unit they belong to."""
    lines = sorted([unit_id, *_of_value(value)] for unit_id, value in values)
    results = sorted([score.unit_id, *_of_score(score)] for score in scores)
    content = {
        "scheme": snapshot.text,
        "version": snapshot.version,
        "month": snapshot.month.isoformat(),
        "scores": results,
        "values": lines,
    }
    return sm3(canonical(content).encode())


def is_intact(snapshot: Snapshot) -> bool:
    """Whether the rows still give the digest that was taken and recorded; two queries."""
    scores = list(snapshot.scores.all())
    units = {score.pk: score.unit_id for score in scores}
    values = [(units[value.score_id], value) for value in Value.objects.filter(score__snapshot=snapshot)]
    return len(scores) == snapshot.units and digest(snapshot, scores, values) == snapshot.digest


def _of_score(score: Score) -> list[Any]:
    return [score.unit_name, _number(score.total), score.rank or 0, score.grade, score.veto]


def _of_value(value: Value) -> list[Any]:
    numbers = (value.part, value.whole, value.points, value.full)
    return [value.line, value.label, value.figure, *map(_number, numbers), value.is_exempt]


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(value)

"""Who stands where in a month, a quarter, or the month that lasts?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yiwang.kernel.indicators import rules as points
from yiwang.kernel.indicators import schemes
from yiwang.kernel.indicators.models import Score, Snapshot, Value
from yiwang.kernel.indicators.periods import month_before
from yiwang.subsystems.supervision.board import rules
from yiwang.subsystems.supervision.board.models import Preview
from yiwang.subsystems.supervision.board.rules import Span
from yiwang.subsystems.supervision.watching.sight import Sight

TONES = {"优秀": "good", "良好": "info", "合格": "warn", "不合格": "bad"}
MONTHS_BACK = 12


@dataclass(frozen=True)
class Standing:
    """``before``: the total of the month or quarter before; ``months``: totals by month of a quarter."""

    unit_id: int
    unit_name: str
    total: Decimal | None
    rank: int | None
    grade: str
    veto: str = ""
    before: Decimal | None = None
    months: Sequence[Decimal | None] = ()

    @property
    def tone(self) -> str:
        return TONES.get(self.grade, "")

    @property
    def change(self) -> Decimal | None:
        return None if self.total is None or self.before is None else self.total - self.before

    @property
    def change_label(self) -> str:
        if self.change is None:
            return "—"
        return f"升 {self.change}" if self.change > 0 else f"降 {-self.change}" if self.change else "持平"


@dataclass(frozen=True)
class Read:
    """One line of a unit's result as it is shown: numbers plain, ``points`` None where it did not count."""

    code: str
    label: str
    figure: str
    part: Decimal | None
    whole: Decimal | None
    points: Decimal | None
    full: Decimal
    is_exempt: bool

    @property
    def measured(self) -> str:
        if self.part is None:
            return "—"
        if self.whole is None:
            return f"{points.plain(self.part)} 件"
        return rules.percent(self.part, self.whole)

    @property
    def counted(self) -> str:
        if self.part is None or self.whole is None:
            return ""
        return f"{points.plain(points.rounded(self.part))} ÷ {points.plain(self.whole)}"

    @property
    def points_label(self) -> str:
        if self.is_exempt:
            return "免考"
        return "不计" if self.points is None else points.plain(points.rounded(self.points))

    @property
    def full_label(self) -> str:
        return points.plain(points.rounded(self.full)) if self.full else "加减分"


def snapshots() -> list[Snapshot]:
    return list(Snapshot.objects.filter(scheme=rules.SCHEME).order_by("-month")[: 2 * MONTHS_BACK])


def of_span(sight: Sight, span: Span) -> list[Standing]:
    """The best first: what the post sees of it. Three queries."""
    ranked = ranked_by_unit(span)
    before = _totals(_before(span))
    seen = None if sight.paths is None else set(sight.units().values_list("pk", flat=True))
    shown = [_with_before(standing, before) for pk, standing in ranked.items() if seen is None or pk in seen]
    return sorted(shown, key=lambda each: (each.rank is None, each.rank or 0, each.unit_name))


def ranked_by_unit(span: Span) -> dict[int, Standing]:
    """All units of the city; the grade and the place of a quarter are those of the mean of its months."""
    by_unit: dict[int, dict[date, Score]] = defaultdict(dict)
    for score in _scores(span.months):
        by_unit[score.unit_id][score.snapshot.month] = score
    if len(span.months) == 1:
        return {pk: _of_score(next(iter(scores.values()))) for pk, scores in by_unit.items()}
    totals = {
        pk: [scores[month].total if month in scores else None for month in span.months]
        for pk, scores in by_unit.items()
    }
    means = {pk: rules.mean(each) for pk, each in totals.items()}
    places = dict(zip(means, points.ranks(means.values()), strict=True))
    grades = schemes.in_force(rules.SCHEME, span.months[-1])[0].grades
    found = {}
    for pk, scores in by_unit.items():
        last = scores[max(scores)]
        veto = next((each.veto for each in scores.values() if each.veto), "")
        grade = _grade(means[pk], veto, grades)
        found[pk] = Standing(pk, last.unit_name, means[pk], places[pk], grade, veto, months=totals[pk])
    return found


def _grade(total: Decimal | None, veto: str, grades: Sequence[points.Grade]) -> str:
    if total is None:
        return points.UNGRADED
    if veto:
        return grades[-1].label
    return next((each.label for each in grades if total >= each.at_least), grades[-1].label)


def _scores(months: Collection[date]) -> list[Score]:
    found = Score.objects.filter(snapshot__scheme=rules.SCHEME, snapshot__month__in=months)
    return list(found.select_related("snapshot"))


def _of_score(score: Score) -> Standing:
    return Standing(score.unit_id, score.unit_name, score.total, score.rank, score.grade, score.veto)


def _before(span: Span) -> tuple[date, ...]:
    first = month_before(span.months[0]).first
    return (first,) if len(span.months) == 1 else rules.quarter_of(first).months


def _totals(months: Collection[date]) -> dict[int, Decimal | None]:
    by_unit: dict[int, list[Decimal | None]] = defaultdict(list)
    for score in _scores(months):
        by_unit[score.unit_id].append(score.total)
    return {pk: rules.mean(each) for pk, each in by_unit.items()}


def _with_before(standing: Standing, before: Mapping[int, Decimal | None]) -> Standing:
    return Standing(**{**vars(standing), "before": before.get(standing.unit_id)})


def preview(sight: Sight) -> list[Standing]:
    """The month that lasts, as it was counted last."""
    rows = sight.cut(Preview.objects.select_related("unit"))
    shown = [Standing(row.unit_id, row.unit.name, row.total, row.rank, row.grade, row.veto) for row in rows]
    return sorted(shown, key=lambda each: (each.rank is None, each.rank or 0, each.unit_name))


def lines_of_score(score: Score) -> list[Read]:
    return [_of_value(value) for value in score.values.all()]


def _of_value(value: Value) -> Read:
    return Read(
        value.line,
        value.label,
        value.figure,
        value.part,
        value.whole,
        value.points,
        value.full,
        value.is_exempt,
    )


def lines_of_preview(row: Preview) -> list[Read]:
    def number(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    return [
        Read(
            line["code"],
            line["label"],
            line["figure"],
            number(line["part"]),
            number(line["whole"]),
            number(line["points"]),
            Decimal(line["full"]),
            line["is_exempt"],
        )
        for line in row.lines
    ]

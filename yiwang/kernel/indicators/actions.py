"""What lays down a scheme, exempts a unit, and takes the result of a month?"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.indicators import figures, proof, rules, schemes
from yiwang.kernel.indicators.cuts import Cut
from yiwang.kernel.indicators.models import Exemption, Score, Snapshot, StoredScheme, Value
from yiwang.kernel.indicators.periods import Period, month
from yiwang.kernel.indicators.rules import Appraisal, Measured, Scheme
from yiwang.kernel.organizations.models import Unit

BATCH = 1_000
SIX_PLACES = Decimal("0.000001")


@transaction.atomic
def lay_down(by: Actor, scheme: Scheme, first_month: date, reason: str) -> StoredScheme:
    """A new version that holds from a month on. Raises Refused for weights that are not 100 together, a
    figure nobody knows, or a month whose result was taken already.
    """
    rules.check(scheme)
    for code in [line.figure for line in scheme.leaves if line.figure] + [v.figure for v in scheme.vetoes]:
        figures.known(code)
    first = month(first_month).first
    if Snapshot.objects.filter(scheme=scheme.code, month__gte=first).exists():
        raise Refused(f"{first.year}年{first.month}月的考核结果已经生成，新方案请从以后的月份起执行。")
    if len(reason.strip()) < 2:
        raise Refused("请写明调整方案的理由或依据。", field="reason")
    last = StoredScheme.objects.select_for_update().filter(code=scheme.code).order_by("-version").first()
    stored = StoredScheme.objects.create(
        code=scheme.code,
        version=last.version + 1 if last else 1,
        name=scheme.name,
        text=schemes.written(scheme),
        in_force_from=first,
        laid_down_at=now(),
        laid_down_by=by.person,
        reason=reason.strip()[:300],
    )
    record(by, "indicators.scheme_lay_down", stored, code=scheme.code, month=first, reason=stored.reason)
    return stored


@transaction.atomic
def exempt(by: Actor, scheme: str, line: str, unit: Unit, first_month: date, reason: str) -> Exemption:
    """From a month on an indicator does not count for the unit. Raises Refused without reason or twice."""
    if len(reason.strip()) < 2:
        raise Refused("请写明免考的理由和依据。", field="reason")
    if Exemption.objects.filter(scheme=scheme, line=line, unit=unit, ended_at=None).exists():
        raise Refused(f"{unit.called}的这项指标已经免考。", field="unit")
    granted = Exemption.objects.create(
        scheme=scheme,
        line=line,
        unit=unit,
        first_month=month(first_month).first,
        reason=reason.strip()[:300],
        granted_at=now(),
        granted_by=by.person,
    )
    record(by, "indicators.exemption_grant", granted, scheme=scheme, line=line, reason=granted.reason)
    return granted


@transaction.atomic
def end_exemption(by: Actor, exemption_id: int) -> Exemption:
    granted = Exemption.objects.select_for_update(of=("self",)).select_related("unit").get(pk=exemption_id)
    if granted.ended_at is None:
        granted.ended_at = now()
        granted.save(update_fields=["ended_at"])
        record(by, "indicators.exemption_end", granted)
    return granted


def take(by: Actor, code: str, day: date) -> Snapshot:
    """The result of the month in which ``day`` lies, once and for all.

    What is counted may take a minute, so it is counted before anything is locked; of two that count at once
    the first is kept. Raises Refused while the month lasts, and where its result was taken already.
    """
    period = month(day)
    if period.after > today():
        raise Refused(f"{period.label}还没有结束，不能生成考核结果。")
    _check_untaken(code, period)
    scheme, version = schemes.in_force(code, period.first)
    cut = Cut()
    appraisals = appraised(scheme, period.first, cut)
    with transaction.atomic():
        _check_untaken(code, period)
        if schemes.in_force(code, period.first) != (scheme, version):
            raise Refused("考核方案刚有调整，请重新生成。")
        return _kept(by, scheme, version, period, appraisals, cut)


def _check_untaken(code: str, period: Period) -> None:
    if Snapshot.objects.filter(scheme=code, month=period.first).exists():
        raise Refused(f"{period.label}的考核结果已经生成，不能重复生成。")


def _kept(
    by: Actor,
    scheme: Scheme,
    version: int,
    period: Period,
    appraisals: Mapping[int, Appraisal],
    cut: Cut,
) -> Snapshot:
    code = scheme.code
    snapshot = Snapshot(
        scheme=code,
        version=version,
        text=schemes.written(scheme),
        month=period.first,
        taken_at=now(),
        taken_by=by.person,
        units=len(appraisals),
    )
    scores = _scores(snapshot, appraisals, cut)
    values = _values(scores, appraisals, _exempt(code, period.first))
    snapshot.digest = proof.digest(snapshot, scores, [(value.score.unit_id, value) for value in values])
    snapshot.save(force_insert=True)
    Score.objects.bulk_create(scores, batch_size=BATCH)
    Value.objects.bulk_create(values, batch_size=BATCH)
    record(by, "indicators.snapshot_take", snapshot, units=snapshot.units, digest=snapshot.digest)
    return snapshot


def appraised(scheme: Scheme, first: date, cut: Cut) -> dict[int, Appraisal]:
    """By the id of the unit that answers: every unit of which something was counted. One pass a figure."""
    period = month(first)
    measured: dict[int, dict[str, Measured]] = defaultdict(dict)
    codes = dict.fromkeys([line.figure for line in scheme.leaves if line.figure])
    for code in dict.fromkeys([*codes, *(veto.figure for veto in scheme.vetoes)]):
        for unit_id, each in cut.gathered(figures.known(code).measured(period)).items():
            measured[unit_id][code] = each
    nothing = {code: Measured(Decimal(0)) for code in _counted(scheme)}
    exempt_lines = _exempt(scheme.code, first)
    return {
        unit_id: rules.appraised(scheme, nothing | each, exempt_lines.get(unit_id, frozenset()))
        for unit_id, each in measured.items()
    }


def _counted(scheme: Scheme) -> list[str]:
    """Figures of which a unit that has none has zero."""
    return [line.figure for line in scheme.leaves if line.formula != rules.SHARE and line.figure]


def _exempt(code: str, first: date) -> Mapping[int, Collection[str]]:
    lines: dict[int, set[str]] = defaultdict(set)
    for unit_id, line in Exemption.objects.holding(code, first).values_list("unit_id", "line"):
        lines[unit_id].add(line)
    return lines


def _scores(snapshot: Snapshot, appraisals: Mapping[int, Appraisal], cut: Cut) -> list[Score]:
    places = rules.ranks(each.total for each in appraisals.values())
    return [
        Score(
            snapshot=snapshot,
            unit_id=unit_id,
            unit_name=cut.units[unit_id].name,
            total=each.total,
            rank=rank,
            grade=each.grade,
            veto=each.veto[:120],
        )
        for (unit_id, each), rank in zip(appraisals.items(), places, strict=True)
    ]


def _values(
    scores: Collection[Score],
    appraisals: Mapping[int, Appraisal],
    exempt_lines: Mapping[int, Collection[str]],
) -> list[Value]:
    return [
        Value(
            score=score,
            line=each.line.code,
            label=each.line.label,
            figure=each.line.figure,
            part=_places(each.measured.part if each.measured else None),
            whole=_places(each.measured.whole if each.measured else None),
            points=_places(each.points),
            full=_places(each.full) or Decimal(0),
            is_exempt=bool({each.line.code, each.line.parent} & set(exempt_lines.get(score.unit_id, ()))),
        )
        for score in scores
        for each in appraisals[score.unit_id].points
    ]


def _places(number: Decimal | None) -> Decimal | None:
    """A zero without sign, as the database gives it back."""
    return None if number is None else Decimal(number).quantize(SIX_PLACES) + Decimal(0)

"""Does an institution always buy from the same supplier, or in parts that stay below a threshold?

Sources: 政府采购法 (2014) art. 3 (open, fair competition) and 28 (no splitting to avoid open tender);
政府采购法实施条例 (2015) art. 28.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Sum

from yiwang.kernel.deadlines.moments import shifted
from yiwang.kernel.findings.rules import YELLOW
from yiwang.subsystems.supervision.sources import rules
from yiwang.subsystems.supervision.sources.anomalies.evidence import breach, kept, records_of
from yiwang.subsystems.supervision.sources.anomalies.prices import HEARS
from yiwang.subsystems.supervision.sources.models import Record, RecordQuerySet
from yiwang.subsystems.supervision.sources.shipped import MEDICINE
from yiwang.subsystems.supervision.watching.registry import Breach, Happened, Parameter, Parameters, Rule
from yiwang.subsystems.supervision.watching.rules import TRIAL

ONE_SUPPLIER, SPLIT = "sources.one_supplier", "sources.split_purchases"
LISTED = 20
Day = tuple[str, date, Decimal, int]


class Part(NamedTuple):
    """A purchase that stays below the threshold."""

    on: date
    key: str
    amount: Decimal
    imported: int


def one_supplier(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """Once a year for an institution and a supplier; over the twelve months up to the purchase."""
    share, least, drawn = parameters["percent"], int(parameters["purchases"]), []
    newest = _newest(records_of(happened))
    days = _days(list(newest.values()))
    imports = _imports(list(newest.values()))
    for (unit, party, year), record in newest.items():
        since = shifted(record.on, days=-rules.YEAR_DAYS)
        window = [day for day in days[unit] if since <= day[1] <= record.on]
        own = [day for day in window if day[0] == party]
        bought, total = _sum(own), _sum(window)
        number = sum(day[3] for day in own)
        if number < least or not rules.is_share_above(bought, total, share):
            continue
        evidence = [
            ("供应商", f"{record.values['supplier']}（{party}）"),
            ("期间", f"{since}至{record.on}"),
            ("向该供应商采购", f"{number}笔，{rules.yuan(bought)}"),
            ("全部采购", f"{sum(day[3] for day in window)}笔，{rules.yuan(total)}"),
            (
                "计算",
                f"{rules.yuan(bought)}÷{rules.yuan(total)}＝{rules.percent(bought, total)}%，"
                f"超过{rules.number(share)}%",
            ),
        ]
        fact = f"{unit}:{party}:{year}"
        drawn.append((breach(record, evidence, fact), imports[unit]))
    return kept(ONE_SUPPLIER, drawn)


def _newest(records: Iterable[Record]) -> dict[tuple[int, str, int], Record]:
    newest: dict[tuple[int, str, int], Record] = {}
    for record in sorted(records, key=lambda each: (each.on, each.pk)):
        newest[record.unit_id, record.party, record.on.year] = record
    return newest


def _days(records: Sequence[Record]) -> dict[int, list[Day]]:
    """What each institution bought of whom on which day: sum and number; one query."""
    by_unit: dict[int, list[Day]] = defaultdict(list)
    rows = _window(records).values("unit", "party", "on").order_by()
    summed = rows.annotate(total=Sum("amount"), number=Count("pk"))
    for unit, party, on, total, number in summed.values_list("unit", "party", "on", "total", "number"):
        by_unit[unit].append((party, on, total or Decimal(0), number))
    return by_unit


def _imports(records: Sequence[Record]) -> dict[int, set[int]]:
    by_unit: dict[int, set[int]] = defaultdict(set)
    for unit, imported in _window(records).order_by().values_list("unit", "imported").distinct():
        by_unit[unit].add(imported)
    return by_unit


def _window(records: Sequence[Record], days: int = rules.YEAR_DAYS) -> RecordQuerySet:
    rows = Record.objects.current().of(MEDICINE).filter(unit__in={record.unit_id for record in records})
    if not records:
        return rows.none()
    moments = [record.on for record in records]
    return rows.between(shifted(min(moments), days=-days), max(moments))


def _sum(days: Iterable[Day]) -> Decimal:
    return sum((day[2] for day in days), Decimal(0))


def split(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """Once a month for an institution and a supplier; the purchases in the days up to this one."""
    threshold, days = parameters["threshold"], int(parameters["days"])
    least, drawn, seen = int(parameters["purchases"]), [], set()
    records = [each for each in records_of(happened) if each.amount is not None and each.amount < threshold]
    small = _small(records, threshold, days)
    for record in sorted(records, key=lambda each: (each.on, each.pk)):
        since = shifted(record.on, days=-days)
        parts = [part for part in small[record.unit_id, record.party] if since <= part.on <= record.on]
        total = sum((part.amount for part in parts), Decimal(0))
        fact = f"{record.unit_id}:{record.party}:{record.on:%Y-%m}"
        if len(parts) < least or total <= threshold or fact in seen:
            continue
        seen.add(fact)
        drawn.append((breach(record, _parts(record, parts, total, parameters), fact), _of(parts)))
    return kept(SPLIT, drawn)


def _of(parts: Iterable[Part]) -> set[int]:
    return {part.imported for part in parts}


def _parts(
    record: Record, parts: Sequence[Part], total: Decimal, parameters: Parameters
) -> list[tuple[str, str]]:
    each = [f"{part.on} {part.key} {rules.yuan(part.amount)}" for part in parts[:LISTED]]
    more = f"；另有{len(parts) - LISTED}笔" if len(parts) > LISTED else ""
    threshold = parameters["threshold"]
    added = "＋".join(rules.yuan(part.amount) for part in parts[:LISTED])
    sums = added if len(parts) <= LISTED else f"{len(parts)}笔合计"
    return [
        ("供应商", f"{record.values['supplier']}（{record.party}）"),
        ("各笔采购", "；".join(each) + more),
        ("计算", f"{sums}＝{rules.yuan(total)}，超过{rules.yuan(threshold)}，每笔都低于它"),
        ("期间", f"{rules.number(parameters['days'])}天内，至{record.on}"),
    ]


def _small(records: Sequence[Record], threshold: Decimal, days: int) -> dict[tuple[int, str], list[Part]]:
    by_pair: dict[tuple[int, str], list[Part]] = defaultdict(list)
    rows = _window(records, days).filter(amount__lt=threshold)
    rows = rows.filter(party__in={record.party for record in records}).exclude(party="")
    found = rows.order_by("on", "pk").values_list("unit", "party", "on", "key", "amount", "imported")
    for unit, party, on, key, amount, imported in found.iterator():
        by_pair[unit, party].append(Part(on, key, amount or Decimal(0), imported))
    return by_pair


RULES = (
    Rule(
        ONE_SUPPLIER,
        "采购长期集中于一家供应商",
        "《政府采购法》第三条",
        YELLOW,
        HEARS,
        one_supplier,
        parameters={
            "percent": Parameter("占全部采购额超过", Decimal(50), "%"),
            "purchases": Parameter("采购至少", Decimal(10), "笔"),
        },
        mode=TRIAL,
        group="医药采购",
    ),
    Rule(
        SPLIT,
        "疑似化整为零采购",
        "《政府采购法》第二十八条，《政府采购法实施条例》第二十八条",
        YELLOW,
        HEARS,
        split,
        parameters={
            "threshold": Parameter("限额", Decimal(50000), "元"),
            "days": Parameter("在多少天内", Decimal(30), "天"),
            "purchases": Parameter("至少", Decimal(3), "笔"),
        },
        mode=TRIAL,
        group="医药采购",
    ),
)

"""Did an institution pay more for a drug than it should have?

Source: 药品管理法 (2019) art. 84 (prices of drugs are monitored) and 85 (fair, reasonable, honest prices).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from yiwang.kernel.deadlines.moments import shifted
from yiwang.kernel.findings.rules import YELLOW
from yiwang.subsystems.supervision.sources import rules
from yiwang.subsystems.supervision.sources.anomalies.evidence import breach, kept, money, records_of
from yiwang.subsystems.supervision.sources.models import Record
from yiwang.subsystems.supervision.sources.shipped import MEDICINE
from yiwang.subsystems.supervision.watching.registry import Breach, Happened, Parameter, Parameters, Rule
from yiwang.subsystems.supervision.watching.rules import TRIAL

ABOVE_REFERENCE, ABOVE_MEDIAN = "sources.price_above_reference", "sources.price_above_median"
BASIS = "《药品管理法》第八十四条、第八十五条"
HEARS = frozenset({rules.of_record(MEDICINE)})


def above_reference(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    by, drawn = parameters["percent"], []
    for record in records_of(happened):
        reference, price = money(record, "reference_price"), record.price
        if not reference or price is None or not rules.is_above(price, reference, by):
            continue
        evidence = [
            ("药品", record.title),
            ("采购单价", rules.yuan(price)),
            ("参考价", rules.yuan(reference)),
            ("计算", _ratio(price, reference, by)),
            ("采购日期", str(record.on)),
            ("供应商", str(record.values["supplier"])),
        ]
        drawn.append((breach(record, evidence), {record.imported_id}))
    return kept(ABOVE_REFERENCE, drawn)


def above_median(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """Against the other purchases of the drug in the twelve months up to the day of this one."""
    by, least, drawn = parameters["percent"], int(parameters["purchases"]), []
    records = records_of(happened)
    others = _purchases(records)
    for record in records:
        if record.price is None:
            continue
        since = shifted(record.on, days=-rules.YEAR_DAYS)
        found = [
            (price, imported)
            for pk, on, price, imported in others[record.item]
            if since <= on <= record.on and pk != record.pk
        ]
        if len(found) < least:
            continue
        middle = rules.median([price for price, _ in found])
        if not rules.is_above(record.price, middle, by):
            continue
        evidence = [
            ("药品", record.title),
            ("采购单价", rules.yuan(record.price)),
            ("中位价", f"{rules.yuan(middle)}（{since}至{record.on}同药品同规格的其他{len(found)}笔采购）"),
            ("计算", _ratio(record.price, middle, by)),
            ("采购日期", str(record.on)),
            ("供应商", str(record.values["supplier"])),
        ]
        drawn.append((breach(record, evidence), {record.imported_id, *(each for _, each in found)}))
    return kept(ABOVE_MEDIAN, drawn)


Purchase = tuple[int, date, Decimal, int]


def _purchases(records: Sequence[Record]) -> dict[str, list[Purchase]]:
    """Id, day, price and import of what was bought of the same drugs; one query."""
    by_item: dict[str, list[Purchase]] = defaultdict(list)
    if not records:
        return by_item
    days = [record.on for record in records]
    rows = Record.objects.current().of(MEDICINE).filter(item__in={record.item for record in records})
    rows = (
        rows.between(shifted(min(days), days=-rules.YEAR_DAYS), max(days))
        .exclude(price=None)
        .exclude(item="")
    )
    for pk, item, on, price, imported in rows.values_list("pk", "item", "on", "price", "imported").iterator():
        by_item[item].append((pk, on, price or Decimal(0), imported))
    return by_item


def _ratio(price: Decimal, limit: Decimal, by: Decimal) -> str:
    allowed = rules.number(rules.PERCENT + by)
    return f"{rules.yuan(price)}÷{rules.yuan(limit)}＝{rules.percent(price, limit)}%，超过{allowed}%"


RULES = (
    Rule(
        ABOVE_REFERENCE,
        "药品采购价高于参考价",
        BASIS,
        YELLOW,
        HEARS,
        above_reference,
        parameters={"percent": Parameter("高于参考价超过", Decimal(5), "%")},
        mode=TRIAL,
        group="医药采购",
    ),
    Rule(
        ABOVE_MEDIAN,
        "药品采购价明显高于同药品中位价",
        BASIS,
        YELLOW,
        HEARS,
        above_median,
        parameters={
            "percent": Parameter("高于中位价超过", Decimal(20), "%"),
            "purchases": Parameter("其他采购至少", Decimal(5), "笔"),
        },
        mode=TRIAL,
        group="医药采购",
    ),
)

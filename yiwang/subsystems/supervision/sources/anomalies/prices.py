"""Did an institution pay more for a drug than it should have?

Source: 药品管理法 (2019) art. 84 (prices of drugs are monitored) and 85 (fair, reasonable, honest prices).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Count

from yiwang.kernel.deadlines.moments import shifted
from yiwang.kernel.findings.rules import YELLOW
from yiwang.subsystems.supervision.sources import rules
from yiwang.subsystems.supervision.sources.anomalies.evidence import breach, kept, money, records_of
from yiwang.subsystems.supervision.sources.models import Record, RecordQuerySet
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
    by, least = parameters["percent"], int(parameters["purchases"])
    records = [record for record in records_of(happened) if record.price is not None]
    days = _days(records)
    windows = {each: _window(days[each[0]], each[1]) for each in {(one.item, one.on) for one in records}}
    found: list[tuple[Record, Decimal, int]] = []
    for record in records:
        price = record.price or Decimal(0)
        others = windows[record.item, record.on] - Counter([price])
        number = others.total()
        middle = rules.weighted_median(others) if number >= least else None
        if middle is not None and rules.is_above(price, middle, by):
            found.append((record, middle, number))
    imports = _imports([record for record, _, _ in found])
    drawn = [
        (breach(record, _compared(record, middle, number, by)), imports[record.item] | {record.imported_id})
        for record, middle, number in found
    ]
    return kept(ABOVE_MEDIAN, drawn)


def _compared(record: Record, middle: Decimal, number: int, by: Decimal) -> list[tuple[str, str]]:
    price, since = record.price or Decimal(0), shifted(record.on, days=-rules.YEAR_DAYS)
    return [
        ("药品", record.title),
        ("采购单价", rules.yuan(price)),
        ("中位价", f"{rules.yuan(middle)}（{since}至{record.on}同药品同规格的其他{number}笔采购）"),
        ("计算", _ratio(price, middle, by)),
        ("采购日期", str(record.on)),
        ("供应商", str(record.values["supplier"])),
    ]


Day = tuple[date, Decimal, int]


def _alike(records: Sequence[Record]) -> RecordQuerySet:
    """What was bought of the same drugs in the twelve months before them."""
    rows = Record.objects.current().of(MEDICINE).exclude(price=None).exclude(item="")
    if not records:
        return rows.none()
    days = [record.on for record in records]
    rows = rows.filter(item__in={record.item for record in records})
    return rows.between(shifted(min(days), days=-rules.YEAR_DAYS), max(days)).order_by()


def _days(records: Sequence[Record]) -> dict[str, list[Day]]:
    """How many were bought at which price on which day, by drug; one query, what is equal counted there."""
    by_item: dict[str, list[Day]] = defaultdict(list)
    rows = _alike(records).values("item", "on", "price").annotate(number=Count("pk"))
    for item, on, price, number in rows.values_list("item", "on", "price", "number").iterator():
        by_item[item].append((on, price or Decimal(0), number))
    return by_item


def _window(days: Iterable[Day], until: date) -> Counter[Decimal]:
    since = shifted(until, days=-rules.YEAR_DAYS)
    window: Counter[Decimal] = Counter()
    for on, price, number in days:
        if since <= on <= until:
            window[price] += number
    return window


def _imports(records: Sequence[Record]) -> dict[str, set[int]]:
    by_item: dict[str, set[int]] = defaultdict(set)
    for item, imported in _alike(records).values_list("item", "imported").distinct():
        by_item[item].add(imported)
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

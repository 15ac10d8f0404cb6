"""What is an imported record, and which arithmetic makes one of them suspicious?

Sources: 政府采购法 (2014) art. 28, 38, 49; 招标投标法 (2017) art. 28, 41 and its 实施条例 (2019) art. 40;
政府投资条例 (2019) art. 12, 20; shared standards/projects-and-appraisal.md §1 and §4.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from types import MappingProxyType

from yiwang.kernel.errors import Refused

SCOPE = "supervision.records"
IMPORT = "supervision.records_import"
KEEPER = "supervision_source_keeper"
KEY_LENGTH, ITEM_LENGTH = 100, 300
YEAR_DAYS = 365

LIVE, IMPORTED = "live", "imported"
WAYS: Mapping[str, str] = MappingProxyType({LIVE: "平台内实时取得", IMPORTED: "导入或接口报送"})

WAITING, DONE, UNDONE, BROKEN = "waiting", "done", "undone", "broken"
STATES: Mapping[str, str] = MappingProxyType(
    {WAITING: "正在导入", DONE: "已完成", UNDONE: "已撤销", BROKEN: "中途停止"}
)
TONES: Mapping[str, str] = MappingProxyType({WAITING: "info", DONE: "good", UNDONE: "empty", BROKEN: "bad"})
PERCENT = Decimal(100)


def of_record(source: str) -> str:
    """What the arrival of a record is called, and the kind of a matter that is a record."""
    return f"record.{source}"


def kind_of_source(source: str) -> str:
    """The kind of a matter that is a source itself."""
    return f"source.{source}"


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """``part`` of ``whole`` in per cent with two digits, for people; comparisons never use it."""
    return (part * PERCENT / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def is_above(amount: Decimal, limit: Decimal, by: Decimal) -> bool:
    """More than ``by`` per cent above; exactly that much is not (551 and 550 of 500: §4 no. 1 and 2)."""
    return amount * PERCENT > limit * (PERCENT + by)


def is_share_above(part: Decimal, whole: Decimal, by: Decimal) -> bool:
    return whole > 0 and part * PERCENT > whole * by


def median(prices: Iterable[Decimal]) -> Decimal:
    """The middle one, or the mean of the middle two; of at least one."""
    return weighted_median(Counter(prices))


def weighted_median(prices: Mapping[Decimal, int]) -> Decimal:
    """The median of prices each of which came so many times; of at least one."""
    total, passed, middle = sum(prices.values()), 0, list[Decimal]()
    for price in sorted(prices):
        passed += prices[price]
        while len(middle) < 2 and passed > (total - 1 + len(middle)) // 2:
            middle.append(price)
    return middle[0] if middle[0] == middle[1] else (middle[0] + middle[1]) / 2


def closest(bids: Iterable[tuple[str, Decimal]], within: Decimal) -> list[tuple[str, str, Decimal]]:
    """Neighbours by amount that differ by at most ``within`` per cent of the lower: names and the difference.

    In the order of amounts; bids that are equal differ by 0.
    """
    ordered = sorted(bids, key=lambda bid: (bid[1], bid[0]))
    pairs = pairwise(ordered)
    return [
        (low, high, upper - lower)
        for (low, lower), (high, upper) in pairs
        if lower > 0 and (upper - lower) * PERCENT <= lower * within
    ]


def check_undo(state: str) -> None:
    if state in {WAITING, UNDONE}:
        raise Refused(f"这次导入{STATES[state]}，不能撤销。")


def yuan(amount: Decimal) -> str:
    """``1,234.50元``; more than two digits behind the point stay where they were given."""
    text = f"{amount:,f}"
    whole, _, cents = text.partition(".")
    return f"{whole}.{cents.rstrip('0').ljust(2, '0')}元"


def number(value: Decimal) -> str:
    """Without the zeros that say nothing: ``10``, ``0.1``."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

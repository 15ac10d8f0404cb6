"""What is counted of a day, which figures make a quarter, how is a bulletin numbered and worded?

Sources: shared standards/approvals.md §8 (quarterly appraisal in four grades, 监察建议书 for who fails).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from yiwang.kernel.errors import Refused

SCHEME = "supervision.unit"
FAILING = "不合格"

GREEN, BLUE, YELLOW, RED, STILL = "green", "blue", "yellow", "red", "still"
LIGHTS: Mapping[str, str] = MappingProxyType(
    {GREEN: "正常", BLUE: "提示", YELLOW: "预警", RED: "超期", STILL: "暂停"}
)
DAYS = 30
WORST = 10

BULLETIN, ADVICE = "bulletin", "advice"
FORMS: Mapping[str, str] = MappingProxyType({BULLETIN: "监察通报", ADVICE: "监察建议书"})
SHORT: Mapping[str, str] = MappingProxyType({BULLETIN: "监通", ADVICE: "监建"})
DRAFT, ISSUED = "draft", "issued"
STATES: Mapping[str, str] = MappingProxyType({DRAFT: "草稿", ISSUED: "已印发"})
LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Span:
    """One month, or the three of a quarter: ``months`` are their first days."""

    months: tuple[date, ...]

    @property
    def label(self) -> str:
        first = self.months[0]
        if len(self.months) == 1:
            return f"{first.year}年{first.month}月"
        return f"{first.year}年第{'一二三四'[first.month // 3]}季度"

    @property
    def code(self) -> str:
        """``2026-05`` or ``2026-Q2``."""
        first = self.months[0]
        if len(self.months) == 1:
            return f"{first:%Y-%m}"
        return f"{first.year}-Q{first.month // 3 + 1}"


def span_of(code: str) -> Span:
    """Raises Refused for anything but ``2026-05`` and ``2026-Q2``."""
    year, _, part = code.partition("-")
    try:
        if part[:1] == "Q" and part[1:] in {"1", "2", "3", "4"}:
            first = 3 * int(part[1:]) - 2
            return Span(tuple(date(int(year), month, 1) for month in range(first, first + 3)))
        if len(part) == len("05"):
            return Span((date(int(year), int(part), 1),))
    except ValueError:
        pass
    raise Refused("请选择考核月份或季度。", field="span")


def quarter_of(day: date) -> Span:
    return span_of(f"{day.year}-Q{(day.month - 1) // 3 + 1}")


def mean(totals: Sequence[Decimal | None]) -> Decimal | None:
    """Of the months in which the unit was appraised; None where it never was."""
    known = [total for total in totals if total is not None]
    if not known:
        return None
    return (sum(known, Decimal(0)) / len(known)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def percent(part: Decimal | int, whole: Decimal | int | None) -> str:
    """``93.75%``; a dash where there was nothing of which it could be a share."""
    if not whole:
        return "—"
    share = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{share:f}"
    return f"{text.rstrip('0').rstrip('.')}%"


def number(mark: str, form: str, year: int, serial: int) -> str:
    """``云监通〔2026〕3号`` where the mark of the unit is 云."""
    return f"{mark}{SHORT[form]}〔{year}〕{serial}号"


def check_text(text: str) -> str:
    text = text.strip()
    if not text:
        raise Refused("正文不能为空。", field="text")
    if len(text) > LONGEST_TEXT:
        raise Refused(f"正文不能超过{LONGEST_TEXT}字。", field="text")
    return text


def check_draft(state: str) -> None:
    if state != DRAFT:
        raise Refused("这份文书已经印发，不能再修改；有误的请另发一份更正。")

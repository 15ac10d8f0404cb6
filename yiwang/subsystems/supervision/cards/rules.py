"""What may happen to a yellow or red card, until when, and when do its points count?

Sources: shared standards/approvals.md §8 (督办单 → receipt → explanation → upheld/withdrawn → points; yellow
−1, red −5). A confirmed card counts while an appeal is heard, as 行政复议法 (2023) art. 42 has it: 复议期间
不停止执行.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from yiwang.kernel.errors import Refused

YELLOW, RED = "yellow", "red"
COLOURS: Mapping[str, str] = MappingProxyType({YELLOW: "黄牌", RED: "红牌"})
WORDS: Mapping[str, str] = MappingProxyType({YELLOW: "黄", RED: "红"})

ISSUED, EXPLAINED, CONFIRMED = "issued", "explained", "confirmed"
APPEALED, UPHELD, CANCELLED = "appealed", "upheld", "cancelled"
STATES: Mapping[str, str] = MappingProxyType(
    {
        ISSUED: "待说明",
        EXPLAINED: "已说明",
        CONFIRMED: "已确认",
        APPEALED: "申诉中",
        UPHELD: "申诉后维持",
        CANCELLED: "已撤销",
    }
)
TONES: Mapping[str, str] = MappingProxyType(
    {ISSUED: "warn", EXPLAINED: "info", CONFIRMED: "bad", APPEALED: "info", UPHELD: "bad", CANCELLED: ""}
)
COUNTED = frozenset({CONFIRMED, APPEALED, UPHELD})
ENDED = frozenset({UPHELD, CANCELLED})

ISSUE, READ = "issue", "read"
EXPLAIN, CONFIRM, CANCEL = "explain", "confirm", "cancel"
APPEAL, UPHOLD, OVERTURN = "appeal", "uphold", "overturn"
VERBS: Mapping[str, str] = MappingProxyType(
    {
        ISSUE: "发牌",
        READ: "阅读",
        EXPLAIN: "提交说明",
        CONFIRM: "确认",
        CANCEL: "撤销",
        APPEAL: "提出申诉",
        UPHOLD: "维持",
        OVERTURN: "申诉成立，撤销",
    }
)
# From which states a deed may be done, and where it leads.
DEEDS: Mapping[str, tuple[frozenset[str], str]] = MappingProxyType(
    {
        EXPLAIN: (frozenset({ISSUED}), EXPLAINED),
        CONFIRM: (frozenset({ISSUED, EXPLAINED}), CONFIRMED),
        CANCEL: (frozenset({ISSUED, EXPLAINED}), CANCELLED),
        APPEAL: (frozenset({CONFIRMED}), APPEALED),
        UPHOLD: (frozenset({APPEALED}), UPHELD),
        OVERTURN: (frozenset({APPEALED}), CANCELLED),
    }
)
OF_UNIT, OF_LEADER = (EXPLAIN, APPEAL), (CONFIRM, CANCEL, UPHOLD, OVERTURN)

SUBJECT = "supervision.card"
TEXT_LENGTH, REASON_LENGTH = 4_000, 500
FOOTING = "监察通知书规定的说明期限"


@dataclass(frozen=True)
class Standing:
    """What decides about the next deed: the state, the end of the reply period, the last moment to appeal."""

    state: str
    reply_until: datetime | None = None
    appeal_until: datetime | None = None


@dataclass(frozen=True)
class Terms:
    """How many working days a unit has to explain and to appeal, and what a confirmed card costs."""

    reply_days: int = 5
    appeal_days: int = 5
    yellow_points: Decimal = Decimal(-1)
    red_points: Decimal = Decimal(-5)

    def points(self, colour: str) -> Decimal:
        return self.red_points if colour == RED else self.yellow_points


def next_state(standing: Standing, deed: str, now: datetime) -> str:
    """The state after the deed. Raises Refused where state or time do not allow it."""
    before, after = DEEDS[deed]
    if standing.state not in before:
        raise Refused(f"这张监察牌现在是“{STATES[standing.state]}”，不能{VERBS[deed]}。")
    if deed == CONFIRM and standing.state == ISSUED and not is_unanswered(standing, now):
        raise Refused("说明期限还没有届满，请等单位说明或者期满以后再确认。")
    if deed == APPEAL and (standing.appeal_until is None or standing.appeal_until <= now):
        raise Refused("申诉期限已过，不能再提出申诉。")
    return after


def is_unanswered(standing: Standing, now: datetime) -> bool:
    """The reply period has passed without an explanation."""
    is_over = standing.reply_until is not None and standing.reply_until <= now
    return standing.state == ISSUED and is_over


def allowed(standing: Standing, now: datetime) -> list[str]:
    """The deeds that could be done now, by whoever may."""
    return [deed for deed in DEEDS if _is_allowed(standing, deed, now)]


def _is_allowed(standing: Standing, deed: str, now: datetime) -> bool:
    try:
        next_state(standing, deed, now)
    except Refused:
        return False
    return True


def check_hands(settler_id: int | None, explainer_id: int | None) -> None:
    """Nobody decides on what they said themselves for the unit."""
    if settler_id is not None and settler_id == explainer_id:
        raise Refused("您代表被监察单位提交过说明，不能再处理这张监察牌，请由其他监察负责人处理。")


def checked_text(text: str, field: str = "text") -> str:
    """What the unit says. Raises Refused where it says nothing or too much."""
    return _checked(text, TEXT_LENGTH, "请写明情况", field)


def checked_reason(text: str) -> str:
    return _checked(text, REASON_LENGTH, "请写明理由", "reason")


def _checked(text: str, most: int, ask: str, field: str) -> str:
    given = text.replace("\x00", "").strip()
    if not 2 <= len(given) <= most:
        raise Refused(f"{ask}（2至{most}字）。", field=field)
    return given


def check_terms(terms: Terms) -> None:
    for days, field in ((terms.reply_days, "reply_days"), (terms.appeal_days, "appeal_days")):
        if not 1 <= days <= 60:
            raise Refused("期限应在1至60个工作日之间。", field=field)
    for points, field in ((terms.yellow_points, "yellow_points"), (terms.red_points, "red_points")):
        if not -100 <= points <= 0:
            raise Refused("扣分请填写0至-100之间的数，例如-1。", field=field)


def number(colour: str, year: int, serial: int) -> str:
    """``监察黄〔2026〕12号``"""
    return f"监察{WORDS[colour]}〔{year}〕{serial}号"


def clock_key(colour: str, year: int, serial: int) -> str:
    """By which the clock of a card names it, known before the card is written."""
    return f"{colour}-{year}-{serial}"


def read_key(key: str) -> tuple[str, int, int] | None:
    found = re.fullmatch(r"(yellow|red)-(\d{4})-(\d{1,9})", key)
    return (found[1], int(found[2]), int(found[3])) if found else None


def read_number(text: str) -> str:
    """A number as somebody types it: brackets of any width, blanks and full-width digits are understood."""
    given = "".join(unicodedata.normalize("NFKC", text).replace("\x00", "").split())
    return re.sub(r"[\[(【〔]", "〔", re.sub(r"[\])】〕]", "〕", given))[:40]


def month(text: str) -> date | None:
    """The first day of ``2026-02``; None for anything else."""
    found = re.fullmatch(r"(20\d{2})-(0[1-9]|1[0-2])", text)
    return date(int(found[1]), int(found[2]), 1) if found else None


def plain_points(points: Decimal) -> str:
    """``-1``, ``-0.5``"""
    return f"{points.normalize():f}"

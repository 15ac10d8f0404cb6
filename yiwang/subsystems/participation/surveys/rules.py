"""When may a survey be answered, by whom how often, and who may see its figures when?

Sources: shared standards/websites.md §2 (征集调查), PEERS F106-F109, PAINS 22 (nobody sees figures early, and
officials see the public's numbers); 个人信息保护法 (2021) art. 6: collected is what the purpose needs.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from yiwang.kernel.errors import Refused

EDIT, PUBLISH = "surveys.survey_edit", "surveys.survey_publish"
EDITOR, PUBLISHER = "survey_editor", "survey_publisher"

DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"
STATES: Mapping[str, str] = MappingProxyType({DRAFT: "草稿", PUBLISHED: "已发布", WITHDRAWN: "已停止"})

# Where a published survey stands at a moment.
COMING, OPEN, OVER = "coming", "open", "over"
PHASES: Mapping[str, str] = MappingProxyType({COMING: "即将开始", OPEN: "进行中", OVER: "已结束"})
TONES = {COMING: "info", OPEN: "good", OVER: "", DRAFT: "", WITHDRAWN: "bad"}

BROWSER, IDENTITY = "browser", "identity"
ONCE: Mapping[str, str] = MappingProxyType(
    {BROWSER: "匿名，每个浏览器一次", IDENTITY: "凭居民身份证号，每人一次（号码不保存）"}
)
LIVE, AFTER, NEVER = "live", "after", "never"
RESULTS: Mapping[str, str] = MappingProxyType({LIVE: "随时公布", AFTER: "结束后公布", NEVER: "不向社会公布"})

TITLE_LENGTH, INTRODUCTION_LENGTH, NOTICE_LENGTH, REASON_LENGTH = 120, 3_000, 5_000, 300
MOST_QUESTIONS, MOST_OPTIONS, MOST_ROWS = 100, 50, 30
LONGEST_TEXT, LONGEST_WORDS = 1_000, 100
LEAST_CELL, MOST_CELL, USUAL_CELL = 3, 50, 5
LONGEST_DAYS = 366
# Whoever sent an answer in the last moment is still waited for; only then the key is destroyed.
GRACE_SECONDS = 60


def phase(opens_at: datetime, closes_at: datetime, now: datetime) -> str:
    """The moment of opening is in, the moment of closing is out."""
    if now < opens_at:
        return COMING
    return OPEN if now < closes_at else OVER


def check_window(opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    if closes_at <= opens_at:
        raise Refused("结束时间应当晚于开始时间。", field="closes_at")
    if closes_at <= now:
        raise Refused("结束时间已经过去，请改为今后的时间。", field="closes_at")
    if (closes_at - opens_at).days > LONGEST_DAYS:
        raise Refused("一次调查请不要超过一年。", field="closes_at")


def check_open(opens_at: datetime, closes_at: datetime, now: datetime, *, is_withdrawn: bool) -> None:
    """Raises Refused before, after, and for one that was stopped (PAINS 9: asked again when it is sent)."""
    if is_withdrawn:
        raise Refused("这次调查已经停止，不再接受回答。")
    match phase(opens_at, closes_at, now):
        case "coming":
            raise Refused("这次调查还没有开始。")
        case "over":
            raise Refused("这次调查已经结束，不再接受回答。")


def check_cell(least: int) -> None:
    if not LEAST_CELL <= least <= MOST_CELL:
        raise Refused(f"最小统计人数请填{LEAST_CELL}至{MOST_CELL}。", field="least_cell")


def check_draft(state: str) -> None:
    """What people have begun to answer is changed no more."""
    if state != DRAFT:
        raise Refused("已发布的调查不能再修改题目和设置；需要改动的，请停止后复制一份重新发布。")


def check_published(state: str) -> None:
    if state != PUBLISHED:
        raise Refused(f"这次调查是“{STATES[state]}”，不能这样操作。")


def check_closing(before: datetime, closes_at: datetime, opens_at: datetime, now: datetime) -> None:
    """The end of a running survey may be moved, but neither into the past nor after it is over."""
    if before <= now:
        raise Refused("调查已经结束，不能再改结束时间。", field="closes_at")
    check_window(opens_at, closes_at, now)


def check_notice(closes_at: datetime, now: datetime) -> None:
    if now < closes_at:
        raise Refused("调查还没有结束，结束后才能发布结果说明。", field="notice")


def shows_results(results: str, phase: str, *, is_counted: bool) -> bool:
    """Whether the public sees figures; after the end means when the last answer is counted."""
    if results == LIVE:
        return phase != COMING
    return results == AFTER and phase == OVER and is_counted


def shows_officials(results: str, phase: str, *, is_counted: bool) -> bool:
    """Officials see figures no earlier than everybody, unless they are never public: then after the end."""
    return results == LIVE or (phase == OVER and is_counted)


def reference(year: int, serial: int) -> str:
    """``2026048217``: what stands in the address of a survey."""
    return f"{year}{serial:06d}"

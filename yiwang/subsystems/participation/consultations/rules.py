"""How long may a draft be commented, what becomes of an opinion, and until when is that told?

Sources: shared standards/websites.md §3 (意见征集: announcement with period, draft, explanation and way to
send; 重大行政决策程序暂行条例 (2019, 国务院令第713号) art. 15: as a rule at least 30 days, shorter ones with
the reason; 优化营商环境条例 (2019): 30 days; adoption result within 20 to 30 days, local).
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from yiwang.kernel.deadlines.rules import Limit, Limits, Unit
from yiwang.kernel.errors import Refused

EDIT, PUBLISH, HANDLE = (
    "consultations.draft_edit",
    "consultations.draft_publish",
    "consultations.opinion_handle",
)
EDITOR, PUBLISHER = "consultation_editor", "consultation_publisher"
KIND, LABEL, PREFIX = "consultations.opinion", "民意征集意见", "YJ"
CLOCK, CLOCK_LABEL = "consultations.feedback", "公布意见采纳情况"

DRAFT, PUBLISHED, ANSWERED, WITHDRAWN = "draft", "published", "answered", "withdrawn"
STATES: Mapping[str, str] = MappingProxyType(
    {DRAFT: "起草", PUBLISHED: "已发布", ANSWERED: "已反馈", WITHDRAWN: "已停止"}
)
COMING, OPEN, OVER = "coming", "open", "over"
PHASES: Mapping[str, str] = MappingProxyType({COMING: "即将开始", OPEN: "征集中", OVER: "待反馈"})
TONES = {COMING: "info", OPEN: "good", OVER: "warn", DRAFT: "", ANSWERED: "info", WITHDRAWN: "bad"}

MAJOR, BUSINESS, ORDINARY = "major", "business", "ordinary"
SUBJECTS: Mapping[str, str] = MappingProxyType(
    {
        MAJOR: "重大行政决策草案",
        BUSINESS: "与企业生产经营活动密切相关的制度文件",
        ORDINARY: "其他征求意见事项",
    }
)
USUAL_DAYS = 30
BASES = {MAJOR: "《重大行政决策程序暂行条例》第十五条", BUSINESS: "《优化营商环境条例》"}

ADOPTED, PARTLY, NOT_ADOPTED, NOTED = "adopted", "partly", "refused", "noted"
VERDICTS: Mapping[str, str] = MappingProxyType(
    {ADOPTED: "采纳", PARTLY: "部分采纳", NOT_ADOPTED: "未采纳", NOTED: "与本次征集无关"}
)
VERDICT_TONES = {ADOPTED: "good", PARTLY: "info", NOT_ADOPTED: "warn", NOTED: "", "": "bad"}
SORTS: Mapping[str, str] = MappingProxyType(
    {
        "content": "修改内容",
        "wording": "文字表述",
        "support": "表示赞成",
        "against": "表示反对",
        "other": "其他",
    }
)
# What the public reads of an opinion.
WAITING, SHOWN, KEPT_BACK = "waiting", "shown", "kept"
SHOWINGS = {WAITING: "待审看", SHOWN: "公开", KEPT_BACK: "不公开"}

TITLE_LENGTH, LONG, DRAFT_LENGTH, OPINION_LENGTH, REASON_LENGTH = 200, 5_000, 200_000, 2_000, 1_000
MOST_CLAUSES, MOST_REMARKS, MOST_FILES = 500, 30, 5


def phase(opens_on: date, closes_on: date, today: date) -> str:
    """Both days are in."""
    if today < opens_on:
        return COMING
    return OPEN if today <= closes_on else OVER


def days(opens_on: date, closes_on: date) -> int:
    """websites.md §6 no. 20: from 1 to 20 March are 19 days."""
    return (closes_on - opens_on).days


def check_window(subject: str, opens_on: date, closes_on: date, short_reason: str, today: date) -> None:
    """Raises Refused for fewer than 30 days without a reason where the law asks for them (no. 20)."""
    if closes_on <= opens_on:
        raise Refused("截止日期应当晚于开始日期。", field="closes_on")
    if closes_on < today:
        raise Refused("截止日期已经过去，请改为今后的日期。", field="closes_on")
    if days(opens_on, closes_on) > 366:
        raise Refused("征集期请不要超过一年。", field="closes_on")
    count = days(opens_on, closes_on)
    if subject in BASES and count < USUAL_DAYS and len(short_reason.strip()) < 5:
        raise Refused(
            f"征集期只有{count}天。{BASES[subject]}规定一般不少于{USUAL_DAYS}日，缩短的请写明理由并向社会说明。",
            field="short_reason",
        )


def check_draft(state: str) -> None:
    if state != DRAFT:
        raise Refused("已发布的征求意见稿不能再修改；需要改动的，请停止后重新发布。")


def check_published(state: str) -> None:
    if state not in {PUBLISHED, ANSWERED}:
        raise Refused(f"这次征集是“{STATES[state]}”，不能这样操作。")


def check_unanswered(state: str) -> None:
    """What was told to the public is no longer handled in silence."""
    check_published(state)
    if state == ANSWERED:
        raise Refused("意见采纳情况已经公布，不能再改。")


def check_verdict(verdict: str, reason: str) -> str:
    """The reason as it is kept. Raises Refused for an opinion not adopted, or only partly, without one."""
    if verdict not in VERDICTS:
        raise Refused("请选择采纳情况。", field="verdict")
    reason = reason.replace("\x00", "").strip()
    if verdict in {PARTLY, NOT_ADOPTED, NOTED} and len(reason) < 5:
        raise Refused(f"“{VERDICTS[verdict]}”的，请写明理由，社会公众能看到。", field="reason")
    if len(reason) > REASON_LENGTH:
        raise Refused(f"理由请不要超过{REASON_LENGTH}字。", field="reason")
    return reason


def check_sort(sort: str) -> None:
    if sort and sort not in SORTS:
        raise Refused("没有这种分类，请重新选择。", field="sort")


def check_feedback(phase: str, unhandled: int) -> None:
    if phase != OVER:
        raise Refused("征集还没有结束，结束后才能公布意见采纳情况。")
    if unhandled:
        raise Refused(f"还有{unhandled}条意见没有处理，处理完再公布。")


def feedback_limits(days: int) -> Limits:
    """From the end of the window."""
    return Limits(f"本市规定：征集结束后{days}日内公布意见采纳情况", Limit(days, Unit.CALENDAR_DAYS))


def reference(year: int, serial: int) -> str:
    """``2026048217``"""
    return f"{year}{serial:06d}"

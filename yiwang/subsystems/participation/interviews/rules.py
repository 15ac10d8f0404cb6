"""What may happen to an interview, in which order, and what may a question of the public say?

Sources: shared standards/websites.md §2 (互动访谈: a column must exist and interviews be held each year; the
2019 indicators deduct for fewer than six a year), §3 (在线访谈: notice beforehand, record afterwards);
security.md §6 (personal information is masked wherever it is shown).
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import masking

PLAN, EDIT, HOST, MODERATE = (
    "interviews.plan",
    "interviews.edit",
    "interviews.host",
    "interviews.moderate",
)
PLANNER, EDITOR, MODERATOR = "interview_planner", "interview_editor", "interview_moderator"
ANY_ROLE = (PLAN, EDIT, HOST, MODERATE)

# --- the life of an interview -------------------------------------------------------------------------------
PLANNED, APPROVED, ANNOUNCED, LIVE = "planned", "approved", "announced", "live"
ENDED, ARCHIVED, CANCELLED, WITHDRAWN = "ended", "archived", "cancelled", "withdrawn"
STATES: Mapping[str, str] = MappingProxyType(
    {
        PLANNED: "待审批",
        APPROVED: "筹备中",
        ANNOUNCED: "已预告",
        LIVE: "正在直播",
        ENDED: "已结束",
        ARCHIVED: "已归档",
        CANCELLED: "已取消",
        WITHDRAWN: "已撤回",
    }
)
TONES: Mapping[str, str] = MappingProxyType(
    {PLANNED: "warn", APPROVED: "info", ANNOUNCED: "info", LIVE: "bad", ENDED: "good", ARCHIVED: "good"}
)
DEEDS: Mapping[str, tuple[frozenset[str], str, str]] = MappingProxyType(
    {
        "approve": (frozenset({PLANNED}), APPROVED, "审批"),
        "announce": (frozenset({APPROVED}), ANNOUNCED, "发布预告"),
        "start": (frozenset({ANNOUNCED}), LIVE, "开始直播"),
        "end": (frozenset({LIVE}), ENDED, "结束直播"),
        "archive": (frozenset({ENDED}), ARCHIVED, "归档"),
        "cancel": (frozenset({PLANNED, APPROVED, ANNOUNCED}), CANCELLED, "取消"),
        "withdraw": (frozenset({ANNOUNCED, LIVE, ENDED, ARCHIVED}), WITHDRAWN, "撤回"),
    }
)
CHANGEABLE = frozenset({PLANNED, APPROVED, ANNOUNCED})
HELD = frozenset({LIVE, ENDED, ARCHIVED})
# What the public sees of an interview, and where it stands in the list.
PUBLIC_STATES = frozenset({ANNOUNCED, LIVE, ENDED, ARCHIVED})
WRITABLE = frozenset({LIVE, ENDED})
ASKABLE = frozenset({ANNOUNCED, LIVE})

# --- lengths ------------------------------------------------------------------------------------------------
TITLE_LENGTH, SUMMARY_LENGTH, TEXT_LENGTH, NAME_LENGTH = 120, 2_000, 3_000, 60
REASON_LENGTH, NOTE_LENGTH = 300, 500
QUESTION_LEAST, QUESTION_LENGTH, NICKNAME_LENGTH = 5, 500, 20
MOST_GUESTS, MOST_CHAPTERS, MOST_LINES, MOST_HELD = 12, 60, 3_000, 5_000
FEWEST_A_YEAR = 6

# --- what is said -------------------------------------------------------------------------------------------
SAID_BY_HOST, SAID_BY_GUEST, NOTICE, QUESTION = "host", "guest", "notice", "question"
LINE_KINDS: Mapping[str, str] = MappingProxyType(
    {SAID_BY_HOST: "主持人", SAID_BY_GUEST: "嘉宾", QUESTION: "网友提问", NOTICE: "现场"}
)

# --- questions of the public --------------------------------------------------------------------------------
KIND, LABEL, PREFIX = "participation.question", "访谈提问", "FT"
PENDING, RELEASED, ANSWERED, DECLINED, TAKEN_BACK = (
    "pending",
    "released",
    "answered",
    "declined",
    "taken_back",
)
QUESTION_STATES: Mapping[str, str] = MappingProxyType(
    {
        PENDING: "待审核",
        RELEASED: "已公开",
        ANSWERED: "已回答",
        DECLINED: "未采用",
        TAKEN_BACK: "提问人撤回",
    }
)
QUESTION_TONES = {PENDING: "warn", RELEASED: "info", ANSWERED: "good", DECLINED: "", TAKEN_BACK: ""}
GROUNDS: Mapping[str, str] = MappingProxyType(
    {
        "unrelated": "与本期访谈主题无关",
        "repeated": "与已经公开的提问重复",
        "abusive": "含有辱骂、攻击他人的内容",
        "private": "涉及个人信息或者他人隐私",
        "advert": "属于广告、灌水内容",
        "elsewhere": "属于个案诉求，请通过领导信箱反映",
        "unlawful": "含有法律法规禁止发布的内容",
    }
)
PROMISE = "提问经审核后公开，主持人会挑选有代表性的提问请嘉宾回答；个案诉求请写信到领导信箱。"
NOBODY = "网友"


def check_deed(state: str, deed: str) -> str:
    """The state after the deed. Raises Refused where the interview is not at a point where it may be done."""
    before, after, label = DEEDS[deed]
    if state not in before:
        raise Refused(f"这期访谈{STATES[state]}，不能{label}，请刷新页面查看。")
    return after


def check_times(starts_at: datetime, ends_at: datetime, now: datetime | None) -> None:
    """``now``: before which it may not begin; None where the beginning was fixed before."""
    if ends_at <= starts_at:
        raise Refused("结束时间应当晚于开始时间。", field="ends_at")
    if (ends_at - starts_at).total_seconds() > 8 * 3600:
        raise Refused("一期访谈请不要超过8小时。", field="ends_at")
    if now is not None and starts_at <= now:
        raise Refused("开始时间应当在现在以后。", field="starts_at")


def check_asking(opens_at: datetime | None, closes_at: datetime | None, starts_at: datetime) -> None:
    """Questions are collected from before the interview begins; both ends or none are said."""
    if opens_at is None and closes_at is None:
        return
    if opens_at is None or closes_at is None:
        raise Refused("征集提问的起止时间请一起填写，或者都不填。", field="asking_from")
    if closes_at <= opens_at:
        raise Refused("征集提问的截止时间应当晚于开始时间。", field="asking_until")
    if opens_at > starts_at:
        raise Refused("征集提问应当在访谈开始以前或者开始时启动。", field="asking_from")


def check_approver(proposer_id: int | None, approver_id: int | None) -> None:
    """Two pairs of hands: who proposed an interview does not approve it."""
    if proposer_id is not None and proposer_id == approver_id:
        raise Refused("申报人不能审批自己申报的访谈，请由其他计划管理员审批。")


@dataclass(frozen=True)
class Span:
    """From when until when something is taken, and by what."""

    starts_at: datetime
    ends_at: datetime
    title: str = ""


def check_free(taken: Iterable[Span], starts_at: datetime, ends_at: datetime) -> None:
    """A studio is used by one interview at a time; one may begin when the other ends."""
    if ends_at <= starts_at:
        raise Refused("结束时间应当晚于开始时间。", field="ends_at")
    for span in taken:
        if span.starts_at < ends_at and starts_at < span.ends_at:
            raise Refused(
                f"这段时间演播室已经由《{span.title}》预订，请换一个时间或者演播室。", field="studio"
            )


def check_covers(booked: Span, interview: Span) -> None:
    if booked.starts_at > interview.starts_at or booked.ends_at < interview.ends_at:
        raise Refused("预订时间应当覆盖整个访谈。", field="starts_at")


@dataclass(frozen=True)
class StepFacts:
    """A step of the process guide as an interview keeps it; ``before``: the deed that waits for it."""

    name: str
    before: str
    is_done: bool
    is_required: bool


def check_steps(steps: Iterable[StepFacts], deed: str) -> None:
    """Raises Refused naming what the guide asks for before the deed and nobody ticked yet."""
    missing = [step.name for step in steps if step.before == deed and step.is_required and not step.is_done]
    if missing:
        raise Refused(f"流程指南要求先完成：{'、'.join(missing)}。")


def check_line(kind: str, text: str, *, has_picture: bool, state: str) -> str:
    """The text as it is kept. Raises Refused for nothing, too much, and outside the interview."""
    if state not in WRITABLE:
        raise Refused(f"这期访谈{STATES[state]}，现在不能发布实录。")
    if kind not in LINE_KINDS:
        raise Refused("请选择是谁的发言。", field="kind")
    text = legible(text)
    if not text and not has_picture:
        raise Refused("请填写发言内容，或者选择图片。", field="text")
    if len(text) > TEXT_LENGTH:
        raise Refused(f"一条发言请不要超过{TEXT_LENGTH}字，可以分成几条。", field="text")
    return text


def check_seconds(text: str) -> int:
    """``1:02:03`` or ``62:03`` or ``12`` as seconds. Raises Refused for anything else, and over 12 hours."""
    parts = text.strip().replace("：", ":").split(":")
    if not 1 <= len(parts) <= 3 or not all(
        part.isascii() and part.isdigit() and len(part) < 5 for part in parts
    ):
        raise Refused("时间点请写成 时:分:秒 或者 分:秒，例如 12:30。", field="chapters")
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    if seconds > 12 * 3600:
        raise Refused("时间点请不要超过12小时。", field="chapters")
    return seconds


def read_chapters(text: str) -> list[tuple[int, str]]:
    """Lines ``12:30 标题`` as seconds and titles. Raises Refused naming the first line that is wrong."""
    found: list[tuple[int, str]] = []
    for number, line in enumerate((each.strip() for each in text.splitlines()), start=1):
        if not line:
            continue
        at, _, title = line.replace("\u3000", " ").partition(" ")
        title = legible(title)
        if not title or len(title) > NAME_LENGTH:
            raise Refused(f"第{number}行请写成“时间点 标题”，标题不超过{NAME_LENGTH}字。", field="chapters")
        seconds = check_seconds(at)
        if found and seconds <= found[-1][0]:
            raise Refused(f"第{number}行的时间点应当晚于上一行。", field="chapters")
        found.append((seconds, title))
    if len(found) > MOST_CHAPTERS:
        raise Refused(f"章节请不要超过{MOST_CHAPTERS}个。", field="chapters")
    return found


def clock(seconds: int) -> str:
    """``1:02:03`` or ``2:03``."""
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def written_chapters(chapters: Iterable[tuple[int, str]]) -> str:
    """As the form shows them again."""
    return "\n".join(f"{clock(seconds)} {title}" for seconds, title in chapters)


_SPACES = re.compile(r"[ \t\u00a0\u3000]+")
_LINES = re.compile(r"\n{3,}")


def legible(text: str) -> str:
    """Without what nobody can read: control and direction-changing characters, blanks at both ends.

    Line ends stay; tags stay too, they are shown as they were typed and never run.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        character
        for character in text
        if character == "\n"
        or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
    return _LINES.sub("\n\n", _SPACES.sub(" ", kept)).strip()


# Digits are read whatever their width, and across what people put between them to get past a check.
_BETWEEN = re.compile(r"(?<=\d)[\s\-_.·,，。*]{1,3}(?=[\dXx])")
_MOBILE = re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)[1-9]\d{16}[\dXx](?!\d)")
_CARD = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]{2,}@[\w-]+\.[\w.]{2,}")
_LINK = re.compile(r"https?://|www\.|[\w-]+\.(?:com|cn|net|top|xyz|vip)\b", re.IGNORECASE)


def private_in(text: str) -> str:
    """What of somebody's personal information the text tells, in Chinese; empty where it tells none."""
    flat = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    for number in _IDENTITY.findall(flat):
        if masking.is_id_number(number.upper()):
            return "身份证号"
    if _MOBILE.search(flat):
        return "手机号码"
    if any(masking.passes_luhn(number) for number in _CARD.findall(flat)):
        return "银行卡号"
    return "电子邮箱" if _EMAIL.search(flat) else ""


def check_question(text: str) -> str:
    """The question as it is kept. Raises Refused for too short, too long, and for personal information."""
    text = legible(text)
    if len(text) < QUESTION_LEAST:
        raise Refused("请把问题说得再具体一些。", field="text")
    if len(text) > QUESTION_LENGTH:
        raise Refused(f"提问请不要超过{QUESTION_LENGTH}字。", field="text")
    if told := private_in(text):
        raise Refused(f"提问会公开显示，请删去其中的{told}。", field="text")
    return text


def check_nickname(text: str) -> str:
    """What its asker is called in public; ``网友`` where nothing is given."""
    text = " ".join(legible(text).split())[:NICKNAME_LENGTH]
    if private_in(text):
        raise Refused("称呼会公开显示，请不要填写电话号码、邮箱等。", field="nickname")
    return text or NOBODY


def essence(text: str) -> str:
    """The text without case, width, blanks and punctuation: what two askers of the same share."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in flat if character.isalnum())


def flags(text: str, abusive: Collection[str], *, times: int = 1) -> list[str]:
    """What the moderator should look at first, in Chinese; ``times``: how often the same was asked."""
    found = []
    flat = essence(text)
    if any(essence(word) in flat for word in abusive if essence(word)):
        found.append("疑似辱骂")
    if _LINK.search(text):
        found.append("含有网址")
    if told := private_in(text):
        found.append(f"含有{told}")
    if times > 1:
        found.append(f"相同提问{times}次")
    if re.search(r"(.)\1{7,}", text):
        found.append("疑似灌水")
    return found


def check_release(text: str) -> str:
    """What a moderator lets out, in their own wording or the asker's."""
    return check_question(text)


# --- the year plan ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Planned:
    """One interview of a year: ``month`` as planned, None where it was added later."""

    month: int | None
    held_month: int | None
    state: str


@dataclass(frozen=True)
class Report:
    """Plan against done until the end of a month; counts of interviews."""

    planned: int
    due: int
    held: int
    in_time: int
    late: int
    missing: int
    added: int
    dropped: int
    still_needed: int

    @property
    def percent(self) -> int | None:
        """Of those due by now, how many were held; None where none is due."""
        return round(100 * (self.due - self.missing) / self.due) if self.due else None


def report(rows: Iterable[Planned], until_month: int) -> Report:
    """What the plan asked for until the end of ``until_month`` (0: nothing yet) and what was done.

    An interview is in time when it was held in its month or before. One that was cancelled or withdrawn
    stays in the plan: whoever plans less afterwards has not done more.
    """
    rows = list(rows)
    planned = [row for row in rows if row.month is not None]
    due = [row for row in planned if row.month <= until_month]  # type: ignore[operator]
    held = [row for row in rows if row.held_month is not None]
    in_time = [row for row in held if row.month is not None and row.held_month <= row.month]  # type: ignore[operator]
    late = [row for row in held if row.month is not None and row.held_month > row.month]  # type: ignore[operator]
    return Report(
        planned=len(planned),
        due=len(due),
        held=len(held),
        in_time=len(in_time),
        late=len(late),
        missing=sum(row.held_month is None for row in due),
        added=sum(row.month is None for row in held),
        dropped=sum(row.state in {CANCELLED, WITHDRAWN} for row in planned),
        still_needed=max(0, FEWEST_A_YEAR - len(held)),
    )

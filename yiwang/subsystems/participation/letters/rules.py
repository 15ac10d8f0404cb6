"""What kinds of letters are there, within which time, and what may happen to them?

Sources (shared standards/letters.md): [X22] 信访工作条例 (2022); [W] 潍坊市12345政务服务便民热线条例 (2021);
国办发〔2020〕53号 (kinds of requests). What they leave to the city stands in ``limits`` and in the mailboxes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType

from yiwang.kernel.deadlines.calendar import Calendar
from yiwang.kernel.deadlines.months import months_later
from yiwang.kernel.deadlines.rules import Counting, Limit, Limits, Unit, due_day
from yiwang.kernel.errors import Refused

LETTER, PETITION = "letters.letter", "letters.petition"
LABELS = {LETTER: "来信", PETITION: "信访"}
PREFIXES = {LETTER: "XJ", PETITION: "XF"}
READ, DESK, KEEP = "letters.read", "letters.desk", "letters.keep"
TEMPLATES = "letters.templates"
CLERK, REVIEWER, MANAGER = "letter_clerk", "letter_reviewer", "letter_manager"

# Kinds of requests (letters.md §4); the numbers are those of the hotline's table.
ENQUIRY, HELP, COMPLAINT, REPORT = "enquiry", "help", "complaint", "report"
ADVICE, PRAISE, OTHER = "advice", "praise", "other"
# Purposes of petitions ([X22] art. 29 to 31).
PROPOSAL, ACCUSATION, APPEAL = "proposal", "accusation", "appeal"
LETTER_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ENQUIRY: "咨询",
        HELP: "求助",
        COMPLAINT: "投诉",
        REPORT: "举报",
        ADVICE: "建议",
        PRAISE: "表扬",
        OTHER: "其他",
    }
)
PETITION_TYPES = {PROPOSAL: "建议意见类", ACCUSATION: "检举控告类", APPEAL: "申诉求决类"}
TYPES = {**LETTER_TYPES, **PETITION_TYPES}
TYPE_NUMBERS = {ENQUIRY: 1, HELP: 2, COMPLAINT: 3, REPORT: 4, ADVICE: 5, PRAISE: 6, OTHER: 9}
# Whoever informs is protected: neither shown to, nor handled by, whoever is accused ([X22] art. 30).
INFORMING = frozenset({REPORT, ACCUSATION})
ACCUSING = INFORMING | {COMPLAINT}

LEADER, DEPARTMENT, APPEALS = "leader", "department", "appeals"
VOICE, PETITIONS, SUGGESTIONS = "voice", "petition", "suggestion"
MAILBOX_KINDS = {
    LEADER: "领导信箱",
    DEPARTMENT: "部门信箱",
    APPEALS: "咨询投诉",
    VOICE: "市民心声",
    PETITIONS: "网上信访",
    SUGGESTIONS: "建言献策",
}
START, CONSENT, NEVER = "start", "consent", "never"
EXPOSURES = {START: "受理后即公开（脱敏）", CONSENT: "来信人同意后公开答复", NEVER: "一律不公开"}
DEFAULT_TYPES = {
    PETITIONS: tuple(PETITION_TYPES),
    SUGGESTIONS: (ADVICE,),
}
SOURCES = {
    "web": "网站",
    "phone": "电话12345",
    "wechat": "微信",
    "app": "APP",
    "sms": "短信",
    "post": "来信",
    "visit": "来访",
    "police": "110转办",
    "province": "省平台转办",
    "media": "媒体",
}
CHANNELS = {"phone": "phone", "wechat": "mobile", "app": "mobile", "sms": "mobile", "visit": "counter"}
URGENCIES = {"normal": "一般", "urgent": "紧急", "most_urgent": "特急"}

# Working days by kind of request: tiers in use elsewhere (letters.md §3), each mailbox may set its own.
WORKING_DAYS: Mapping[str, int] = MappingProxyType(
    {ENQUIRY: 3, HELP: 5, COMPLAINT: 5, REPORT: 10, ADVICE: 10, PRAISE: 5, OTHER: 5}
)
MOST_WORKING_DAYS = 30
PETITION_DECISION, PETITION_EXTENSION = Limit(60, Unit.CALENDAR_DAYS), Limit(30, Unit.CALENDAR_DAYS)
PETITION_REVIEW = Limit(30, Unit.CALENDAR_DAYS)
PETITION_NOTICE = Limit(15, Unit.CALENDAR_DAYS)
OBJECTION = Limit(5, Unit.WORKING_DAYS)  # [X22] art. 23: "not ours", with detailed reasons
MOST_RETURNS, MOST_ATTEMPTS, ATTEMPT_HOURS, MOST_REPRESENTATIVES = 2, 3, 4, 5
REVIEW_DAYS = 30
REVIEW = Limit(REVIEW_DAYS, Unit.CALENDAR_DAYS)
_EVERY_DAY = Counting(Calendar((), ()))  # calendar days ask for no notice
MOST_JOINT, MOST_PARTS, MOST_MERGED = 10, 6, 200

TITLE_LENGTH, TEXT_LENGTH, PLACE_LENGTH, REPLY_LENGTH = 60, 3_000, 120, 1_600
ANONYMOUS = "匿名来信人"

SOLVED, PARTLY, UNSOLVED, EXPLAINED = "solved", "partly", "unsolved", "explained"
OUTCOMES = {SOLVED: "已解决", PARTLY: "部分解决", UNSOLVED: "未解决", EXPLAINED: "已解释说明"}
SUPPORTED, NOT_SUPPORTED = "supported", "not_supported"
# [X22] art. 32
PETITION_OUTCOMES = {SUPPORTED: "予以支持", EXPLAINED: "解释说明", NOT_SUPPORTED: "不予支持"}

DRAFT, SUBMITTED, RETURNED, SENT = "draft", "submitted", "returned", "sent"
REPLY_STATES = {DRAFT: "草拟中", SUBMITTED: "待审核", RETURNED: "已退回修改", SENT: "已答复"}
REPLY_TONES = {DRAFT: "info", SUBMITTED: "warn", RETURNED: "bad", SENT: "good"}

HIDDEN, SHOWN, TAKEN_DOWN = "hidden", "shown", "taken_down"
EXPOSURE_STATES = {HIDDEN: "未公开", SHOWN: "已公开", TAKEN_DOWN: "已撤下"}
TAKE_DOWN_GROUNDS = {
    "writer": "来信人要求",
    "error": "内容有误",
    "privacy": "涉及个人信息",
    "legal": "依法不宜继续公开",
}

CALLING, REACHED, UNREACHABLE = "calling", "reached", "unreachable"
CALL_STATES = {CALLING: "待回访", REACHED: "已回访", UNREACHABLE: "无法回访"}
LEVELS = {
    5: "very_satisfied",
    4: "satisfied",
    3: "fairly_satisfied",
    2: "dissatisfied",
    1: "very_dissatisfied",
}
GOOD_LEVELS = frozenset({"very_satisfied", "satisfied", "fairly_satisfied"})
BAD_LEVELS = frozenset({"dissatisfied", "very_dissatisfied"})
FOLLOW_UP_RESULTS = {"explained": "已向来信人解释", "rectified": "已责成整改", "again": "已重新办理"}


@dataclass(frozen=True)
class Ground:
    """Why a letter is not taken on, and where its matter belongs ([W] art. 19, [X22] art. 19 and 36)."""

    label: str
    way: str


GROUNDS: Mapping[str, Ground] = MappingProxyType(
    {
        "court": Ground(
            "应当通过诉讼、仲裁、行政复议等法定途径解决，或者已经进入这些程序",
            "请向审理的人民法院、仲裁委员会或者行政复议机关反映；对生效判决不服的，可以依法申请再审。",
        ),
        "discipline": Ground("属于纪检监察机关受理的事项", "请向纪检监察机关反映，举报电话12388。"),
        "disclosure": Ground("属于申请公开政府信息", "请在“依申请公开”栏目提出申请。"),
        "petition": Ground(
            "同一事项信访机关已经受理或者正在办理", "请向受理的信访机关查询进展，不需要重复提出。"
        ),
        "emergency": Ground("属于紧急警情、火情、医疗急救或者交通事故", "请立即拨打110、119、120、122。"),
        "final": Ground(
            "同一事项已经复核终结或者办结，没有新的事实和理由", "有新的事实和理由的，请补充后重新提出。"
        ),
        "vague": Ground("反映的情况不具体，无法办理", "请写明时间、地点、经过和您的要求后重新提出。"),
        "abusive": Ground("内容含有辱骂、恐吓或者与诉求无关的信息", "请去掉这些内容后重新提出。"),
        "outside": Ground("不属于本市各级行政机关的职责", "请向有管辖权的机关反映。"),
    }
)


def kind_of(mailbox_kind: str) -> str:
    """Which kind of case a letter to such a mailbox becomes."""
    return PETITION if mailbox_kind == PETITIONS else LETTER


def types_of(mailbox_kind: str) -> Mapping[str, str]:
    return PETITION_TYPES if mailbox_kind == PETITIONS else LETTER_TYPES


def outcomes_of(kind: str) -> Mapping[str, str]:
    return PETITION_OUTCOMES if kind == PETITION else OUTCOMES


def limits_of(kind: str, type_code: str, own: Mapping[str, int], *, moves: bool, is_review: bool) -> Limits:
    """Within which time it has to be answered from its acceptance on; ``own``: a mailbox's working days.

    Petitions 60 calendar days ([X22] art. 34), their review 30 (art. 35, 36), the rest by type ([W] art. 20).
    """
    if kind == PETITION:
        limit, article = (PETITION_REVIEW, "三十五条") if is_review else (PETITION_DECISION, "三十四条")
        return Limits(f"《信访工作条例》第{article}：{limit}内办结", limit, warn=7, moves=moves)
    days = own.get(type_code) or WORKING_DAYS.get(type_code, WORKING_DAYS[OTHER])
    label = TYPES.get(type_code, TYPES[OTHER])
    return Limits(f"本市信件办理规定：{label}{days}个工作日内答复", Limit(days, Unit.WORKING_DAYS))


def extension_of(kind: str, limits: Limits) -> Limit:
    """By how much it may be lengthened, once: petitions 30 days (art. 34), others by their own limit."""
    return PETITION_EXTENSION if kind == PETITION else limits.legal


def check_days(days: Mapping[str, int]) -> None:
    for code, number in days.items():
        if code not in TYPES or not 1 <= number <= MOST_WORKING_DAYS:
            raise Refused(f"办理时限请填1至{MOST_WORKING_DAYS}个工作日。", field=f"days_{code}")


def check_type(type_code: str, allowed: Collection[str]) -> str:
    if type_code not in allowed:
        raise Refused(
            f"请选择来信类型：{'、'.join(TYPES[one] for one in allowed if one in TYPES)}。", field="type"
        )
    return type_code


def check_known_types(types: Collection[str]) -> None:
    if any(one not in TYPES for one in types):
        raise Refused("请从列表中选择来信类型。", field="types")


def check_ground(ground: str) -> Ground:
    if ground not in GROUNDS:
        raise Refused("请选择不予受理的情形。", field="ground")
    return GROUNDS[ground]


def is_naming(returns: int) -> bool:
    """Whether the next unit is named by the desk: whoever is named may not return it ([W] art. 22)."""
    return returns >= MOST_RETURNS


def check_return(*, is_named: bool, due_at: datetime | None, now: datetime) -> None:
    """A unit returns what is not its matter while it may: in time, and never after it was named."""
    if is_named:
        raise Refused("这件已由信箱管理单位指定承办，不能再次退回（热线条例第二十二条）。")
    if due_at is not None and due_at <= now:
        raise Refused("退回的期限已过，请继续办理；确需其他单位配合的，请申请协办。")


def check_extension(*, is_late: bool, was_extended: bool, is_asked: bool) -> None:
    """Asked before the end, once (letters.md §3, [X22] art. 34)."""
    if is_late:
        raise Refused("办理期限已经届满，不能再申请延期；请尽快答复。")
    if was_extended:
        raise Refused("办理期限已经延长过一次，不能再次延长。")
    if is_asked:
        raise Refused("已经申请延期，正在等待批准。")


def check_representatives(number: int) -> None:
    """[X22] art. 20: a joint visit sends at most five."""
    if number > MOST_REPRESENTATIVES:
        raise Refused(
            f"多人反映共同诉求的，推选的代表不得超过{MOST_REPRESENTATIVES}人（《信访工作条例》第二十条）。",
            field="representatives",
        )


def check_reviewer(drafted_by: int | None, person: int | None) -> None:
    if drafted_by is not None and drafted_by == person:
        raise Refused("答复应当由另一位同志审核，不能审核本人草拟的答复。")


def check_seen(seen: int, version: int) -> None:
    """Nobody answers a letter whose writer has added something since the page was opened."""
    if seen != version:
        raise Refused("来信人刚刚补充了内容，请看完补充的内容再办理；您填写的内容仍在下面。")


def review_ends(replied_on: date) -> date:
    """The last day on which 复查 or 复核 may be asked ([X22] art. 35, 36): 30 days after the reply came."""
    return due_day(datetime.combine(replied_on, time()), REVIEW, (), _EVERY_DAY)


def check_again(kind: str, depth: int, replied_on: date, today: date, *, is_asked: bool) -> str:
    """What a second handling is called: 重办 once, 复查 and then 复核 of petitions.

    Raises Refused after the last one ([X22] art. 36), when one was asked already, and after 30 days.
    """
    names = ("复查", "复核") if kind == PETITION else ("重新办理",)
    if depth >= len(names):
        why = (
            "已经复核终结，不再受理（《信访工作条例》第三十六条）"
            if kind == PETITION
            else "已经重新办理过一次"
        )
        raise Refused(f"同一事项{why}；有新的事实和理由的，请作为新的来信提出。")
    if is_asked:
        raise Refused(f"已经申请过{names[depth]}，正在办理。")
    if today > review_ends(replied_on):
        raise Refused(
            f"申请{names[depth]}应当在收到答复之日起{REVIEW_DAYS}日内提出，期限已于"
            f"{review_ends(replied_on):%Y年%m月%d日}届满。"
        )
    return names[depth]


def check_attempt(earlier: Collection[datetime], now: datetime) -> None:
    """Attempts to call back lie at different times of the day (letters.md §3)."""
    if any((now - at).total_seconds() < ATTEMPT_HOURS * 3600 for at in earlier):
        raise Refused(f"距上次回访不足{ATTEMPT_HOURS}小时，请换个时段再联系。")


def call_state(is_reached: bool, attempts: int) -> str:
    """After so many attempts: three without success make it 无法回访."""
    if is_reached:
        return REACHED
    return UNREACHABLE if attempts >= MOST_ATTEMPTS else CALLING


def is_sampled(uid: str, percent: int) -> bool:
    """Whether a letter is called back: the same answer whenever it is asked."""
    return int(uid[:8], 16) % 100 < percent


FRESH, SLOW, VETO = "", "slow", "veto"


def neglect(received_on: date, today: date) -> str:
    """How long an unanswered letter has waited, as inspections of websites count it.

    More than three months: single veto; two months: points off (letters.md §5, websites.md).
    """
    if today > months_later(received_on, 3):
        return VETO
    return SLOW if today > months_later(received_on, 2) else FRESH


def satisfaction(levels: Mapping[str, int]) -> tuple[int, int]:
    """Satisfied and rated; what was not rated is in neither (letters.md §4: 满意率)."""
    rated = sum(number for level, number in levels.items() if level in LEVELS.values())
    return sum(number for level, number in levels.items() if level in GOOD_LEVELS), rated

"""What may be ordered of whom, what may a unit answer, and what becomes of a complaint?

Sources: shared standards/projects-and-appraisal.md §3 (立项通知, 催办, 反馈, 实地, 通报, 办结/销号; lamps),
approvals.md §8 (fsou 17030624 art. 8: a complaint is accepted or not within 5 working days, reasons in
writing to named ones).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType

from yiwang.kernel.deadlines.rules import Limit, Limits, Unit
from yiwang.kernel.errors import Refused

ORDER, ORDER_LABEL, ORDER_PREFIX, ORDER_NUMBER = "supervision.order", "督办", "DB", "督办〔{year}〕{serial}号"
COMPLAINT, COMPLAINT_LABEL, COMPLAINT_PREFIX = "supervision.complaint", "投诉", "TS"
HANDLER = "supervision_handler"
UNANSWERED = "supervision.order_unanswered"

INSTRUCTION, MINUTES, PLAN, DOCUMENT = "instruction", "minutes", "plan", "document"
FINDING, COMPLAINED, OTHER = "finding", "complaint", "other"
SOURCES: Mapping[str, str] = MappingProxyType(
    {
        INSTRUCTION: "领导批示",
        MINUTES: "会议纪要",
        PLAN: "年度工作任务",
        DOCUMENT: "上级文件",
        FINDING: "监察发现的问题",
        COMPLAINED: "群众投诉",
        OTHER: "其他",
    }
)

# What has become of the duty of one unit.
OPEN, REPORTED, ACCEPTED, CANCELLED = "open", "reported", "accepted", "cancelled"
DUTY_STATES = {OPEN: "办理中", REPORTED: "待审核", ACCEPTED: "已销号", CANCELLED: "已撤销"}
DUTY_TONES = {OPEN: "info", REPORTED: "warn", ACCEPTED: "good", CANCELLED: ""}
RETURNED = "returned"
VERDICTS = {ACCEPTED: "同意销号", RETURNED: "退回重办"}
ASKED, GRANTED, REFUSED = "asked", "granted", "refused"
DELAY_STATES = {ASKED: "待批准", GRANTED: "已批准", REFUSED: "未批准"}

GREEN, YELLOW, RED = "green", "yellow", "red"
LAMPS = {GREEN: ("正常推进", "good"), YELLOW: ("滞后", "warn"), RED: ("超期", "bad")}
NEAR_PERCENT, ENOUGH_PROGRESS = 10, 90

TITLE_LENGTH, TEXT_LENGTH, REASON_LENGTH = 200, 2_000, 300
MOST_JOINT, MOST_DAYS, MOST_DELAY = 30, 250, 60

# What the page of a case offers, but an order is not: it has no applicant, and its end is its feedback's.
NOT_OF_AN_ORDER = frozenset(
    {"ask", "supply", "decline", "withdraw", "transfer", "consult", "pause", "resume", "decide", "deliver"}
    | {"ask_extension", "grant_extension"}
)
NOT_OF_A_COMPLAINT = frozenset({"pause", "resume", "ask_extension", "grant_extension", "terminate", "reopen"})

NOT_TAKEN, OVERDUE, FEES, MANNER, ELSE = "不受理", "超期", "乱收费", "态度", "其他"
ABOUT = (NOT_TAKEN, OVERDUE, FEES, MANNER, ELSE)
UPHELD, NOT_UPHELD = "upheld", "not_upheld"
OUTCOMES: Mapping[str, str] = MappingProxyType({UPHELD: "投诉属实", NOT_UPHELD: "投诉不属实"})
ACCEPTANCE = Limits(
    "电子监察办法：投诉5个工作日内决定是否受理，不受理的书面说明理由", Limit(5, Unit.WORKING_DAYS)
)
# No law says how long an answer takes; fifteen working days are common (approvals.md §9 no. 19: local).
ANSWERING = Limits("投诉受理后15个工作日内答复（通行做法，可由本市规定调整）", Limit(15, Unit.WORKING_DAYS))
PROMISE = "监督部门在5个工作日内决定是否受理，受理后一般在15个工作日内答复。被投诉的单位看不到您的投诉。"
GROUNDS: Mapping[str, str] = MappingProxyType(
    {
        "not_service": "不属于政务服务投诉的范围",
        "elsewhere": "应当通过行政复议、诉讼或者信访途径解决",
        "too_vague": "反映的情况不具体，无法核实",
        "handled": "同一件事已经受理或者答复过",
    }
)
LEVELS = {
    5: "very_satisfied",
    4: "satisfied",
    3: "fairly_satisfied",
    2: "dissatisfied",
    1: "very_dissatisfied",
}
ANONYMOUS = "匿名投诉人"


def limits(number: str, working_days: int | None, due_on: date | None, today: date) -> Limits:
    """Until when a unit has to answer: within so many working days, or by a day. The order is its basis.

    Raises Refused where neither or both are said, for a day that is over, and for more than a year.
    """
    basis = f"{number}载明的办理期限"
    if (working_days is None) == (due_on is None):
        raise Refused("办理期限请填写工作日天数，或者填写截止日期，两者填一项。", field="working_days")
    if working_days is not None:
        if not 1 <= working_days <= MOST_DAYS:
            raise Refused(f"办理期限请填1至{MOST_DAYS}个工作日。", field="working_days")
        return Limits(basis, Limit(working_days, Unit.WORKING_DAYS))
    days = (due_on - today).days  # type: ignore[operator]
    if days < 1:
        raise Refused("截止日期应当在今天以后。", field="due_on")
    if days > 366:
        raise Refused("截止日期请不要超过一年。", field="due_on")
    return Limits(basis, Limit(days, Unit.CALENDAR_DAYS))


def lamp(started_at: datetime, due_at: datetime | None, progress: int, now: datetime) -> str:
    """Red: over time. Yellow: a tenth of the time or less is left and less than nine tenths are done.

    standards/projects-and-appraisal.md §3 (colour rule) and §4 no. 17.
    """
    if due_at is None:
        return GREEN
    if due_at <= now:
        return RED
    is_near = (due_at - now) * 100 <= (due_at - started_at) * NEAR_PERCENT
    return YELLOW if is_near and progress < ENOUGH_PROGRESS else GREEN


def check_units(lead: int, joint: Sequence[int], issuing: int, closed: Collection[str]) -> None:
    """Exactly one unit leads (§4 no. 18), none is named twice, none gives itself an order."""
    if closed:
        raise Refused(f"{'、'.join(closed)}已撤销，不能下达督办。", field="lead")
    if lead in joint:
        raise Refused("牵头单位只有一个，不要再列入协办单位。", field="joint")
    if len(set(joint)) != len(joint):
        raise Refused("协办单位中有重复的单位。", field="joint")
    if len(joint) > MOST_JOINT:
        raise Refused(f"协办单位请不要超过{MOST_JOINT}个。", field="joint")
    if issuing == lead or issuing in joint:
        raise Refused("不能向本单位下达督办。", field="lead" if issuing == lead else "joint")


def check_progress(progress: int, before: int, *, is_final: bool) -> None:
    """Progress goes forward; whoever asks to be done says that all is."""
    if not 0 <= progress <= 100:
        raise Refused("进度请填0至100。", field="progress")
    if progress < before:
        raise Refused(f"此前已反馈进度{before}%，不能倒退；情况有变化的请在文字中说明。", field="progress")
    if is_final and progress != 100:
        raise Refused("申请销号的，进度应当是100%。", field="progress")


def check_open_duty(state: str, deed: str) -> None:
    if state != OPEN:
        raise Refused(f"这项督办任务{DUTY_STATES[state]}，不能{deed}，请刷新页面查看。")


def check_reported(state: str, settled_by: str) -> None:
    """What two leaders judge at once is judged by the quicker one."""
    if state == REPORTED:
        return
    who = f"（{settled_by}）" if settled_by else ""
    raise Refused(f"这项反馈{DUTY_STATES[state]}{who}，没有等待审核的内容，请刷新页面查看。")


def check_delay(days: int, *, is_asked: bool) -> None:
    if is_asked:
        raise Refused("已经申请延期，正在等待批准。")
    if not 1 <= days <= MOST_DELAY:
        raise Refused(f"延期请填1至{MOST_DELAY}天。", field="days")


def check_outcome(outcome: str) -> None:
    if outcome not in OUTCOMES:
        raise Refused(f"处理结果只能是：{'、'.join(OUTCOMES.values())}。", field="outcome")


def check_ground(ground: str) -> str:
    """The ground in words."""
    if ground not in GROUNDS:
        raise Refused("请选择不予受理的情形。", field="ground")
    return GROUNDS[ground]

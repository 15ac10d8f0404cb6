"""What may happen to a case, in which state, and what must be said with it?

Articles without a law's name are those of 行政许可法 (2003, amended 2019): standards/approvals.md §1, §5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from yiwang.kernel.errors import Refused

HANDLE, DECIDE, READ, GRANT = "cases.handle", "cases.decide", "cases.read", "cases.extend_grant"
CLERK, REVIEWER, DECIDER, SUPERVISOR = "case_clerk", "case_reviewer", "case_decider", "case_supervisor"
SUBJECT = "cases.case"

RECEIVED, ASKED, ACCEPTED, PAUSED, DECIDED = "received", "asked", "accepted", "paused", "decided"
CLOSED, DECLINED, WITHDRAWN, TERMINATED = "closed", "declined", "withdrawn", "terminated"
STATES = {
    RECEIVED: "待受理",
    ASKED: "待补正",
    ACCEPTED: "办理中",
    PAUSED: "特别程序中",
    DECIDED: "已决定待送达",
    CLOSED: "已办结",
    DECLINED: "不予受理",
    WITHDRAWN: "已撤回",
    TERMINATED: "已终止",
}
TONES = {
    RECEIVED: "warn",
    ASKED: "info",
    ACCEPTED: "info",
    PAUSED: "info",
    DECIDED: "good",
    CLOSED: "good",
    DECLINED: "bad",
    WITHDRAWN: "",
    TERMINATED: "",
}
OPEN = frozenset({RECEIVED, ASKED, ACCEPTED, PAUSED, DECIDED})
ENDED = frozenset({CLOSED, DECLINED, WITHDRAWN, TERMINATED})
RATEABLE = ENDED - {WITHDRAWN}
# Accepted, so that the clock of the decision has been started or waits for a calendar.
TAKEN_ON = frozenset({ACCEPTED, PAUSED, DECIDED})


@dataclass(frozen=True)
class Verb:
    """What is done, in which states it may be done, and the state it leads to (None: it stays)."""

    label: str
    before: frozenset[str]
    after: str | None = None


VERBS: Mapping[str, Verb] = {
    "confirm": Verb("确认收到", frozenset({RECEIVED})),
    "accept": Verb("受理", frozenset({RECEIVED, ASKED}), ACCEPTED),
    "ask": Verb("一次性告知补正", frozenset({RECEIVED}), ASKED),
    "supply": Verb("补正材料", frozenset({ASKED}), RECEIVED),
    "decline": Verb("不予受理", frozenset({RECEIVED, ASKED}), DECLINED),
    "check_material": Verb("核验材料", OPEN),
    "attach": Verb("添加附件", OPEN),
    "remark": Verb("写批注", OPEN),
    "finish": Verb("办理环节", frozenset({RECEIVED, ACCEPTED, DECIDED})),
    "take": Verb("签收", OPEN),
    "hand_over": Verb("转交", OPEN),
    "take_back": Verb("收回", OPEN),
    "send_back": Verb("退回环节", frozenset({ACCEPTED, DECIDED})),
    "pause": Verb("启动特别程序", frozenset({ACCEPTED}), PAUSED),
    "resume": Verb("结束特别程序", frozenset({PAUSED}), ACCEPTED),
    "ask_extension": Verb("申请延期", frozenset({ACCEPTED, PAUSED})),
    "grant_extension": Verb("批准延期", frozenset({ACCEPTED, PAUSED})),
    "refuse_extension": Verb("不批准延期", frozenset({ACCEPTED, PAUSED, DECIDED})),
    "transfer": Verb("移送", frozenset({RECEIVED, ASKED, ACCEPTED, PAUSED})),
    "consult": Verb("征求意见", OPEN),
    "add_signer": Verb("加签", frozenset({RECEIVED, ACCEPTED, PAUSED, DECIDED})),
    "remove_signer": Verb("减签", frozenset({RECEIVED, ACCEPTED, PAUSED, DECIDED})),
    "urge": Verb("催办", OPEN),
    "decide": Verb("作出决定", frozenset({ACCEPTED}), DECIDED),
    "revise": Verb("撤回决定重办", frozenset({DECIDED}), ACCEPTED),
    "deliver": Verb("送达", frozenset({DECIDED})),
    "close": Verb("办结", frozenset({ACCEPTED, DECIDED}), CLOSED),
    "terminate": Verb("终止办理", frozenset({ASKED, ACCEPTED, PAUSED}), TERMINATED),
    "withdraw": Verb("撤回申请", frozenset({RECEIVED, ASKED, ACCEPTED, PAUSED}), WITHDRAWN),
    "reopen": Verb("重新办理", frozenset({CLOSED, DECLINED, TERMINATED}), ACCEPTED),
    "rate": Verb("评价", RATEABLE),
}

GRANTED, REFUSED, DONE = "granted", "refused", "done"
OUTCOMES = {GRANTED: "准予", REFUSED: "不予"}

NOT_NEEDED, NOT_OURS, OTHER_GROUND = "not_needed", "not_ours", "other"
DECLINE_GROUNDS = {
    NOT_NEEDED: "依法不需要办理（第三十二条第一款第一项）",
    NOT_OURS: "不属于本机关职权范围（第三十二条第一款第二项）",
    OTHER_GROUND: "其他不予受理情形",
}

# Only these stop the clock, and the applicant has to be told in writing how long they take (art. 45).
SPECIAL_PROCEDURES = {
    "hearing": "听证",
    "tender": "招标",
    "auction": "拍卖",
    "inspection": "检验",
    "testing": "检测",
    "quarantine": "检疫",
    "appraisal": "鉴定",
    "expert_review": "专家评审",
}
# While others are asked, or a fee is awaited, the time for answering a request does not count
# (政府信息公开条例 art. 33; 国办函〔2020〕109号).
THIRD_PARTY, OTHER_ORGAN, FEE = "third_party", "other_organ", "fee"
PAUSES = {
    **SPECIAL_PROCEDURES,
    THIRD_PARTY: "征求第三方意见",
    OTHER_ORGAN: "征求其他机关意见",
    FEE: "等待缴纳信息处理费",
}

LEVELS = {
    "very_satisfied": "非常满意",
    "satisfied": "满意",
    "fairly_satisfied": "基本满意",
    "dissatisfied": "不满意",
    "very_dissatisfied": "非常不满意",
}
BAD_LEVELS = frozenset({"dissatisfied", "very_dissatisfied"})

PARTY_KINDS = {
    "person": "自然人",
    "enterprise": "企业法人",
    "institution": "事业法人",
    "society": "社会组织法人",
    "organ": "行政机关",
    "other": "其他组织",
}
CHANNELS = {
    "counter": "窗口",
    "web": "电脑端",
    "mobile": "移动端",
    "express": "快递",
    "phone": "电话",
    "referral": "转办",
}
MATERIAL_FORMS = {"electronic": "电子", "paper": "纸质", "both": "电子和纸质"}
MISSING, HERE, CHECKED, RETURNED = "missing", "received", "checked", "returned"
MATERIAL_STATES = {MISSING: "未提交", HERE: "已收取", CHECKED: "已核验", RETURNED: "已退回"}
MATERIAL_TONES = {MISSING: "warn", HERE: "info", CHECKED: "good", RETURNED: ""}

OPINION_LENGTH, TEXT_LENGTH, TITLE_LENGTH = 1_000, 2_000, 200
MOST_IN_A_BATCH = 100
URGE_HOURS = 24


def next_state(state: str, verb: str) -> str:
    """Raises Refused where the state does not allow the deed."""
    deed = VERBS[verb]
    if state not in deed.before:
        raise Refused(not_now(state, verb))
    return deed.after or state


def not_now(state: str, verb: str, by: tuple[str, datetime] | None = None) -> str:
    """The sentence that says so; ``by``: who brought the case into its state, and when."""
    who = f"（{by[0]}，{by[1]:%m月%d日 %H:%M}）" if by else ""
    return f"该件{STATES[state]}{who}，不能{VERBS[verb].label}；您填写的内容没有提交，请刷新页面查看。"


def allows(state: str, verb: str) -> bool:
    return state in VERBS[verb].before


def words(text: str, what: str, *, field: str = "text", longest: int = TEXT_LENGTH) -> str:
    """What somebody wrote, obligatory. Raises Refused where it says nothing or too much."""
    given = remark(text, what, field=field, longest=longest)
    if len(given) < 2:
        raise Refused(f"请填写{what}。", field=field)
    return given


def remark(text: str, what: str, *, field: str = "text", longest: int = OPINION_LENGTH) -> str:
    """What somebody may write or leave empty."""
    given = text.replace("\x00", "").strip()
    if len(given) > longest:
        raise Refused(f"{what}请不要超过{longest}字，现有{len(given)}字。", field=field)
    return given


def check_choice(value: str, among: Mapping[str, str], what: str, *, field: str) -> str:
    if value not in among:
        raise Refused(f"{what}只能是：{'、'.join(among.values())}。", field=field)
    return value


def check_asked_once(asked_at: datetime | None) -> None:
    """Everything that is missing is told once (art. 32(四)); a second time is refused."""
    if asked_at is not None:
        raise Refused(
            f"已于{asked_at:%Y年%m月%d日}一次性告知补正，依法只能告知一次；材料补齐的应当受理，"
            "仍不符合条件的请依法处理。"
        )


def check_missing(missing: Sequence[tuple[str, str]]) -> None:
    """Everything in one list: at least one thing, each with what is wrong with it, none twice."""
    if not missing:
        raise Refused("请列出全部需要补正的材料和内容。", field="missing")
    codes = [code for code, _ in missing]
    if len(set(codes)) != len(codes):
        raise Refused("同一份材料在补正清单中出现了两次。", field="missing")
    if any(not why.strip() for _, why in missing):
        raise Refused("请逐项写明需要补正什么。", field="missing")


def check_decision(outcome: str, outcomes: Mapping[str, str], refusals: frozenset[str], reason: str) -> None:
    """A refusal says why (art. 38)."""
    check_choice(outcome, outcomes, "决定结果", field="outcome")
    if outcome in refusals and len(reason.strip()) < 2:
        raise Refused(f"作出“{outcomes[outcome]}”决定，应当说明理由（第三十八条）。", field="reason")


def check_rating(level: str, is_rated: bool, is_followed_up: bool) -> None:
    """One rating and one addition to it (追评) for each case."""
    check_choice(level, LEVELS, "满意度", field="level")
    if is_followed_up:
        raise Refused("这件已经评价并追评过，不能再次评价。")
    if is_rated:
        raise Refused("这件已经评价过，如有补充请使用追评。")


def check_follow_up(is_rated: bool, is_followed_up: bool) -> None:
    if not is_rated:
        raise Refused("请先评价，再追评。")
    if is_followed_up:
        raise Refused("这件已经追评过，不能再次追评。")


def was_quicker(label: str, person: str, at: datetime, outcome: str) -> str:
    """What the second of two officials hears."""
    result = f"，结果为“{outcome}”" if outcome else ""
    return f"“{label}”已由{person}于{at:%m月%d日 %H:%M}办理{result}；您填写的内容没有提交，请刷新页面查看。"

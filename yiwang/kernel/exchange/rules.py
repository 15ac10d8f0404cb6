"""What may be sent, and what may happen to what was sent?"""

import re
from collections.abc import Collection
from datetime import date

from yiwang.kernel.errors import Refused

USE, MANAGE, COUNT = "exchange.mail_handle", "exchange.groups_manage", "exchange.statistics_read"

WAITING, DELIVERED, OPENED = "waiting", "delivered", "opened"
SIGNED, RETURNED, WITHDRAWN, REFUSED = "signed", "returned", "withdrawn", "refused"
STATES = {
    WAITING: "待送达",
    DELIVERED: "已送达",
    OPENED: "已打开",
    SIGNED: "已签收",
    RETURNED: "已退回",
    WITHDRAWN: "已撤回",
    REFUSED: "被拒收",
}
# What may follow what (公文交换回执: 已发送/已送达/已签收/已退文/已撤回, standards/official-documents.md §4).
FOLLOWS = {
    WAITING: {DELIVERED, WITHDRAWN, REFUSED},
    DELIVERED: {OPENED, SIGNED, RETURNED, WITHDRAWN},
    OPENED: {SIGNED, RETURNED, WITHDRAWN},
}
UNSIGNED = frozenset({WAITING, DELIVERED, OPENED})
TO_SIGN = frozenset({DELIVERED, OPENED})

# Receipts that the sender's side writes, and those that the recipient's side writes.
SENT, URGED = "sent", "urged"
# In one order everywhere: they are choices of a column, and a set has another order in every process.
RECEIPTS = {SENT: "已发送", URGED: "催收"} | {
    state: label for state, label in STATES.items() if state != WAITING
}
OF_SENDER = frozenset({SENT, URGED, WITHDRAWN})
OF_RECIPIENT = frozenset({DELIVERED, OPENED, SIGNED, RETURNED, WITHDRAWN, REFUSED})

DOCUMENT, INFORMATION, SERVICE = "document", "information", "service"
CATEGORIES = {DOCUMENT: "公文", INFORMATION: "信息", SERVICE: "业务"}
MAIN, COPY = "main", "copy"
PARTS = {MAIN: "主送", COPY: "抄送"}
# 党政机关公文处理工作条例 (2012) art. 9(3): documents are 特急 or 加急; the rest says nothing.
URGENCIES = {"normal": "平件", "urgent": "加急", "most_urgent": "特急"}
URGENCY_RANK = {name: rank for rank, name in enumerate(URGENCIES)}
# 保守国家秘密法: what is secret is not handled on this network; only these two exist here.
SECRECIES = {"none": "无", "internal": "内部资料"}

SUBJECT_LENGTH = 300
REASON_LENGTH = 300
MOST_RECIPIENTS = 5_000
MOST_FILES = 100
MOST_BODY = 1 << 20  # characters of canonical JSON
MINUTES_BETWEEN_URGES = 30

# ``机密★5年`` (GB/T 9704-2012 7.2.2), ``密级：秘密``, a line or a name that is nothing but the level.
_LEVEL = "绝\\s*密|机\\s*密|秘\\s*密"
CLASSIFIED = re.compile(
    rf"(?:{_LEVEL})\s*[★☆*＊]"
    rf"|密\s*级\s*[:：]?\s*(?:{_LEVEL})"
    rf"|(?:^|[\s\[【(（《])(?:{_LEVEL})(?=$|[\s\]】)）》])",
    re.MULTILINE,
)


def marking_in(text: str) -> str:
    """The mark of a state secret in a text, or empty; ``商业秘密保护`` carries none."""
    found = CLASSIFIED.search(text)
    return " ".join(found.group().split()) if found else ""


class ClassifiedError(Refused):
    """What carries the mark of a state secret; ``marking`` is the mark, never what it stood on."""

    def __init__(self, marking: str) -> None:
        super().__init__(
            f"内容带有国家秘密标志“{marking}”，本平台不得处理涉密文件。请立即停止操作，按保密规定通过涉密渠道传递。",
            field="secrecy",
        )
        self.marking = marking


def refuse_marked(marking: str) -> None:
    """保守国家秘密法 (2024): secrets never enter a network that touches a public one (涉密不上网)."""
    if marking:
        raise ClassifiedError(marking)


def check_secrecy(secrecy: str) -> None:
    if secrecy not in SECRECIES:
        raise Refused("本平台只传递非涉密内容，不能标注绝密、机密或秘密。", field="secrecy")


def checked_subject(subject: str) -> str:
    """One line of at most 300 characters."""
    line = " ".join(subject.replace("\x00", "").split())
    if not line:
        raise Refused("请填写标题。", field="subject")
    if len(line) > SUBJECT_LENGTH:
        raise Refused(f"标题不能超过{SUBJECT_LENGTH}个字。", field="subject")
    return line


def check_recipients(count: int) -> None:
    if not count:
        raise Refused("请至少选择一个主送单位。", field="main")
    if count > MOST_RECIPIENTS:
        raise Refused(f"一次最多发给{MOST_RECIPIENTS}个单位，现有{count}个，请分次发送。", field="main")


def check_urgency(urgency: str) -> None:
    if urgency not in URGENCIES:
        raise Refused("紧急程度只有平件、加急和特急。", field="urgency")


def check_valid_until(valid_until: date | None, today: date) -> None:
    if valid_until and valid_until < today:
        raise Refused("有效期已过，请改为今天或以后的日期。", field="valid_until")


def check_files(count: int) -> None:
    if count > MOST_FILES:
        raise Refused(f"附件最多{MOST_FILES}个，请打成压缩包后发送。", field="files")


def reason_given(reason: str) -> str:
    """The reason without blanks around it. Raises Refused where it is none or too long."""
    given = " ".join(reason.replace("\x00", "").split())
    if len(given) < 2:
        raise Refused("请填写理由，对方要据此处理。", field="reason")
    if len(given) > REASON_LENGTH:
        raise Refused(f"理由请不要超过{REASON_LENGTH}字。", field="reason")
    return given


def may_follow(state: str, following: str) -> bool:
    return following in FOLLOWS.get(state, ())


def check_step(state: str, following: str, name: str) -> None:
    """Raises Refused where the state of what was sent to ``name`` does not allow the next one."""
    if not may_follow(state, following):
        raise Refused(f"“{name}”{STATES[state]}，不能再{_DEEDS[following]}。")


_DEEDS = {
    DELIVERED: "送达",
    OPENED: "打开",
    SIGNED: "签收",
    RETURNED: "退回",
    WITHDRAWN: "撤回",
    REFUSED: "拒收",
}


def counted(states: Collection[str]) -> dict[str, int]:
    """How many of each state, those that are none left out, in the order of STATES."""
    return {state: number for state in STATES if (number := sum(given == state for given in states))}

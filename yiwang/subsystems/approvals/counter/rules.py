"""Who is called next, what may happen to a ticket, and which times can be booked? Plain Python.

GB/T 36112-2018 政务服务中心服务现场管理规范: numbers by order of arrival, priority by published rule.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from yiwang.kernel.errors import Refused

SERVE, MANAGE = "counter.serve", "counter.manage"
CLERK, MANAGER = "counter_clerk", "counter_manager"

WAITING, CALLED, SERVING = "waiting", "called", "serving"
DONE, NO_SHOW, LAPSED = "done", "no_show", "lapsed"
STATES = {
    WAITING: "等候中",
    CALLED: "已叫号",
    SERVING: "办理中",
    DONE: "已办结",
    NO_SHOW: "过号",
    LAPSED: "当日未办理",
}
TONES = {WAITING: "info", CALLED: "warn", SERVING: "good", DONE: "", NO_SHOW: "bad", LAPSED: ""}
AT_WINDOW = frozenset({CALLED, SERVING})

# Which state a deed leads to, and from which it may be done.
STEPS: Mapping[str, tuple[str, frozenset[str]]] = {
    "call": (CALLED, frozenset({WAITING})),
    "call_again": (CALLED, frozenset({CALLED})),
    "start": (SERVING, frozenset({CALLED})),
    "finish": (DONE, frozenset({CALLED, SERVING})),
    "skip": (NO_SHOW, frozenset({CALLED})),
    "requeue": (WAITING, frozenset({NO_SHOW})),
    "transfer": (WAITING, frozenset({CALLED, SERVING})),
}
STEP_LABELS = {
    "call": "叫号",
    "call_again": "重呼",
    "start": "开始办理",
    "finish": "办完",
    "skip": "过号",
    "requeue": "重新排队",
    "transfer": "转办",
}

KIOSK, USHER, BOOKED = "kiosk", "usher", "booked"
WAYS = {KIOSK: "取号机", USHER: "引导员", BOOKED: "预约"}
REASONS = {
    "": "普通",
    "elderly": "老年人",
    "disabled": "残疾人",
    "pregnant": "孕妇",
    "soldier": "军人、退役军人",
    "booked": "预约",
}
"""Why somebody goes before others: rules that the hall has published."""
MOST_IN_A_ROW = 2
"""Priority numbers called one after the other before one of the others has its turn."""

BOOKING_STATES = {"booked": "已预约", "cancelled": "已取消", "arrived": "已到场", "missed": "未到场"}
BOOKING_TONES = {"booked": "info", "cancelled": "", "arrived": "good", "missed": "bad"}
EARLY_MINUTES, LATE_MINUTES = 30, 15
"""How long before its time and after it a booking may be exchanged for a ticket."""
CODE_LENGTH = 8

MISSING, PAPER, FILE = "missing", "paper", "file"


def ticket_number(letter: str, serial: int) -> str:
    """``A012``"""
    return f"{letter}{serial:03d}"


def next_state(state: str, step: str) -> str:
    """Raises Refused where the state does not allow it."""
    after, before = STEPS[step]
    if state not in before:
        raise Refused(f"这个号{STATES[state]}，不能{STEP_LABELS[step]}，请刷新页面。")
    return after


@dataclass(frozen=True)
class Queued:
    """A ticket that waits, as far as its turn depends on it."""

    id: int
    is_priority: bool
    since: datetime


def turn(waiting: Iterable[Queued], priority_in_a_row: int) -> list[Queued]:
    """In which order they are called: by arrival, those with priority first, but not without end.

    ``priority_in_a_row``: how many priority numbers this queue has just called one after the other.
    """
    first = sorted((one for one in waiting if one.is_priority), key=_arrival)
    others = sorted((one for one in waiting if not one.is_priority), key=_arrival)
    ordered: list[Queued] = []
    row = priority_in_a_row
    while first or others:
        takes_priority = bool(first) and (row < MOST_IN_A_ROW or not others)
        ordered.append((first if takes_priority else others).pop(0))
        row = row + 1 if takes_priority else 0
    return ordered


def _arrival(one: Queued) -> tuple[datetime, int]:
    return one.since, one.id


def announcement(number: str, window: str, *, is_again: bool) -> str:
    """``请A012号到3号窗口办理``, with the digits apart so that a voice reads them one by one."""
    spoken = " ".join(number)
    again = "再次呼叫，" if is_again else ""
    return f"{again}请 {spoken} 号，到 {window} 办理"


def check_letter(letter: str) -> str:
    given = letter.strip().upper()
    if not re.fullmatch(r"[A-Z]", given):
        raise Refused("业务代号应当是一个大写字母，例如 A。", field="letter")
    return given


# --- bookings ------------------------------------------------------------------------------------------
@dataclass(frozen=True, order=True)
class Slot:
    """Within a day from ``begins`` to ``ends`` so many can be booked."""

    begins: time
    ends: time
    capacity: int

    @property
    def label(self) -> str:
        return f"{self.begins:%H:%M}—{self.ends:%H:%M}"


_SLOT = re.compile(r"(\d{1,2}):(\d{2})\s*[-—–~～至]\s*(\d{1,2}):(\d{2})\s+(\d{1,3})")


def read_slots(text: str) -> list[Slot]:
    """One slot a line, ``09:00-10:00 6``. Raises Refused naming the line that is wrong."""
    slots: list[Slot] = []
    for number, line in enumerate(text.replace("：", ":").splitlines(), start=1):
        if not line.strip():
            continue
        found = _SLOT.fullmatch(line.strip())
        slot = _slot(found) if found else None
        if slot is None:
            raise Refused(
                f"第{number}行的时段写法不对，应当像“09:00-10:00 6”：起止时间和可约人数。", field="slots"
            )
        if slots and slot.begins < slots[-1].ends:
            raise Refused(f"第{number}行的时段与上一行重叠，请按先后顺序填写。", field="slots")
        slots.append(slot)
    return slots


def _slot(found: re.Match[str]) -> Slot | None:
    numbers = [int(part) for part in found.groups()]
    try:
        slot = Slot(time(numbers[0], numbers[1]), time(numbers[2], numbers[3]), numbers[4])
    except ValueError:
        return None
    return slot if slot.begins < slot.ends and slot.capacity else None


def written_slots(slots: Iterable[Slot]) -> str:
    return "\n".join(f"{slot.begins:%H:%M}-{slot.ends:%H:%M} {slot.capacity}" for slot in slots)


def check_bookable(slot: Slot | None, day: date, days: Collection[date]) -> Slot:
    """Raises Refused for a day or a time that cannot be booked."""
    if day not in days:
        raise Refused("这一天不能预约，请重新选择日期。", field="slot")
    if slot is None:
        raise Refused("没有这个时段，请重新选择。", field="slot")
    return slot


def check_free(taken: int, slot: Slot) -> None:
    if taken >= slot.capacity:
        raise Refused("这个时段刚刚约满了，请换一个时段。", field="slot")


def check_punctual(state: str, begins: int, ends: int, minute: int) -> None:
    """Whether a booking may be exchanged for a ticket now; all in minutes of its day."""
    if state != "booked":
        raise Refused(f"这个预约{BOOKING_STATES[state]}，不能取号。")
    if minute < begins - EARLY_MINUTES:
        raise Refused(f"还没有到预约时间，请在预约时间前{EARLY_MINUTES}分钟以内取号。")
    if minute > ends + LATE_MINUTES:
        raise Refused("已超过预约时间，请按现场取号排队。")


# --- times ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Served:
    """Seconds that somebody waited and was served."""

    waited: float
    served: float


@dataclass(frozen=True)
class Means:
    count: int
    waiting: float | None
    service: float | None


def means(served: Sequence[Served]) -> Means:
    """Mean waiting and service in minutes, one decimal; None where nobody was served."""
    count = len(served)
    if not count:
        return Means(0, None, None)
    return Means(
        count,
        round(sum(one.waited for one in served) / count / 60, 1),
        round(sum(one.served for one in served) / count / 60, 1),
    )


# --- handing over --------------------------------------------------------------------------------------
def check_recipient(typed: str, numbers: Mapping[str, str]) -> str:
    """Who of the party's people has this number. Raises Refused for somebody else's (本人或者受托人).

    ``numbers``: by name the identifiers that the case knows.
    """
    found = [name for name, number in numbers.items() if number and number == typed]
    if not found:
        raise Refused("证件号码与申请人、代理人的都不一致，请核对；由他人代领的，请查验授权委托书后登记。")
    return found[0]


def check_authorised(who: str, note: str) -> None:
    """Somebody whom the case does not know takes the result: the written authorisation is named."""
    if len(who.strip()) < 2:
        raise Refused("请填写领取人姓名。", field="who")
    if len(note.strip()) < 4:
        raise Refused("由他人代领的，请写明查验的授权委托书（出具人、日期）。", field="note")

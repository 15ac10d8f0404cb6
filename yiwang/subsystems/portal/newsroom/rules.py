"""When may reporters be sent where, what must be said of a photograph, and when may it be used or deleted?"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from yiwang.kernel.errors import Refused

MANAGE = "portal.newsroom_manage"
CHIEF = "portal_newsroom_chief"
EVENT_LENGTH, PLACE_LENGTH, NOTE_LENGTH, CAPTION_LENGTH = 120, 120, 500, 200
MOST_REPORTERS, LONGEST_DAYS = 30, 30
MOST_TAGS, TAG_LENGTH = 10, 20
TEXT_LENGTH = 100_000


class State(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


STATES: Mapping[str, str] = {State.PLANNED: "待采访", State.DONE: "已完成", State.CANCELLED: "已取消"}
TONES: Mapping[str, str] = {State.PLANNED: "info", State.DONE: "good", State.CANCELLED: ""}
KINDS: Mapping[str, str] = {
    "interview": "采访",
    "research": "外出调研",
    "meeting": "会议报道",
    "activity": "活动报道",
}


@dataclass(frozen=True)
class Engagement:
    """A reporter's other assignment."""

    person: str
    event: str
    starts_at: datetime
    ends_at: datetime


class Overlapping(Refused):
    """Somebody is elsewhere at that time; whoever sends them may confirm it all the same."""


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused("结束时间应晚于开始时间。", field="ends_at")
    if (ends_at - starts_at).days > LONGEST_DAYS:
        raise Refused(f"一次任务不超过 {LONGEST_DAYS} 天。", field="ends_at")


def check_reporters(ids: Collection[int]) -> None:
    if not ids:
        raise Refused("请选择采访人员。", field="reporters")
    if len(ids) > MOST_REPORTERS:
        raise Refused(f"一次任务的采访人员不超过 {MOST_REPORTERS} 人。", field="reporters")


def do_overlap(starts_at: datetime, ends_at: datetime, other: Engagement) -> bool:
    """What ends when the other begins does not overlap."""
    return starts_at < other.ends_at and other.starts_at < ends_at


def check_overlaps(
    starts_at: datetime, ends_at: datetime, others: Sequence[Engagement], *, is_confirmed: bool
) -> None:
    """Raises Overlapping, with the names, unless it was confirmed."""
    met = [one for one in others if do_overlap(starts_at, ends_at, one)]
    if met and not is_confirmed:
        said = "；".join(f"{one.person}同一时间有“{one.event}”" for one in met[:5])
        raise Overlapping(f"{said}。确需派遣请勾选确认。", field="is_confirmed")


def after(state: str, verb: str) -> State:
    """``done`` and ``cancel`` end what is planned."""
    if state != State.PLANNED:
        raise Refused(f"这次任务{STATES[state]}，不能再改。")
    return State.DONE if verb == "done" else State.CANCELLED


def check_done(starts_at: datetime, now: datetime) -> None:
    if now < starts_at:
        raise Refused("任务还没有开始，不能登记为已完成。")


def checked_reason(reason: str) -> str:
    kept = " ".join(reason.split())
    if len(kept) < 4:
        raise Refused("请写明取消的原因，至少 4 个字。", field="reason")
    return kept[:300]


def required(written: str, field: str, label: str, most: int) -> str:
    """One line as it is kept; Refused where it is empty or too long."""
    kept = " ".join(written.split())
    if not kept:
        raise Refused(f"请填写{label}。", field=field)
    if len(kept) > most:
        raise Refused(f"{label}请控制在 {most} 字以内。", field=field)
    return kept


# The archive -----------------------------------------------------------------------------------------------

PHOTO, TEXT = "photo", "text"
MATERIALS: Mapping[str, str] = {PHOTO: "图片", TEXT: "文字"}
OWN, GRANTED, INTERNAL = "own", "granted", "internal"
RIGHTS: Mapping[str, str] = {
    OWN: "本单位拍摄、撰写，可以使用",
    GRANTED: "经授权，可以按说明使用",
    INTERNAL: "仅作资料，不得用于稿件",
}


def tags(written: str) -> tuple[str, ...]:
    """Tags, each once, in the order given."""
    found = tuple(dict.fromkeys(one for one in re.split(r"[\s,，、;；#]+", written.strip()) if one))
    if len(found) > MOST_TAGS:
        raise Refused(f"标签请不要超过 {MOST_TAGS} 个。", field="tags")
    if any(len(one) > TAG_LENGTH for one in found):
        raise Refused(f"每个标签不超过 {TAG_LENGTH} 个字。", field="tags")
    return found


def words_of(*parts: str) -> str:
    """What a material is found by, in lower case."""
    return " ".join(" ".join(part.split()) for part in parts if part).lower()


def check_rights(rights: str, note: str) -> None:
    """著作权法 (2020) art. 26: what belongs to others is used as its owner allows; that is written down."""
    if rights not in RIGHTS:
        raise Refused("请选择使用权。", field="rights")
    if rights == GRANTED and not note.strip():
        raise Refused("请写明由谁授权、可以怎样使用。", field="rights_note")


def check_taken(taken_on: date, today: date) -> None:
    if taken_on > today:
        raise Refused("拍摄或成文日期不能晚于今天。", field="taken_on")


def check_use(rights: str) -> None:
    if rights == INTERNAL:
        raise Refused("这份资料仅供内部参考，不能用于稿件。")


def check_deletion(uses: int) -> None:
    if uses:
        raise Refused(f"这份资料用在 {uses} 篇稿件中，不能删除；可以把使用权改为“仅作资料”。")

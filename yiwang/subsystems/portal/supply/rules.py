"""What may become of an article that one site offers to another, who decides, and what does it count?

Sources: 国办发〔2017〕47号 政府网站发展指引 (内容保障, 信息转载: name the source, follow corrections of it);
国办秘函〔2019〕19号 检查指标 (栏目更新).
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from yiwang.kernel.errors import Refused

ADOPT = "portal.supply_adopt"
EDITOR = "portal_supply_editor"
NOTE_LENGTH, WORDS_LENGTH, REASON_LENGTH = 300, 200, 300
MOST_WORDS = 10
MOST_POINTS = Decimal(100)
FIRST_POINTS: Mapping[str, Decimal] = {"offered": Decimal(1), "adopted": Decimal(5)}
"""What a deed counts until the city says otherwise."""


class Way(StrEnum):
    """How an article came to be offered."""

    SUPPLY = "supply"
    PUSH = "push"
    SUBSCRIPTION = "subscription"


WAYS: Mapping[str, str] = {Way.SUPPLY: "报送", Way.PUSH: "推送", Way.SUBSCRIPTION: "订阅"}
BY_HAND = (Way.SUPPLY, Way.PUSH)


class State(StrEnum):
    WAITING = "waiting"
    ADOPTED = "adopted"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"


STATES: Mapping[str, str] = {
    State.WAITING: "待采用",
    State.ADOPTED: "已采用",
    State.RETURNED: "已退回",
    State.TAKEN_BACK: "已撤回",
}
TONES: Mapping[str, str] = {
    State.WAITING: "warn",
    State.ADOPTED: "good",
    State.RETURNED: "bad",
    State.TAKEN_BACK: "",
}
HOLDING = (State.WAITING, State.ADOPTED)


class Follow(StrEnum):
    """What becomes of the copy when the public reads another text of the original, or none any more."""

    TELL = "tell"
    FOLLOW = "follow"


FOLLOWS: Mapping[str, str] = {
    Follow.TELL: "提醒编辑，由编辑决定",
    Follow.FOLLOW: "自动跟随原稿更新、撤下",
}


class Mode(StrEnum):
    """What becomes of what a subscription finds."""

    PROPOSE = "propose"
    AUTOMATIC = "automatic"


MODES: Mapping[str, str] = {Mode.PROPOSE: "列为待采用，由编辑决定", Mode.AUTOMATIC: "自动采用并发布"}


class Change(StrEnum):
    """What happened to the original since its text was taken."""

    NONE = "none"
    SETTLED = "settled"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


CHANGES: Mapping[str, str] = {Change.CHANGED: "原稿已修改", Change.WITHDRAWN: "原稿已撤下"}


def change(followed: int | None, taken: int, live: int | None) -> Change:
    """``followed``: the live version last seen (None: never live so far); ``taken``: the version copied."""
    if live == followed:
        return Change.NONE
    if live is None:
        return Change.WITHDRAWN
    return Change.SETTLED if followed is None and live == taken else Change.CHANGED


@dataclass(frozen=True)
class Offered:
    """What the rules know of an article that is to be offered somewhere."""

    is_live: bool
    is_binned: bool
    site_id: int
    root_site_id: int
    has_reached: bool


def check_offer(way: str, article: Offered, target_site_id: int) -> None:
    """Whether it may be offered to that site. A text comes to a site once, whichever way: so no loop closes.

    ``root_site_id``: where the very first original stands; ``has_reached``: an offer of the same original to
    the target waits or was adopted.
    """
    if article.is_binned:
        raise Refused("这篇稿件在回收站里，请先恢复。")
    if way != Way.SUPPLY and not article.is_live:
        raise Refused("只有正在对外展示的稿件可以推送，尚未发布的请用“报送”。")
    if target_site_id == article.site_id and (way != Way.SUPPLY or article.is_live):
        raise Refused("这篇稿件已经在该网站发布，要放到其他栏目请用“同时发布到”。", field="columns")
    if target_site_id == article.root_site_id != article.site_id:
        raise Refused("这篇稿件原本就来自该网站，不能再送回去。", field="columns")
    if article.has_reached:
        raise Refused("这篇稿件（或它的原稿）已经报送或转到该网站，不用再送。", field="columns")


def check_adoptable(way: str, *, is_live: bool, is_of_this_site: bool) -> None:
    """``is_of_this_site``: the text was written for the very site that is to adopt it."""
    if way != Way.SUPPLY and not is_live:
        raise Refused("原稿已撤下，不能再采用，请退回。")
    if is_live and is_of_this_site:
        raise Refused("原稿已经在本网站发布，不能再采用，请退回。")


def left_to_adopter(site: str, address: str) -> str:
    """Why the original of an adopted draft is not published beside it: who adopts publishes."""
    place = f"，网址 {address}" if address else "，尚未发布"
    return f"这篇稿件已由“{site}”采用{place}；由采用方发布，原稿作为报送稿保留，不再单独发布。"


def check_waiting(state: str, verb: str) -> None:
    if state != State.WAITING:
        raise Refused(f"这条稿件{STATES[state]}，不能再{verb}。")


def checked_reason(reason: str) -> str:
    """A reason as it is kept; Refused where nobody could act on it."""
    kept = " ".join(reason.split())
    if len(kept) < 4:
        raise Refused("请写明退回理由，至少 4 个字。", field="reason")
    if len(kept) > REASON_LENGTH:
        raise Refused(f"理由请控制在 {REASON_LENGTH} 字以内。", field="reason")
    return kept


def words(written: str) -> tuple[str, ...]:
    """The keywords of a subscription, each once; Refused where there are too many."""
    found = tuple(dict.fromkeys(one for one in re.split(r"[\s,，、;；]+", written.strip()) if one))
    if len(found) > MOST_WORDS:
        raise Refused(f"关键词请不要超过 {MOST_WORDS} 个。", field="words")
    if any(len(one) < 2 for one in found):
        raise Refused("每个关键词至少 2 个字。", field="words")
    return found


def is_wanted(text: str, wanted: Collection[str]) -> bool:
    """Whether a text has one of the keywords; without keywords everything is wanted."""
    return not wanted or any(word.lower() in text.lower() for word in wanted)


def check_subscription(target_site_id: int, source_site_id: int) -> None:
    if target_site_id == source_site_id:
        raise Refused("订阅的栏目应在另一个网站，同一网站请用“同时发布到”。", field="source")


def checked_points(points: Decimal) -> Decimal:
    if not 0 <= points <= MOST_POINTS:
        raise Refused(f"分值应在 0 到 {MOST_POINTS} 之间。", field="points")
    return points.quantize(Decimal("0.1"), ROUND_HALF_UP)


def share(adopted: int, offered: int) -> Decimal | None:
    """采用率 in per cent with one decimal; None where nothing was offered."""
    if not offered:
        return None
    return (Decimal(adopted) * 100 / Decimal(offered)).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Tally:
    """What a unit supplied in a month."""

    unit_id: int
    offered: int
    adopted: int
    points: Decimal


def ranked(tallies: Iterable[Tally]) -> list[tuple[int, Tally]]:
    """By points, adopted, offered; who is equal in all shares the place, and the next one is skipped."""
    rows = sorted(tallies, key=lambda one: (-one.points, -one.adopted, -one.offered, one.unit_id))
    places: list[tuple[int, Tally]] = []
    for number, row in enumerate(rows, start=1):
        before = places[-1] if places else None
        place = before[0] if before and _strength(before[1]) == _strength(row) else number
        places.append((place, row))
    return places


def _strength(tally: Tally) -> tuple[Decimal, int, int]:
    return tally.points, tally.adopted, tally.offered


# The duty to keep a column up to date ----------------------------------------------------------------------


class Stage(StrEnum):
    """Which reminder is due."""

    NONE = "none"
    SOON = "soon"
    LATE = "late"


def due_on(update_days: int, updated_on: date) -> date:
    """The last day on which something new is in time (国办秘函〔2019〕19号)."""
    return _later(updated_on, update_days)


def warned_days(update_days: int) -> int:
    """How many days before the last one people are reminded: a fifth of the period, one to seven days."""
    return max(1, min(7, update_days // 5))


def stage(update_days: int | None, updated_on: date | None, today: date) -> Stage:
    """A column that was never filled is late at once; one without a period never."""
    if not update_days:
        return Stage.NONE
    if updated_on is None:
        return Stage.LATE
    left = (due_on(update_days, updated_on) - today).days
    if left < 0:
        return Stage.LATE
    return Stage.SOON if left <= warned_days(update_days) else Stage.NONE


def days_within(began_on: date, ended_on: date | None, first: date, after: date, today: date) -> int:
    """How many days of a month a column was late; on the day ``ended_on`` it no longer was."""
    begins, tomorrow = max(began_on, first), _later(today, 1)
    return max(0, (min(ended_on or tomorrow, after, tomorrow) - begins).days)


def _later(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)

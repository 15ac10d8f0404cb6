"""How near its end is a clock, in words?"""

from dataclasses import dataclass
from datetime import date

from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import day_of, now, shifted

RESERVE = "放假安排公布前暂定"


@dataclass(frozen=True)
class Due:
    """In words, and the last day that is still in time; ``is_provisional``: a notice to come may move it."""

    label: str = ""
    tone: str = ""
    last_day: date | None = None
    is_provisional: bool = False


def due_of(clock: Clock | None) -> Due:
    if clock is None:
        return Due("未计时")
    if clock.stopped_at:
        return Due()
    if clock.due_at is None:
        return Due("暂停")
    moment, last_day = now(), day_of(shifted(clock.due_at, seconds=-1))
    if clock.due_at <= moment:
        return Due("超期", "bad", last_day, clock.is_provisional)
    is_near = clock.warn_at and clock.warn_at <= moment
    label, tone = ("临近", "warn") if is_near else ("正常", "good")
    return Due(label, tone, last_day, clock.is_provisional)


def in_words(last_day: str, clock: Clock | None) -> str:
    """A last day as it is written in texts, with a reserve where it may still move."""
    return f"{last_day}（{RESERVE}）" if clock and clock.is_provisional else last_day

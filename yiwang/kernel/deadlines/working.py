"""How was a date worked out, day by day?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from yiwang.kernel.deadlines import rules
from yiwang.kernel.deadlines.calendar import Calendar
from yiwang.kernel.deadlines.rules import Counting, Limit, Pause, Unit

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """One day: whether it counts, the number it gets, and why."""

    date: date
    counts: bool
    number: int | None
    why: str


def of_workdays(start: date, end: date, calendar: Calendar) -> list[Line]:
    """The days of the span (start, end] with their reasons, the event day first."""
    return _lines(start, end, Limit(0, Unit.WORKING_DAYS), (), calendar)


def of_limit(started_at: datetime, limit: Limit, pauses: Sequence[Pause], counting: Counting) -> list[Line]:
    """Every day from the start to the end of a limit. A day that moves the end (art. 203) says so."""
    if not limit.unit.is_days:
        return _of_time(started_at, limit, pauses, counting)
    last = rules.due_day(started_at, limit, pauses, counting)
    return _lines(started_at.date(), last, limit, pauses, counting.calendar)


def _lines(start: date, last: date, limit: Limit, pauses: Sequence[Pause], calendar: Calendar) -> list[Line]:
    lines = [Line(start, False, None, "起算事由发生当日，不计入（民法典第二百零一条）")]
    number, day = 0, start
    while day < last:
        day += ONE_DAY
        why = _why_not(day, number, limit, pauses, calendar)
        number += not why
        reason = why or f"{calendar.reason(day)}，第{number}{limit.unit.label}"
        lines.append(Line(day, not why, None if why else number, reason))
    return lines


def _why_not(day: date, number: int, limit: Limit, pauses: Sequence[Pause], calendar: Calendar) -> str:
    """Why the day does not count, or nothing where it does."""
    for pause in pauses:
        if pause.began_at.date() <= day < pause.ended_at.date():
            return f"暂停，不计入（{pause.ground}）" if pause.ground else "暂停，不计入"
    if limit.unit is Unit.WORKING_DAYS:
        return "" if calendar.is_workday(day) else f"{calendar.reason(day)}，不计入"
    if number < limit.number:
        return ""
    resting = "" if calendar.is_workday(day) else "，不能作为最后一日"
    return f"{calendar.reason(day)}{resting or '，期限顺延至此日届满'}（民法典第二百零三条）"


def _of_time(started_at: datetime, limit: Limit, pauses: Sequence[Pause], counting: Counting) -> list[Line]:
    """Hours and minutes: how much of every day counted."""
    due = rules.due(started_at, limit, pauses, counting)
    lines, begins = [], started_at
    while begins < due:
        ends = min(datetime.combine(begins.date() + ONE_DAY, time.min, tzinfo=due.tzinfo), due)
        counted = _time_counted(begins, ends, limit.unit, pauses, counting)
        paused = any(pause.began_at < ends and begins < pause.ended_at for pause in pauses)
        why = "、".join(
            [f"{begins:%H:%M}起算" if begins == started_at else counting.calendar.reason(begins.date())]
            + ["有暂停"] * paused
            + [f"计{_in_words(counted)}" if counted else "不计入"]
        )
        lines.append(Line(begins.date(), bool(counted), None, why))
        begins = ends
    return lines


def _time_counted(
    begins: datetime, ends: datetime, unit: Unit, pauses: Sequence[Pause], counting: Counting
) -> timedelta:
    counted = rules.time_spent(begins, ends, unit, counting)
    for pause in pauses:
        first, last = max(begins, pause.began_at), min(ends, pause.ended_at)
        if first < last:
            counted -= rules.time_spent(first, last, unit, counting)
    return counted


def _in_words(span: timedelta) -> str:
    hours, minutes = divmod(span // timedelta(minutes=1), 60)
    return "".join([f"{hours}小时"] * bool(hours) + [f"{minutes}分钟"] * bool(minutes)) or "不足1分钟"

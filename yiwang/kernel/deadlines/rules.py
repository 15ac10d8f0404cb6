"""When does a limit end, and what may be done with a clock?

Moments come in aware, in the time zone of the city; days are read off their wall clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from yiwang.kernel.deadlines.calendar import Calendar
from yiwang.kernel.deadlines.office_hours import (
    NO_OFFICE_HOURS,
    OfficeHours,
    add_office_time,
    count_office_time,
)
from yiwang.kernel.errors import Refused


class Unit(StrEnum):
    """What a limit is counted in; the value is stored, the label is shown."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"
    MINUTES = "minutes"
    WORKING_HOURS = "working_hours"

    @property
    def label(self) -> str:
        return _UNIT_LABELS[self]

    @property
    def is_days(self) -> bool:
        return self in {Unit.WORKING_DAYS, Unit.CALENDAR_DAYS}


_UNIT_LABELS = {
    Unit.WORKING_DAYS: "个工作日",
    Unit.CALENDAR_DAYS: "日",
    Unit.HOURS: "小时",
    Unit.MINUTES: "分钟",
    Unit.WORKING_HOURS: "个工作小时",
}


class State(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """How a stopped clock ended: against the promised and against the legal limit."""

    ON_TIME = "on_time"
    AFTER_PROMISE = "after_promise"
    AFTER_LAW = "after_law"


LONGEST = {
    Unit.WORKING_DAYS: 2_000,
    Unit.CALENDAR_DAYS: 3_660,
    Unit.HOURS: 87_600,
    Unit.MINUTES: 525_600,
    Unit.WORKING_HOURS: 16_000,
}


class Light(StrEnum):
    """The light of electronic supervision: how near its end an open clock is."""

    GREEN = "正常"
    YELLOW = "临近"
    RED = "超期"


@dataclass(frozen=True)
class Limit:
    """A number of units. Hours and minutes run day and night; 0 days is the event day itself."""

    number: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 <= self.number <= LONGEST[self.unit]:
            raise Refused(f"期限应在0至{LONGEST[self.unit]}{self.unit.label}之间。", field="number")

    def __str__(self) -> str:
        return f"{self.number}{self.unit.label}"


@dataclass(frozen=True)
class Limits:
    """What a clock is held to. ``warn``: how many units before the end people are warned.

    ``moves``: a calendar-day limit that ends on a rest day ends on the next working day (民法典 art. 203);
    whether an agency applies it to its own limits (信访) is its practice, so each clock says.
    """

    basis: str
    legal: Limit
    promised: Limit | None = None
    warn: int = 1
    moves: bool = False
    schedule: str = "office"


@dataclass(frozen=True)
class Threshold:
    """When a clock shines blue: ``number`` units of a limit in days are left, or ``percent`` of any limit,
    whichever is more. ``near``: units left when it shines yellow (None: what the clock says). ``grave``:
    it is late for long after so many working days. Default: standards/approvals.md §8.
    """

    number: int = 2
    percent: int = 20
    near: int | None = None
    grave: int = 3

    def left(self, limit: Limit) -> int:
        """How many units of the limit are left at the first warning."""
        share = -(-limit.number * self.percent // 100)
        return max(self.number if limit.unit.is_days else 0, share)

    def __str__(self) -> str:
        near = "按事项设定" if self.near is None else f"剩{self.near}"
        return f"蓝灯：剩{self.number}日或{self.percent}%；黄灯：{near}；严重：超期{self.grave}个工作日"


DEFAULT = Threshold()


@dataclass(frozen=True)
class Thresholds:
    """Those laid down, by kind and item; the nearest one holds."""

    laid_down: Mapping[tuple[str, str], Threshold] = field(default_factory=dict)

    def of(self, kind: str, item: str) -> Threshold:
        for key in ((kind, item), (kind, ""), ("", "")):
            if key in self.laid_down:
                return self.laid_down[key]
        return DEFAULT


@dataclass(frozen=True)
class Pause:
    """Time that does not count.

    Of days, what stands at 24:00 decides: the day of pausing does not count, the day of resuming does. So a
    clock that is paused on its last day still has the rest of a day when it goes on.
    """

    began_at: datetime
    ended_at: datetime
    ground: str = ""


@dataclass(frozen=True)
class Counting:
    """The facts that limits are counted by."""

    calendar: Calendar
    office_hours: OfficeHours = NO_OFFICE_HOURS
    moves: bool = False
    thresholds: Thresholds = field(default_factory=Thresholds)


@dataclass(frozen=True)
class Moments:
    """When the limits of a clock end; ``due_at`` is the earlier end, the one the clock is held to.

    Every end is the first moment that is too late: 24:00 of the last day (民法典 art. 203).
    ``is_provisional``: ``due_at`` may move with a notice that is still to come.
    """

    legal_due_at: datetime | None
    promised_due_at: datetime | None
    due_at: datetime | None
    warn_at: datetime | None
    early_at: datetime | None = None
    grave_at: datetime | None = None
    is_provisional: bool = False


def moments(
    started_at: datetime,
    limits: Limits,
    pauses: Sequence[Pause],
    counting: Counting,
    threshold: Threshold = DEFAULT,
) -> Moments:
    """All moments of a running clock; ``grave_at`` is None while the calendar of its year is missing."""
    counting = replace(counting, moves=limits.moves)
    legal = due(started_at, limits.legal, pauses, counting)
    promised = due(started_at, limits.promised, pauses, counting) if limits.promised else None
    held_to = limits.promised if limits.promised and promised and promised <= legal else limits.legal
    due_at = min(legal, promised) if promised else legal
    near = limits.warn if threshold.near is None else threshold.near
    warn_at = min(warning(started_at, held_to, near, pauses, counting), due_at)
    early_at = min(warning(started_at, held_to, threshold.left(held_to), pauses, counting), warn_at)
    grave_at = _grave(due_at, threshold.grave, counting)
    may_move = is_provisional(due_at, held_to, counting)
    return Moments(legal, promised, due_at, warn_at, early_at, grave_at, may_move)


def is_provisional(end: datetime, limit: Limit, counting: Counting) -> bool:
    """Whether the end of a limit was found by days off that no notice has laid down yet."""
    by_calendar = limit.unit in {Unit.WORKING_DAYS, Unit.WORKING_HOURS} or (
        counting.moves and limit.unit is Unit.CALENDAR_DAYS
    )
    return by_calendar and counting.calendar.is_provisional((end - timedelta(microseconds=1)).date())


def _grave(due_at: datetime, number: int, counting: Counting) -> datetime | None:
    """The end of the working day ``number`` after the last day in time."""
    last = (due_at - timedelta(microseconds=1)).date()
    try:
        return _end_of(counting.calendar.add_workdays(last, number), due_at)
    except Refused:
        return None


def moments_at_pause(before: Moments, paused_at: datetime) -> Moments:
    """What stays while the clock is paused: only ends that had already passed; a pause undoes no delay."""

    def passed(moment: datetime | None) -> datetime | None:
        return moment if moment and moment <= paused_at else None

    return Moments(
        passed(before.legal_due_at),
        passed(before.promised_due_at),
        passed(before.due_at),
        passed(before.warn_at),
        passed(before.early_at),
        passed(before.grave_at),
        before.is_provisional and passed(before.due_at) is not None,
    )


def due(started_at: datetime, limit: Limit, pauses: Sequence[Pause], counting: Counting) -> datetime:
    """The first moment after the limit; pauses are over and in order. Raises Refused for unknown years."""
    if limit.unit.is_days:
        return _end_of(due_day(started_at, limit, pauses, counting), started_at)
    span, at = _span(limit), started_at
    for pause in pauses:
        spent = time_spent(at, pause.began_at, limit.unit, counting)
        if spent >= span:
            break
        span -= spent
        at = pause.ended_at
    return _time_reached(at, span, limit.unit, counting)


def due_day(started_at: datetime, limit: Limit, pauses: Sequence[Pause], counting: Counting) -> date:
    """The last day of a limit in days."""
    left, day = limit.number, started_at.date()
    for pause in pauses:
        spent = _days_spent(day, max(day, _day_before(pause.began_at)), limit.unit, counting)
        if spent >= left:
            break
        left -= spent
        day = max(day, _day_before(pause.ended_at))
    last = _day_reached(day, left, limit.unit, counting)
    if counting.moves and limit.unit is Unit.CALENDAR_DAYS:
        return counting.calendar.workday_on_or_after(last)
    return last


def time_spent(start: datetime, end: datetime, unit: Unit, counting: Counting) -> timedelta:
    """How much of a unit in hours or minutes passes between two moments."""
    if unit is Unit.WORKING_HOURS:
        return count_office_time(counting.calendar, counting.office_hours, start, end)
    return end - start


def warning(
    started_at: datetime, limit: Limit, warn: int, pauses: Sequence[Pause], counting: Counting
) -> datetime:
    """When ``warn`` units are left: of days, as the office opens on the first of them, never at midnight."""
    if not limit.unit.is_days:
        return due(started_at, Limit(max(limit.number - warn, 0), limit.unit), pauses, counting)
    first = Limit(min(max(limit.number - warn + 1, 1), limit.number), limit.unit)
    day = due_day(started_at, first, pauses, replace(counting, moves=False))
    return datetime.combine(day, counting.office_hours.opening(day), tzinfo=started_at.tzinfo)


def outcome(stopped_at: datetime, ends: Moments) -> Outcome:
    if ends.legal_due_at and stopped_at >= ends.legal_due_at:
        return Outcome.AFTER_LAW
    if ends.promised_due_at and stopped_at >= ends.promised_due_at:
        return Outcome.AFTER_PROMISE
    return Outcome.ON_TIME


def light(ends: Moments, now: datetime) -> Light:
    if ends.due_at and ends.due_at <= now:
        return Light.RED
    if ends.warn_at and ends.warn_at <= now:
        return Light.YELLOW
    return Light.GREEN


def extended(limits: Limits, by: Limit) -> Limits:
    """Both limits lengthened; a promise counted in another unit than the law ends with the extension.

    Raises Refused where the extension is not counted in the unit of the legal limit.
    """
    if by.unit is not limits.legal.unit:
        raise Refused(f"延长的单位须与法定时限一致（{limits.legal.unit.label}）。", field="unit")
    if not by.number:
        raise Refused("延长的时限要大于0。", field="number")
    promised = limits.promised
    if promised:
        promised = longer(promised, by) if promised.unit is by.unit else None
    return replace(limits, legal=longer(limits.legal, by), promised=promised)


def longer(limit: Limit, by: Limit) -> Limit:
    return Limit(limit.number + by.number, limit.unit)


def check_limits(limits: Limits) -> None:
    """Raises Refused where a limit has no basis, or a promise is longer than the law in the same unit."""
    if not limits.basis.strip():
        raise Refused("请写明时限的依据，例如“《行政许可法》第四十二条”。", field="basis")
    if limits.warn < 0:
        raise Refused("预警提前量不能是负数。", field="warn")
    promised, legal = limits.promised, limits.legal
    if promised and promised.unit is legal.unit and promised.number > legal.number:
        raise Refused(f"承诺时限（{promised}）不能长于法定时限（{legal}）。", field="promised")


_STATES = {
    State.RUNNING: "正在计时",
    State.PAUSED: "已经暂停",
    State.STOPPED: "已经办结，停止计时",
    State.CANCELLED: "已经撤销",
}
_OPEN = {State.RUNNING, State.PAUSED}
_ALLOWED = {
    "暂停": ({State.RUNNING}, "只有正在计时的才能暂停。"),
    "恢复": ({State.PAUSED}, "只有暂停中的才能恢复。"),
    "延长": (_OPEN, "办结或撤销以后不能延长。"),
    "变更时限": (_OPEN, "办结或撤销以后不能变更时限。"),
    "停止": (_OPEN, "办结或撤销以后不能再次停止。"),
    "撤销": (_OPEN, "办结或撤销以后不能撤销。"),
}


def check_threshold(threshold: Threshold) -> None:
    """Raises Refused for numbers that make no sense."""
    if threshold.number > 60 or (threshold.near or 0) > 60:
        raise Refused("提前量请填0至60。", field="number")
    if threshold.percent > 100:
        raise Refused("百分比请填0至100。", field="percent")
    if not 1 <= threshold.grave <= 60:
        raise Refused("严重超期的工作日数请填1至60。", field="grave")


def check_verb(verb: str, state: State) -> None:
    """Raises Refused where a clock in this state does not allow the verb."""
    allowed, sentence = _ALLOWED[verb]
    if state not in allowed:
        raise Refused(f"该期限{_STATES[state]}，{sentence}")


def check_moment(at: datetime, last_at: datetime | None, now: datetime) -> None:
    """Raises Refused where something is said to have happened in the future or before what went before it."""
    if at > now:
        raise Refused("发生时间不能晚于现在。", field="at")
    if last_at and at < last_at:
        raise Refused(f"发生时间不能早于上一次变动（{last_at:%Y-%m-%d %H:%M}）。", field="at")


def check_ground(ground: str, verb: str) -> None:
    if not ground.strip():
        raise Refused(f"请写明{verb}的理由和依据。", field="ground")


def _span(limit: Limit) -> timedelta:
    return timedelta(minutes=limit.number) if limit.unit is Unit.MINUTES else timedelta(hours=limit.number)


def _time_reached(start: datetime, span: timedelta, unit: Unit, counting: Counting) -> datetime:
    if unit is Unit.WORKING_HOURS:
        return add_office_time(counting.calendar, counting.office_hours, start, span)
    return start + span


def _days_spent(start: date, end: date, unit: Unit, counting: Counting) -> int:
    if unit is Unit.WORKING_DAYS:
        return counting.calendar.count_workdays(start, end)
    return (end - start).days


def _day_reached(start: date, number: int, unit: Unit, counting: Counting) -> date:
    if unit is Unit.WORKING_DAYS:
        return counting.calendar.add_workdays(start, number)
    return start + timedelta(days=number)


def _day_before(moment: datetime) -> date:
    return moment.date() - timedelta(days=1)


def _end_of(day: date, like: datetime) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=like.tzinfo)

"""How near its end is a case, in one word and one colour? Read from stored moments, never counted anew."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from yiwang.kernel.cases import rules, timing
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import shifted

GREEN, YELLOW, RED, STILL = "green", "yellow", "red", "still"
LABELS = {RED: "超期", YELLOW: "临近", GREEN: "正常", STILL: "暂停"}
TONES = {RED: "bad", YELLOW: "warn", GREEN: "good", STILL: "info"}


@dataclass(frozen=True)
class Light:
    """``code`` is empty where no time runs: ended, or waiting for a calendar (then with a label)."""

    code: str = ""
    label: str = ""
    due_at: datetime | None = None
    is_provisional: bool = False

    @property
    def tone(self) -> str:
        return TONES.get(self.code, "")

    @property
    def last_day(self) -> date | None:
        return timing.last_day(self.due_at) if self.due_at else None

    @property
    def is_late(self) -> bool:
        return self.code == RED


def of(case: Case, now: datetime, step_clock: Clock | None = None) -> Light:
    """Of the case; the time of a single step counts where it is nearer. Reads both clocks."""
    if not case.is_open:
        return Light()
    if case.state in {rules.PAUSED, rules.ASKED}:
        return Light(STILL, "待补正" if case.state == rules.ASKED else LABELS[STILL])
    clocks = (_running(case), step_clock)
    ends = [
        (clock.due_at, clock.warn_at or clock.due_at, clock.is_provisional)
        for clock in clocks
        if clock and clock.due_at
    ]
    if case.state == rules.RECEIVED and case.accept_due_at:
        warn_at = shifted(case.accept_due_at, days=-1)
        ends.append((case.accept_due_at, warn_at, case.is_acceptance_provisional))
    if not ends:
        return Light(label="未计时" if not case.is_timed else "")
    due_at, warn_at, is_provisional = min(ends)
    code = RED if due_at <= now else YELLOW if warn_at <= now else GREEN
    return Light(code, LABELS[code], due_at, is_provisional)


def shining(light: str, now: datetime) -> Q:
    """Open cases with this light, for a filter; without the times of single steps."""
    near = shifted(now, days=1)
    to_accept, counting = Q(state=rules.RECEIVED), Q(state=rules.ACCEPTED)
    delivering = Q(state=rules.DECIDED)
    match light:
        case "red":
            return (
                (to_accept & Q(accept_due_at__lte=now))
                | (counting & Q(clock__due_at__lte=now))
                | (delivering & Q(delivery_clock__due_at__lte=now))
            )
        case "yellow":
            return (
                (to_accept & Q(accept_due_at__gt=now, accept_due_at__lte=near))
                | (counting & Q(clock__due_at__gt=now, clock__warn_at__lte=now))
                | (delivering & Q(delivery_clock__due_at__gt=now, delivery_clock__warn_at__lte=now))
            )
        case "still":
            return Q(state__in=[rules.PAUSED, rules.ASKED])
    return (
        (to_accept & (Q(accept_due_at=None) | Q(accept_due_at__gt=near)))
        | (counting & (Q(clock=None) | Q(clock__warn_at__gt=now)))
        | (delivering & (Q(delivery_clock=None) | Q(delivery_clock__warn_at__gt=now)))
    )


def _running(case: Case) -> Clock | None:
    return case.delivery_clock if case.state == rules.DECIDED else case.clock

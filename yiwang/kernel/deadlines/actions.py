"""What changes a clock?

Every action locks the clock, asks the rules, writes and appends one line to the ledger of the clock, in one
transaction. This package lies beside the audit record, so it names who acts in its own ledger; the caller,
who knows the subject, records the act.

The lock comes before the calendar is read: ``calendar_change`` locks the whole table, so no clock can be
given an end by a calendar that is just being replaced.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from yiwang.kernel.deadlines import in_force, ledger, moments, rules, watchers
from yiwang.kernel.deadlines.models import END, ITEM_LENGTH, MARK, Clock, ClockEvent
from yiwang.kernel.deadlines.rules import Counting, Limit, Limits, Moments, Pause, State
from yiwang.kernel.errors import Refused
from yiwang.kernel.prepared import ASKED_TEXT, ASKED_TEXT_TOO, Prepared, insert, update

COMPUTED = (
    *("legal_due_at", "promised_due_at", "due_at", "warn_at", "early_at", "grave_at"),
    *("is_provisional", "warned_at", "breached_at", "outlawed_at", "worsened_at"),
)

PASSING: tuple[watchers.Happening, ...] = ("breached", "unlawful", "grave")
CLOSING = frozenset({"停止", "撤销"})
_COLUMNS = tuple(field.name for field in Clock._meta.concrete_fields if not field.primary_key)
_CLOCK = Prepared(lambda pk: Clock.objects.select_for_update().filter(pk=pk))
_OPEN = Prepared(
    lambda kind, key, purpose: (
        Clock.objects.select_for_update().open().of(kind, key).filter(purpose=purpose).only("pk")
    ),
    *(ASKED_TEXT, ASKED_TEXT_TOO, f"{ASKED_TEXT} purpose"),
)


@dataclass(frozen=True)
class Subject:
    """What a clock runs for, by kind and key; ``purpose`` tells several clocks of one subject apart.

    ``unit_id``: whose matter it is. ``item``: what kind of matter, where times are watched by item.
    """

    kind: str
    key: str
    purpose: str = ""
    unit_id: int | None = None
    item: str = ""


@dataclass(frozen=True)
class Extension:
    """Who allowed how much more time, on what ground and by which document."""

    by: Limit
    approver: str
    ground: str
    document: str = ""


@transaction.atomic
def start(subject: Subject, limits: Limits, by: str, *, at: datetime | None = None) -> Clock:
    """Start a clock ``at`` a moment (now). Day 1 is the day after it (民法典 art. 201).

    Raises Refused for limits without basis, a promise longer than the law, a start in the future, a year
    without calendar, and a subject that already has an open clock for this purpose.
    """
    now = moments.now()
    at = at or now
    rules.check_limits(limits)
    rules.check_moment(at, None, now)
    if _OPEN.first(subject.kind, subject.key, subject.purpose):
        raise Refused("这件事的期限已经在计时，不能重复起算。")
    clock = Clock(
        subject_kind=subject.kind,
        subject_key=subject.key,
        purpose=subject.purpose,
        unit_id=subject.unit_id,
        item=subject.item[:ITEM_LENGTH],
        started_at=at,
        last_at=at,
        state=State.RUNNING,
    )
    _lay_down(clock, limits)
    recompute(clock, (), in_force.counting(limits.schedule))
    insert(clock)
    _append(clock, ClockEvent.STARTED, by, at, ground=limits.basis, limit=_in_words(limits))
    return clock


def assign(kind: str, key: str, unit_id: int) -> None:
    """The matter is another unit's from now on: its open clocks count for that one."""
    Clock.objects.open().filter(subject_kind=kind, subject_key=key).update(unit_id=unit_id)


@transaction.atomic
def pause(
    clock: Clock, by: str, ground: str, *, at: datetime | None = None, until: datetime | None = None
) -> Clock:
    """Let time stand still, for a legal ground (补正、听证、检验…); with ``until`` it goes on by itself then.

    Ends that have already passed stay: a pause undoes no delay.
    """
    clock, at = _locked(clock, "暂停", at)
    rules.check_ground(ground, "暂停")
    if until and until <= at:
        raise Refused("暂停的截止时间要晚于暂停时间。", field="until")
    due_before = clock.due_at
    _set_moments(clock, rules.moments_at_pause(clock.moments, at))
    clock.state, clock.pause_until = State.PAUSED, until
    _save(clock, ClockEvent.PAUSED, by, at, ground=ground, due_before=due_before)
    return clock


@transaction.atomic
def resume(clock: Clock, by: str, *, at: datetime | None = None, ground: str = "") -> Clock:
    """Let time go on; the ends move by the time that did not count."""
    clock, at = _locked(clock, "恢复", at)
    pauses = ledger.pauses_of(clock, ended_at=at)
    clock.state, clock.pause_until = State.RUNNING, None
    recompute(clock, pauses, in_force.counting(clock.schedule))
    _save(clock, ClockEvent.RESUMED, by, at, ground=ground)
    return clock


@transaction.atomic
def extend(clock: Clock, by: str, extension: Extension, *, at: datetime | None = None) -> Clock:
    """Lengthen the legal limit, and a promise in the same unit, as somebody entitled approved it."""
    clock, at = _locked(clock, "延长", at)
    rules.check_ground(extension.ground, "延长")
    if not extension.approver.strip():
        raise Refused("请写明由谁批准延长。", field="approver")
    rules.extended(clock.limits, extension.by)
    due_before = clock.due_at
    clock.extended_number += extension.by.number
    _recompute(clock, at)
    _save(
        clock,
        ClockEvent.EXTENDED,
        by,
        at,
        ground=extension.ground,
        approver=extension.approver,
        document=extension.document,
        limit=f"延长{extension.by}",
        due_before=due_before,
    )
    return clock


@transaction.atomic
def change_limits(clock: Clock, by: str, limits: Limits, ground: str, *, at: datetime | None = None) -> Clock:
    """Hold a running clock to other limits from its start on. Pauses already used stay used.

    Extensions stay too where the unit of the legal limit stays; counted in another unit they end.
    """
    clock, at = _locked(clock, "变更时限", at)
    rules.check_ground(ground, "变更时限")
    rules.check_limits(limits)
    due_before, unit_before = clock.due_at, clock.legal_unit
    _lay_down(clock, limits)
    if clock.legal_unit != unit_before:
        clock.extended_number = 0
    _recompute(clock, at)
    _save(clock, ClockEvent.CHANGED, by, at, ground=ground, limit=_in_words(limits), due_before=due_before)
    return clock


@transaction.atomic
def stop(clock: Clock, by: str, *, at: datetime | None = None, ground: str = "") -> Clock:
    """End the clock because the thing is done; its outcome says whether in time."""
    clock, at = _locked(clock, "停止", at)
    clock.outcome = rules.outcome(at, clock.moments)
    _close(clock, State.STOPPED, at)
    _save(clock, ClockEvent.STOPPED, by, at, ground=ground)
    return clock


@transaction.atomic
def cancel(clock: Clock, by: str, ground: str, *, at: datetime | None = None) -> Clock:
    """End a clock that should not have run; it has no outcome."""
    clock, at = _locked(clock, "撤销", at)
    rules.check_ground(ground, "撤销")
    _close(clock, State.CANCELLED, at)
    _save(clock, ClockEvent.CANCELLED, by, at, ground=ground)
    return clock


def recompute(clock: Clock, pauses: Sequence[Pause], counting: Counting) -> None:
    """Set the ends of a clock, unsaved; an end that lies ahead again will be reported again.

    A paused clock, whose last pause is then its open one, keeps only ends that had passed before it paused.
    """
    threshold = counting.thresholds.of(clock.subject_kind, clock.item)
    limits = ledger.effective_limits(clock)
    ends = rules.moments(moments.local(clock.started_at), limits, pauses, counting, threshold)
    if clock.state == State.PAUSED:
        _set_moments(clock, rules.moments_at_pause(ends, pauses[-1].began_at))
        return
    _set_moments(clock, ends)
    now = moments.now()
    for happening, end in END.items():
        moment = getattr(clock, end)
        if moment is None or moment > now:
            setattr(clock, MARK[happening], None)


def _report_passed(clock: Clock, now: datetime, *, is_closing: bool) -> None:
    """What passed since the last sweep is told before the deed that may move or close it; unsaved."""
    for happening in PASSING:
        moment, mark = getattr(clock, END[happening]), MARK[happening]
        if moment is None or moment > now or getattr(clock, mark):
            continue
        setattr(clock, mark, now)
        watchers.tell_batch([clock], happening)
        if happening == "breached":
            clock.warned_at = clock.warned_at or now
            if not is_closing:
                watchers.tell([clock], happening)


def _locked(clock: Clock, verb: str, at: datetime | None) -> tuple[Clock, datetime]:
    """The clock as the database has it, locked, and the moment of the act; Refused where not allowed."""
    fresh = _CLOCK.first(clock.pk)
    if fresh is None:
        raise Clock.DoesNotExist
    now = moments.now()
    rules.check_verb(verb, State(fresh.state))
    rules.check_moment(at or now, moments.local(fresh.last_at), now)
    _report_passed(fresh, at or now, is_closing=verb in CLOSING)
    return fresh, at or now


def _lay_down(clock: Clock, limits: Limits) -> None:
    clock.basis = limits.basis
    clock.legal_number, clock.legal_unit = limits.legal.number, limits.legal.unit
    clock.promised_number = limits.promised.number if limits.promised else None
    clock.promised_unit = limits.promised.unit if limits.promised else ""
    clock.warn_number, clock.moves, clock.schedule = limits.warn, limits.moves, limits.schedule


def _recompute(clock: Clock, at: datetime) -> None:
    recompute(clock, ledger.pauses_of(clock, ended_at=at), in_force.counting(clock.schedule))


def _set_moments(clock: Clock, ends: Moments) -> None:
    clock.legal_due_at, clock.promised_due_at = ends.legal_due_at, ends.promised_due_at
    clock.due_at, clock.warn_at = ends.due_at, ends.warn_at
    clock.early_at, clock.grave_at = ends.early_at, ends.grave_at
    clock.is_provisional = ends.is_provisional


def _close(clock: Clock, state: State, at: datetime) -> None:
    clock.state, clock.stopped_at, clock.pause_until = state, at, None


def _save(clock: Clock, kind: str, by: str, at: datetime, **facts: Any) -> None:
    clock.last_at = at
    update(clock, _COLUMNS)
    _append(clock, kind, by, at, **facts)


def _append(clock: Clock, kind: str, by: str, at: datetime, **facts: Any) -> None:
    due_after, recorded_at = clock.due_at, moments.now()
    insert(
        ClockEvent(
            clock=clock, kind=kind, by=by, at=at, recorded_at=recorded_at, due_after=due_after, **facts
        )
    )


def _in_words(limits: Limits) -> str:
    return f"法定{limits.legal}" + (f"，承诺{limits.promised}" if limits.promised else "")

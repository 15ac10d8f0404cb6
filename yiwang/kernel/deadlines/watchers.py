"""Who is told when a clock comes near its end or passes it, and when the calendar moves an end?"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from yiwang.kernel.deadlines.models import Clock

Happening = Literal["warned", "breached", "unlawful", "grave"]
Watcher = Callable[[Clock, Happening], None]
BatchWatcher = Callable[[Sequence[Clock], Happening], None]
MoveWatcher = Callable[[Sequence[Clock]], None]
CalendarWatcher = Callable[[datetime, datetime], None]

EVERY_KIND = ""
# What a sweep reads of each clock; decoding the other columns would double its work.
SEEN = (
    "subject_kind",
    "subject_key",
    "purpose",
    "unit_id",
    "item",
    "state",
    "legal_due_at",
    "due_at",
    "warn_at",
    "grave_at",
    "is_provisional",
)
_watchers: dict[str, list[Watcher]] = {}
_together: dict[str, list[BatchWatcher]] = {}
_batch_watchers: list[BatchWatcher] = []
_movers: dict[str, list[MoveWatcher]] = {}
_calendar_watchers: list[CalendarWatcher] = []


def watch(call: Watcher, *, kind: str = EVERY_KIND) -> None:
    """Let ``call`` be told when clocks whose subject is of ``kind`` (or of all) are warned of or run late.

    Said in ``AppConfig.ready``. The call runs in the transaction that marks the clock: what it writes to the
    database happens exactly once; anything outside belongs into ``transaction.on_commit``. Of the clock the
    fields in SEEN are loaded; each other field costs a query.
    """
    known = _watchers.setdefault(kind, [])
    if call not in known:
        known.append(call)


def watch_together(call: BatchWatcher, *, kind: str) -> None:
    """As ``watch``, but told once of all clocks of the kind that one transaction marks: a fixed number of
    queries for a thousand of them.
    """
    known = _together.setdefault(kind, [])
    if call not in known:
        known.append(call)


def watch_batches(call: BatchWatcher) -> None:
    """As ``watch``, but told once of all clocks that one transaction marks, whatever their kind.

    Also told of what people are not: that the legal limit is over (the one a clock is held to may be a
    promise), and that a delay is grave. An end that passed between two sweeps is told of before the next
    deed.
    """
    if call not in _batch_watchers:
        _batch_watchers.append(call)


def watch_moves(call: MoveWatcher, *, kind: str) -> None:
    """Let ``call`` be told of running clocks of the kind whose end a change of the calendar moved.

    Told by a regular job in batches soon after the change, in a transaction of its own, once.
    """
    known = _movers.setdefault(kind, [])
    if call not in known:
        known.append(call)


def watch_calendar(call: CalendarWatcher) -> None:
    """Let ``call(first, last)`` be told, in the transaction of the change, between which moments days
    changed: for what is counted by the calendar without a clock.
    """
    if call not in _calendar_watchers:
        _calendar_watchers.append(call)


def tell_calendar(first: datetime, last: datetime) -> None:
    for call in _calendar_watchers:
        call(first, last)


def tell_moved(clocks: Sequence[Clock]) -> None:
    for kind, calls in _movers.items():
        if mine := [clock for clock in clocks if clock.subject_kind == kind]:
            for call in calls:
                call(mine)


def tell_batch(clocks: Sequence[Clock], happening: Happening) -> None:
    for call in _batch_watchers:
        call(clocks, happening)


def tell(clocks: Sequence[Clock], happening: Happening) -> None:
    for kind, calls in _together.items():
        if mine := [clock for clock in clocks if clock.subject_kind == kind]:
            for together in calls:
                together(mine, happening)
    for clock in clocks:
        for call in (*_watchers.get(clock.subject_kind, ()), *_watchers.get(EVERY_KIND, ())):
            call(clock, happening)

"""When would a matter be finished that is accepted today, when is this one due, and how is the day found?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from yiwang.kernel.deadlines import in_force, rules, working
from yiwang.kernel.deadlines.moments import end_of, local, now, shifted, start_of, today
from yiwang.kernel.deadlines.rules import Limit, Pause
from yiwang.kernel.deadlines.working import Line
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.applications.messages import Clock
from yiwang.subsystems.approvals.items import parts
from yiwang.subsystems.approvals.items.elements import Elements


@dataclass(frozen=True)
class Due:
    """``day``: the last one; None with the reason in ``trouble``, and while the time stands still.

    ``lines``: how it was worked out. ``used`` and ``left``: days of ``unit`` up to today; None for hours.
    ``extended``: what was granted besides. ``ground``: on which the time stands still now. ``may_move``: the
    day lies in a year whose days off no notice has laid down yet.
    """

    limit: str
    day: date | None
    lines: tuple[Line, ...] = ()
    trouble: str = ""
    used: int | None = None
    left: int | None = None
    unit: str = ""
    extended: str = ""
    is_paused: bool = False
    ground: str = ""
    may_move: bool = False


def limit_of(elements: Elements) -> parts.Limit | None:
    """The limit that an applicant may count on: the promised one, or else the law's."""
    return elements.promised_limit or elements.legal_limit


def if_today(elements: Elements) -> Due | None:
    """As though it were accepted now; None for what is done on the spot."""
    limit = limit_of(elements)
    if limit is None or not limit.number:
        return None
    counting, accepted_at = in_force.counting(), local(now())
    try:
        day = rules.due_day(accepted_at, limit.limit, (), counting)
        lines = tuple(working.of_limit(accepted_at, limit.limit, (), counting))
        may_move = rules.is_provisional(end_of(day), limit.limit, counting)
        return Due(str(limit), day, lines, may_move=may_move)
    except Refused as refused:
        return Due(str(limit), None, trouble=refused.sentence)


def of_case(elements: Elements, told: Mapping[str, Any]) -> Due | None:
    """What the inner side said, with every day that counted or did not, and why."""
    due_on, clock = _day(told.get("due_on")), _clock(told.get("clock"))
    limit = _limit(clock)
    if clock is None or limit is None:
        return _of_limit(elements, due_on, _day(told.get("accepted_on")))
    is_paused = bool(clock.pauses) and clock.pauses[-1].ended_at is None
    if due_on is None and not is_paused:
        return None
    due = Due(
        str(limit),
        None if is_paused else due_on,
        unit=limit.unit.label,
        extended=f"{clock.extended}{limit.unit.label}" if clock.extended else "",
        is_paused=is_paused,
        ground=clock.pauses[-1].ground if is_paused else "",
        may_move=told.get("may_move") is True,
    )
    try:
        lines = _lines(clock, limit)
    except Refused:
        return due
    if not is_paused and (not lines or lines[-1].date != due_on):
        return due  # another calendar holds inside: the days would not lead to the day that was told
    shown = tuple(line for line in lines if not is_paused or line.date <= today())
    if not limit.unit.is_days:
        return replace(due, lines=shown)
    used = max((line.number or 0 for line in lines if line.date <= today()), default=0)
    used = min(used, limit.number)
    return replace(due, lines=shown, used=used, left=limit.number - used)


def _lines(clock: Clock, limit: Limit) -> list[Line]:
    """A pause that lasts takes today with it: what stands at 24:00 decides about a day."""
    tomorrow = shifted(start_of(today()), days=1)
    pauses = [
        Pause(local(each.began_at), local(each.ended_at or tomorrow), each.ground) for each in clock.pauses
    ]
    return working.of_limit(local(clock.started_at), limit, pauses, in_force.counting(moves=clock.moves))


def _of_limit(elements: Elements, due_on: date | None, accepted_on: date | None) -> Due | None:
    """Where nothing of the clock was said: with the working where nothing but the limit decided."""
    limit = limit_of(elements)
    if due_on is None:
        return None
    if accepted_on is None or limit is None or not limit.limit.unit.is_days:
        return Due(str(limit or ""), due_on)
    started_at, counting = shifted(start_of(accepted_on), hours=12), in_force.counting()
    try:
        lines = tuple(working.of_limit(started_at, limit.limit, (), counting))
    except Refused:
        return Due(str(limit), due_on)
    is_plain = bool(lines) and lines[-1].date == due_on
    return Due(str(limit), due_on, lines if is_plain else ())


def _clock(said: Any) -> Clock | None:
    """None where nothing, or nothing that makes sense, was said."""
    try:
        return Clock.model_validate(said) if said else None
    except ValidationError:
        return None


def _limit(clock: Clock | None) -> Limit | None:
    try:
        return Limit(clock.number, clock.unit) if clock else None
    except Refused:
        return None


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None

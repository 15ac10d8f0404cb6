"""When would a matter be finished that is accepted today, when is this one due, and how is the day found?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yiwang.kernel.deadlines import in_force, rules, working
from yiwang.kernel.deadlines.moments import now, shifted, start_of
from yiwang.kernel.deadlines.working import Line
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.parts import Limit


@dataclass(frozen=True)
class Due:
    """``day``: the last one; None with the reason in ``trouble``. ``lines``: how it was worked out."""

    limit: str
    day: date | None
    lines: tuple[Line, ...] = ()
    trouble: str = ""


def limit_of(elements: Elements) -> Limit | None:
    """The limit that an applicant may count on: the promised one, or else the law's."""
    return elements.promised_limit or elements.legal_limit


def if_today(elements: Elements) -> Due | None:
    """As though it were accepted now; None for what is done on the spot."""
    limit = limit_of(elements)
    if limit is None or not limit.number:
        return None
    counting = in_force.counting()
    try:
        day = rules.due_day(now(), limit.limit, (), counting)
        return Due(str(limit), day, tuple(working.of_limit(now(), limit.limit, (), counting)))
    except Refused as refused:
        return Due(str(limit), None, trouble=refused.sentence)


def of_case(elements: Elements, told: Mapping[str, Any]) -> Due | None:
    """What the inner side said; with the working where nothing but the limit decided about it."""
    due_on, accepted_on = _day(told.get("due_on")), _day(told.get("accepted_on"))
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


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None

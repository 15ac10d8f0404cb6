"""How does a deed enter the history of its case, and reach the party and the subsystem?"""

from dataclasses import dataclass, replace

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import followers, kinds, rules, timing
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Case, Event
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.prepared import insert
from yiwang.kernel.processes.models import Step

RESERVE = "期限跨入放假安排尚未公布的年度，最后一日暂按法定节假日推算，公布后如有变化，将另行告知。"


@dataclass(frozen=True)
class Line:
    """What officials read of a deed. ``kind``: a verb of cases.rules, or one of the kind's own."""

    kind: str
    label: str = ""
    opinion: str = ""
    step: Step | None = None
    outcome: str = ""
    outcome_label: str = ""


def enter(by: Actor, case: Case, line: Line, told: Told | None = None) -> Event:
    """Append the line; what the party may learn of it goes out by the kind's ``told``, in the same words."""
    told = _reserved(case, told)
    event = Event(
        case=case,
        kind=line.kind,
        label=(line.label or rules.VERBS[line.kind].label)[:120],
        at=now(),
        person_id=by.person_id,
        person=by.person[:80],
        post=by.post[:200],
        unit_id=by.unit_id,
        unit=by.unit[:200],
        step=line.step,
        outcome=line.outcome,
        outcome_label=line.outcome_label[:60],
        opinion=line.opinion,
        public_label=told.label[:60] if told else "",
        public_text=told.text if told else "",
        due_on=told.due_on if told else None,
    )
    insert(event)
    about = kinds.of(case)
    if told:
        about.told(by, case, told)
    about.happened(case, event)
    followers.tell(case, event)
    return event


def _reserved(case: Case, told: Told | None) -> Told | None:
    """A last day that may still move is told as such."""
    if told is None or told.due_on is None:
        return told
    return replace(told, text=with_reserve(told.text, case))


def with_reserve(text: str, case: Case) -> str:
    """For whoever tells the party of a last day by other ways."""
    return f"{text}\n{RESERVE}".strip() if timing.may_move(case) else text

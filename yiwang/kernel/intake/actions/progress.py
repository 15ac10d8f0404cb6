"""Outer side: what does the applicant learn from the inner side?"""

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import check_from
from yiwang.kernel.intake.actions import entries
from yiwang.kernel.intake.actions.states import settle, steps_of
from yiwang.kernel.intake.models import HeldFile, Step
from yiwang.kernel.prepared import insert


def take_progress(taken: Taken) -> None:
    """Enter a step; steps may overtake one another, and one that came before changes nothing.

    Raises Refused for a submission that is not here.
    """
    check_from(taken, "inner")
    said = taken.body
    submission = entries.locked(said.reference)
    if submission is None and said.is_entered:
        submission = entries.awaited(said.reference, said.at)
    if submission is None:
        raise Refused("外网没有这件提交，可能已按规定清除。")
    if submission.wiped_at or said.step in {step.number for step in steps_of(submission)}:
        return
    step = Step(
        submission=submission,
        number=said.step,
        kind=said.kind,
        label=said.label,
        text=said.text,
        unit=said.unit,
        due_on=said.due_on,
        asks=[asked.model_dump(mode="json") for asked in said.asks],
        facts=said.facts,
        settles=said.settles,
        at=said.at,
        envelope=taken.envelope.uid,
    )
    insert(step)
    for stored in taken.files:
        insert(
            HeldFile(
                submission=submission, step=step, is_from_applicant=False, stored=stored, name=stored.name
            )
        )
    settle(submission)
    record(SYSTEM, "intake.progress_take", submission, step=step.number, kind=step.kind)

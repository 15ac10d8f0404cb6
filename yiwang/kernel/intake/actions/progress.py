"""Outer side: what does the applicant learn from the inner side?"""

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import check_from
from yiwang.kernel.intake.actions import entries
from yiwang.kernel.intake.actions.states import settle
from yiwang.kernel.intake.models import HeldFile, Step, Submission


def take_progress(taken: Taken) -> None:
    """Enter a step; steps may overtake one another, and one that came before changes nothing.

    Raises Refused for a submission that is not here.
    """
    check_from(taken, "inner")
    said = taken.body
    submission = Submission.objects.select_for_update().filter(reference=said.reference).first()
    if submission is None and said.is_entered:
        submission = entries.awaited(said.reference, said.at)
    if submission is None:
        raise Refused("外网没有这件提交，可能已按规定清除。")
    if submission.wiped_at or submission.steps.filter(number=said.step).exists():
        return
    step = Step.objects.create(
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
    for stored in taken.files:
        HeldFile.objects.create(
            submission=submission, step=step, is_from_applicant=False, stored=stored, name=stored.name
        )
    settle(submission)
    record(SYSTEM, "intake.progress_take", submission, step=step.number, kind=step.kind)

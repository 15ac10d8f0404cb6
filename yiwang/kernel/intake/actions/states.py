"""Which state does a submission have after what has just come?"""

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.intake import rules
from yiwang.kernel.intake.models import Step, Submission
from yiwang.kernel.prepared import Prepared, update

_STEPS = Prepared(
    lambda submission_id: (
        Step.objects.filter(submission=submission_id)
        .select_related("supplement")
        .only("number", "kind", "settles", "supplement__id")
    )
)


def steps_of(submission: Submission) -> list[Step]:
    """What counts for its state."""
    return _STEPS.rows(submission.pk)


def settle(submission: Submission) -> Submission:
    """Work out the state from the steps; the caller holds the row. An end keeps its first moment."""
    steps = steps_of(submission)
    last = max((step.number for step in steps if step.settles), default=0)
    taken = [
        rules.Taken(step.number, step.kind, hasattr(step, "supplement") or step.number < last)
        for step in steps
    ]
    submission.state = rules.state_of(taken, is_withdrawn=submission.withdrawn_at is not None)
    is_ended = submission.state in rules.ENDED
    submission.ended_at = (submission.ended_at or now()) if is_ended else None
    update(submission, ["state", "ended_at"])
    return submission

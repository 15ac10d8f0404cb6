"""Which state does a submission have after what has just come?"""

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.intake import rules
from yiwang.kernel.intake.models import Submission


def settle(submission: Submission) -> Submission:
    """Work out the state from the steps; the caller holds the row. An end keeps its first moment."""
    steps = list(submission.steps.values_list("number", "kind", "supplement", "settles"))
    last = max((number for number, *_, settles in steps if settles), default=0)
    taken = [
        rules.Taken(number, kind, supplement is not None or number < last)
        for number, kind, supplement, _ in steps
    ]
    submission.state = rules.state_of(taken, is_withdrawn=submission.withdrawn_at is not None)
    is_ended = submission.state in rules.ENDED
    submission.ended_at = (submission.ended_at or now()) if is_ended else None
    submission.save(update_fields=["state", "ended_at"])
    return submission

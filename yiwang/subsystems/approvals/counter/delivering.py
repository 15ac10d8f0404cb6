"""Who may hand over the result of a case at a window, and in whose name?"""

from dataclasses import dataclass

from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases import standing
from yiwang.kernel.cases.models import Case
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.processes.models import Step
from yiwang.subsystems.approvals.counter import places, rules
from yiwang.subsystems.approvals.counter.models import Hall


@dataclass(frozen=True)
class Right:
    """``step``: the open step of delivery, where the case has a process.

    ``place``: of whose counter it is done for the unit responsible; empty where it is the post's own matter.
    """

    step: Step | None
    place: str = ""


def right_to(post: Post, case: Case) -> Right | None:
    """The post's own seat first; else a window where it sits, in a hall of its unit that delivers for the
    case's. None where it has neither.
    """
    steps = Step.objects.open().select_related("run", "unit", "person")
    step = steps.filter(run=case.run_id, stage="deliver").first() if case.run_id else None
    if _is_own(post, case, step):
        return Right(step)
    if not (may(post, rules.SERVE) and may(post, cases.HANDLE)):
        return None
    window = places.window_of(post)
    if window and delivers(window.hall, post, case):
        return Right(step, f"{window.hall.name}{window.label}")
    return None


def delivers(hall: Hall, post: Post, case: Case) -> bool:
    """Its own clerks for the units that are named in it; nobody who is only seated there."""
    return (
        hall.is_open
        and standing.is_ours(post, hall.unit)
        and hall.delivers_for.filter(pk=case.unit_id).exists()
    )


def _is_own(post: Post, case: Case, step: Step | None) -> bool:
    if case.run_id:
        return step is not None and standing.may_take(post, step)
    return may(post, cases.HANDLE) and standing.is_ours(post, case.unit)

"""What of the clock of a case may its applicant know, so that every day can be counted again outside?"""

from typing import Any

from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines import ledger, moments
from yiwang.kernel.deadlines.rules import State
from yiwang.subsystems.approvals.applications.messages import Clock, Paused


def said_of(case: Case) -> dict[str, Any] | None:
    """The limit that the clock is held to, with what was granted, and when time stood still on which ground.

    The grounds are the law's: whoever paused, why, and what came of it stay inside. None without a clock.
    """
    clock = case.clock
    if clock is None:
        return None
    limits = ledger.effective_limits(clock)
    limit = limits.promised or limits.legal
    pauses = ledger.pauses_of(clock, ended_at=moments.now())
    said = [
        Paused(began_at=each.began_at, ended_at=each.ended_at, ground=_in_a_line(each.ground))
        for each in pauses
    ]
    if said and clock.state == State.PAUSED:
        said[-1] = said[-1].model_copy(update={"ended_at": None})
    return Clock(
        started_at=clock.started_at,
        number=limit.number,
        unit=limit.unit,
        extended=clock.extended_number,
        moves=clock.moves,
        pauses=tuple(said),
    ).model_dump(mode="json")


def _in_a_line(ground: str) -> str:
    """``检验，《行政许可法》第四十五条``: it stands in brackets where it is shown."""
    return ground.replace("（", "，").replace("）", "")

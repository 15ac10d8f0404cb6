"""What becomes of a genuine letter, by whichever carrier it came?"""

from collections.abc import Callable

from yiwang.kernel.nodes.actions import arrivals, notes
from yiwang.kernel.nodes.actions.arrivals import Enclosed, Outcome
from yiwang.kernel.nodes.letters import Opened


def received(opened: Opened, enclosed: Callable[[Opened], Enclosed]) -> Outcome:
    """Apply a note, or take a parcel with the files ``enclosed`` gives; those of a known one are not read.

    Raises RejectedError, whatever ``enclosed`` raises, and whatever a handler raises but Refused.
    """
    if opened.header.number == 0:
        return Outcome.TAKEN if notes.apply(opened) else Outcome.DUPLICATE
    if opened.header.files and arrivals.is_known(opened):
        return arrivals.take(opened, Enclosed())
    return arrivals.take(opened, enclosed(opened))

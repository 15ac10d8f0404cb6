"""Did what was in hand when a replay was killed still happen?

A deed and its entry in the record are one transaction, so the entries behind the last mark tell. Nobody else
works in the city meanwhile, apart from the regular jobs, which do none of these deeds.
"""

from yiwang.demonstration.approving import APPLY, Turn, cross
from yiwang.demonstration.clock import Act
from yiwang.kernel.audit.models import Entry

# The entry that the last transaction of a deed writes; at the window or on the web.
ENTRIES = {
    APPLY: ("counter.application_take", "intake.submission_submit"),
    "accept": ("cases.case_accept",),
    "ask": ("cases.case_ask",),
    "supply": ("intake.supplement_hand_in",),
    "decline": ("cases.case_decline",),
    "pause": ("cases.case_pause",),
    "resume": ("cases.case_resume",),
    "extend": ("cases.extension_grant",),
    "decide": ("cases.case_decide",),
    "deliver": ("cases.case_deliver",),
    "rate": ("intake.submission_rate",),
    "call_back": ("approvals.follow_up_call",),
    "rectify": ("approvals.follow_up_close",),
    "withdraw": ("intake.submission_withdraw",),
}


def carry_on(act: Act, entry: int) -> None:
    """Do of an act what was not done yet; ``entry``: the end of the record before it was begun.

    What happens every evening may happen twice; of a deed that happened only the crossings are done.
    """
    if not isinstance(act, Turn) or (found := _entry_of(act, entry)) is None:
        act.deed()
        return
    if act.name == APPLY:
        act.matter.receipt = found.detail["number"]
    cross()


def _entry_of(turn: Turn, after: int) -> Entry | None:
    return Entry.objects.filter(number__gt=after, act__in=ENTRIES[turn.name]).first()

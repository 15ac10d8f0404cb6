"""Outer side: what becomes of what was entered inside on behalf of somebody?"""

from datetime import datetime

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import check_from
from yiwang.kernel.intake import codes, contacts, kinds, messages
from yiwang.kernel.intake.actions.states import settle
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.prepared import ASKED_TEXT, Prepared

_SUBMISSION = Prepared(
    lambda reference: Submission.objects.select_for_update().filter(reference=reference), ASKED_TEXT
)


def take_entry(taken: Taken) -> None:
    """Make the submission that its owner tracks, once.

    Raises Refused for a kind unknown here, and for a number that something else has.
    """
    check_from(taken, "inner")
    said: messages.Entry = taken.body
    kinds.known(said.kind)
    submission = locked(said.reference)
    if submission and submission.kind:
        return
    if Submission.objects.filter(number=said.number).exists():
        raise Refused(f"编号 {said.number} 已经有别的提交。")
    submission = submission or awaited(said.reference, said.submitted_at)
    _fill_in(submission, said, taken.envelope.uid)
    settle(submission)
    record(SYSTEM, "intake.entry_take", submission, number=submission.number)


def locked(reference: str) -> Submission | None:
    """The row, ours until the commit."""
    return _SUBMISSION.first(reference)


def awaited(reference: str, at: datetime) -> Submission:
    """A submission whose entry is still on its way, for the steps that overtook it; nobody can track it."""
    return Submission.objects.create(
        reference=reference,
        number=reference[:24],
        token_digest=codes.token_digest(f"entered {reference}"),
        submitted_at=at,
    )


def _fill_in(submission: Submission, said: messages.Entry, envelope: str) -> None:
    shown = said.contact
    submission.kind = said.kind
    submission.number = said.number
    submission.code_digest = codes.digest(said.number, said.code)
    submission.data = said.data
    submission.papers = said.papers
    submission.contact = contacts.sealed(Contact(shown.name, shown.phone, shown.email))
    submission.submitted_at = said.submitted_at
    submission.envelope = envelope
    submission.save()

"""How does the other zone get what it is owed, however long it cannot be reached?

A row is owed in the transaction of the deed that it belongs to; it goes to the exchange at once where the
zone is known, otherwise by the regular job. What the zone refused is sent again by the hour.
"""

from collections.abc import Sequence

from django.db import transaction
from pydantic import BaseModel

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.exchange import zones
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.approvals.payments.models import Owed

BATCH = 200


def owe(
    by: Actor, zone: str, kind: str, subject: str, body: BaseModel, stored: StoredFile | None = None
) -> Owed:
    """Part of the caller's transaction."""
    owed = Owed.objects.create(
        zone=zone,
        kind=kind,
        subject=subject[:120],
        body=body.model_dump(mode="json"),
        stored=stored,
        created_at=now(),
    )
    _hand_over(by, owed)
    return owed


def _hand_over(by: Actor, owed: Owed) -> bool:
    """Whether the exchange has it now: not while the zone is unknown here."""
    to = zones.known(owed.zone)
    if to is None:
        return False
    files = [owed.stored] if owed.stored else []
    outline = Outline(owed.kind, owed.subject, [to], body=owed.body, files=files)
    owed.envelope = send(by, Side(), outline).uid
    owed.save(update_fields=["envelope"])
    return True


def hand_over_waiting() -> int:
    """The regular job: what could not go at once, in order; how many went."""
    waiting = Owed.objects.waiting().values_list("pk", flat=True)
    return sum(_handed_over(pk) for pk in list(waiting[:BATCH]))


def hand_over_stuck() -> int:
    """The hourly job: what the other zone refused goes once more; how many."""
    stuck = Owed.objects.stuck().values_list("pk", flat=True)
    return sum(_handed_over_again(pk) for pk in list(stuck[:BATCH]))


@transaction.atomic
def _handed_over(pk: int) -> bool:
    owed = Owed.objects.waiting().select_for_update(of=("self",)).filter(pk=pk).first()
    return owed is not None and _hand_over(SYSTEM, owed)


@transaction.atomic
def _handed_over_again(pk: int) -> bool:
    owed = Owed.objects.stuck().select_for_update(of=("self",)).filter(pk=pk).first()
    if owed is None:
        return False
    before = owed.trouble
    owed.envelope, owed.trouble = "", ""
    owed.save(update_fields=["envelope", "trouble"])
    _hand_over(SYSTEM, owed)
    record(SYSTEM, "payments.owed_retry", owed, reason=before)
    return True


@transaction.atomic
def note_taken(envelopes: Sequence[str]) -> int:
    return Owed.objects.filter(envelope__in=envelopes, taken_at=None).update(taken_at=now(), trouble="")


@transaction.atomic
def note_refused(envelope: str, reason: str) -> None:
    for owed in Owed.objects.filter(envelope=envelope, taken_at=None).select_for_update(of=("self",)):
        owed.trouble = (reason or "收件方拒收，未说明理由")[:300]
        owed.save(update_fields=["trouble"])
        record(SYSTEM, "payments.owed_fail", owed, reason=owed.trouble)

"""How is it noted that somebody took the proof of an envelope out?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.exchange.models import Envelope


@transaction.atomic
def note_export(by: Actor, envelope: Envelope, receipts: int) -> None:
    """``receipts``: how many go along."""
    record(by, "exchange.envelope_export", envelope, uid=envelope.uid, receipts=receipts)

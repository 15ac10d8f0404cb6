"""Who took a list of cards out?"""

from collections.abc import Mapping

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor


@transaction.atomic
def note_export(by: Actor, narrowing: Mapping[str, str], count: int) -> None:
    record(by, "supervision.card_export", None, narrowing=dict(narrowing), count=count)

"""How does an act enter the record?"""

from typing import Any

from django.db import models, transaction
from django.utils import timezone

from yiwang.kernel.audit import events
from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import GENESIS, Actor, digest


def record(by: Actor, act: str, subject: models.Model | None = None, **detail: Any) -> Entry:
    """Append one entry in the caller's transaction.

    ``act`` is declared with ``events.declare``; ``detail`` holds JSON values that say what changed.
    Raises KeyError for an act nobody declared, TransactionManagementError outside a transaction.
    """
    raise NotImplementedError

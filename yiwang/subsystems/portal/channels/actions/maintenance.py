"""Who closes the site for work, and opens it again?"""

import json
from datetime import datetime

from django.conf import settings
from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.subsystems.portal.channels.maintenance import FLAG


@transaction.atomic
def begin(minutes: int) -> datetime:
    """Until when it will take, as readers are told."""
    until = shifted(now(), minutes=max(minutes, 1))
    record(SYSTEM, "portal.maintenance_begin", until=until.isoformat())
    words = json.dumps({"until": until.timestamp()})
    transaction.on_commit(lambda: (settings.DATA / FLAG).write_text(words, encoding="utf-8"))
    return until


@transaction.atomic
def end() -> bool:
    """Whether it had been closed."""
    flag = settings.DATA / FLAG
    if not flag.exists():
        return False
    record(SYSTEM, "portal.maintenance_end")
    transaction.on_commit(flag.unlink)
    return True

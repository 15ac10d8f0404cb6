"""Who answers for a source, and when does it count as silent?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.supervision.sources.models import Connection
from yiwang.subsystems.supervision.sources.registry import Source
from yiwang.subsystems.supervision.watching import rules as watching


@transaction.atomic
def connect(by: Actor, post: Post, source: Source, unit: Unit, silent_days: int) -> Connection:
    """From now on ``unit`` answers for the source. Raises Refused without the right."""
    require(post, watching.SET)
    held = Connection.objects.select_for_update().filter(source=source.code).first()
    held = held or Connection(source=source.code, since=today())
    before = {"unit": held.unit_id, "silent_days": held.silent_days}
    held.unit, held.silent_days = unit, silent_days
    held.changed_at, held.changed_by = now(), by.person[:80]
    held.save()
    after = {"unit": unit.pk, "silent_days": silent_days}
    record(by, "sources.source_connect", None, source=source.code, before=before, after=after)
    return held

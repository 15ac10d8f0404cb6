"""Which jobs keep the store tidy?"""

from datetime import datetime

from django.core.files.storage import default_storage
from django.db.models import ForeignObjectRel
from django.utils.timezone import make_aware

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.files import actions, arrivals, holders
from yiwang.kernel.files.examination import clamav
from yiwang.kernel.files.models import Blob, Rendition, StoredFile

LEFTOVER_DAYS = 1
GRACE_DAYS = 7
_BATCH = 500
_SHARDS = tuple(f"{number:02x}" for number in range(256))


def scan_waiting() -> int:
    """Scan what came in while the scanner was away; stops where it is away still."""
    done = 0
    if not clamav.is_configured():
        return done
    for stored in StoredFile.objects.unscanned().order_by("received_at")[:_BATCH]:
        try:
            done += actions.scan(stored)
        except clamav.Unreachable:
            break
    return done


def remove_leftovers() -> int:
    """Delete what killed processes left half-received a day ago or earlier."""
    oldest = shifted(now(), days=-LEFTOVER_DAYS).timestamp()
    removed = 0
    for path in arrivals.folder().glob(f"{arrivals.PREFIX}*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def sweep_this_hour() -> int:
    """Over a day every folder of the store is swept once, so that the work does not come all at once."""
    return sum(sweep(shard) for index, shard in enumerate(_SHARDS) if index % 24 == now().hour)


def sweep(shard: str) -> int:
    """Delete bytes that no file is made of: left by a crash or by a transaction that was undone."""
    before = shifted(now(), days=-LEFTOVER_DAYS)
    known = Blob.objects.filter(digest__startswith=shard)
    unused = known.filter(files=None, renditions=None, stored_at__lt=before).values_list("digest", flat=True)
    strays = _stray(shard, set(known.values_list("digest", flat=True)), before)
    return actions.drop([*unused, *strays])


def _stray(shard: str, known: set[str], before: datetime) -> list[str]:
    try:
        names = default_storage.listdir(shard)[1]
    except FileNotFoundError:
        return []
    return [name for name in names if name not in known and _stored_at(f"{shard}/{name}") < before]


def _stored_at(name: str) -> datetime:
    moment = default_storage.get_modified_time(name)
    return moment if moment.tzinfo else make_aware(moment)


def collect_unreferenced() -> int:
    """Look for what refers to the files looked at longest ago; forget those idle for the grace period."""
    moment = now()
    if not holders.can_tell():
        return 0
    due = StoredFile.objects.filter(checked_at__lt=shifted(moment, days=-1)).exclude(
        state__in=[StoredFile.State.REMOVED, StoredFile.State.QUARANTINED]
    )
    batch = list(due.order_by("checked_at")[:_BATCH])
    ids = {stored.pk for stored in batch}
    held = holders.referenced(ids) | _related(ids)
    StoredFile.objects.filter(pk__in=held).update(checked_at=moment, idle_since_at=None)
    StoredFile.objects.filter(pk__in=ids - held).update(checked_at=moment)
    StoredFile.objects.filter(pk__in=ids - held, idle_since_at=None).update(idle_since_at=moment)
    since = shifted(moment, days=-GRACE_DAYS)
    gone = [s for s in batch if s.pk not in held and s.idle_since_at and s.idle_since_at < since]
    for stored in gone:
        actions.collect(stored)
    return len(gone)


def _related(ids: set[int]) -> set[int]:
    """Files to which a row of any package points by a foreign key."""
    pointed: set[int] = set()
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.related_model is not Rendition:
            name = relation.field.name
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": ids})
            pointed |= set(rows.values_list(name, flat=True))
    return pointed

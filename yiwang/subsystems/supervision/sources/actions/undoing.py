"""How is an import taken back, as long as nothing was found from it?"""

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings import rules as findings
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.supervision.sources import rules
from yiwang.subsystems.supervision.sources.models import Ground, Import, Record
from yiwang.subsystems.supervision.watching.models import Happening

BATCH = 500


@transaction.atomic
def undo(by: Actor, post: Post, imported: Import, reason: str) -> Import:
    """Its records go, and what they had replaced is in force again. Raises Refused."""
    require(post, rules.IMPORT)
    reason = findings.reason(reason)
    locked = Import.objects.select_for_update(of=("self",)).get(pk=imported.pk)
    rules.check_undo(locked.state)
    own = Record.objects.filter(imported=locked)
    # First what the rules have not judged: a sweep that is at it is waited for, its findings are seen below.
    Happening.objects.filter(kind=rules.of_record(locked.source), key__in=own.values("pk")).delete()
    _check_nothing_found(locked)
    _check_not_overtaken(locked)
    keys = list(own.values_list("key", flat=True).distinct())
    own.delete()
    for at in range(0, len(keys), BATCH):
        _restore(locked.source, keys[at : at + BATCH])
    locked.state, locked.ended_at, locked.reason = rules.UNDONE, now(), reason
    locked.save()
    record(by, "sources.import_undo", locked, source=locked.source, records=len(keys), reason=reason)
    return locked


def found_from(imported: Import) -> int:
    """How many findings drew on its records."""
    facts = Ground.objects.filter(imported=imported).values("fact")
    return Finding.objects.filter(fact__in=facts).count()


def _check_nothing_found(imported: Import) -> None:
    if number := found_from(imported):
        raise Refused(f"已经根据这次导入的记录发现{number}个问题，不能撤销；有错的记录请更正后重新导入。")


def _check_not_overtaken(imported: Import) -> None:
    later = Record.objects.filter(
        source=OuterRef("source"), key=OuterRef("key"), version__gt=OuterRef("version")
    )
    later = later.exclude(imported=imported)
    number = Record.objects.filter(Exists(later), imported=imported).count()
    if number:
        raise Refused(f"其中{number}条记录后来又更新过，不能撤销。")


def _restore(source: str, keys: list[str]) -> None:
    """The newest version that is left of each."""
    newer = Record.objects.filter(source=source, key=OuterRef("key"), version__gt=OuterRef("version"))
    left = Record.objects.filter(~Exists(newer), source=source, key__in=keys)
    ids = list(left.filter(is_current=False).values_list("pk", flat=True))
    Record.objects.filter(pk__in=ids).update(is_current=True)
    _hear_again(source, ids)


def _hear_again(source: str, ids: list[int]) -> None:
    """What is in force again may never have been judged: the rules look at it once more."""
    rows = Record.objects.filter(pk__in=ids).annotate(at=F("received_at")).values_list("pk", "at")
    kind = rules.of_record(source)
    Happening.objects.bulk_create([Happening(kind=kind, key=pk, at=at) for pk, at in rows])

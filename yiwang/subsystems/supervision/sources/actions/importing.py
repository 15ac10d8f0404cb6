"""How does a file of records come in: tried first, then batch by batch, going on after a break?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic

from django.db import IntegrityError, transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.files import store
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.supervision.sources import registry, rules
from yiwang.subsystems.supervision.sources.actions import taking
from yiwang.subsystems.supervision.sources.models import Import, Rejection
from yiwang.subsystems.supervision.sources.reading.checking import Checked, Fault, checked
from yiwang.subsystems.supervision.sources.reading.rows import Row, rows_of
from yiwang.subsystems.supervision.sources.reading.units import Book
from yiwang.subsystems.supervision.sources.registry import Source

SHOWN, KEPT = 200, 10_000
# What a page waits for; the regular job goes on with the rest.
PATIENCE, STRETCH, REHEARSAL = 5.0, 240.0, 20.0
ATTEMPTS = 3


@dataclass
class Rehearsal:
    """``faults``: the first SHOWN; ``stopped``: why the file could not be read to its end.
    ``is_partial``: it is so long that only its beginning was tried.
    """

    rows: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    faults: list[Fault] = field(default_factory=list)
    stopped: str = ""
    is_partial: bool = False


@dataclass
class Batch:
    """``reached``: rows of the file up to its end; records each under another key."""

    reached: int = 0
    records: dict[str, Checked] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    rejected: int = 0


def rehearse(post: Post, source: Source, stored: StoredFile) -> Rehearsal:
    """What importing the file would come to; nothing is written."""
    require(post, rules.IMPORT)
    outcome, until = Rehearsal(), monotonic() + REHEARSAL
    seen: set[str] = set()
    book = Book(source.code, post.unit)
    with store.opened(_digest(stored)) as stream:
        try:
            for batch in batches(rows_of(stream, source), source, book):
                count(outcome, batch, source, seen)
                if monotonic() > until:
                    outcome.is_partial = True
                    break
        except Refused as refused:
            outcome.stopped = refused.sentence
    return outcome


def count(outcome: Rehearsal, batch: Batch, source: Source, seen: set[str]) -> None:
    """A key that came before in the file is a change of what is not stored yet."""
    fresh = [each for each in batch.records.values() if each.key not in seen]
    found = taking.sort(source, fresh)
    outcome.rows = batch.reached
    outcome.added += len(found.added)
    outcome.changed += len(found.changed) + len(batch.records) - len(fresh)
    outcome.same += found.same
    outcome.rejected += batch.rejected
    outcome.faults += batch.faults[: SHOWN - len(outcome.faults)]
    seen.update(batch.records)


def faults_of(post: Post, source: Source, stored: StoredFile) -> Iterator[Fault]:
    """Everything that is wrong with the file, row by row, for the list that is fetched."""
    require(post, rules.IMPORT)
    book = Book(source.code, post.unit)
    with store.opened(_digest(stored)) as stream:
        try:
            for batch in batches(rows_of(stream, source), source, book):
                yield from batch.faults
        except Refused as refused:
            yield Fault(0, "", "", refused.sentence)


def batches(rows: Iterator[Row], source: Source, book: Book, after: int = 0) -> Iterator[Batch]:
    """The rows behind the first ``after``, checked, in batches whose keys differ."""
    day, batch = today(), Batch(after)
    for place, row in enumerate(rows, start=1):
        if place <= after:
            continue
        found = checked(row, source, book, day)
        is_repeated = isinstance(found, Checked) and found.key in batch.records
        if is_repeated or batch.reached - after >= taking.BATCH:
            yield batch
            after, batch = batch.reached, Batch(batch.reached)
        batch.reached = place
        if isinstance(found, Checked):
            batch.records[found.key] = found
        else:
            batch.faults += found
            batch.rejected += 1
    if batch.reached > after:
        yield batch


@transaction.atomic
def begin(by: Actor, post: Post, source: Source, stored: StoredFile) -> Import:
    """The import as it waits for ``carry_on``. Raises Refused without the right and for a file in doubt."""
    require(post, rules.IMPORT)
    _digest(stored)
    imported = Import.objects.create(
        source=source.code,
        unit=post.unit,
        stored=stored,
        name=stored.name.removesuffix(".txt") if ".json" in stored.name else stored.name,
        by=by.person[:80],
        started_at=now(),
    )
    record(by, "sources.import_begin", imported, source=source.code, file=stored.digest)
    return imported


def _digest(stored: StoredFile) -> str:
    if not stored.is_clean or not stored.digest:
        raise Refused("这个文件没有通过安全检查，不能导入。", field="file")
    return stored.digest


def carry_on(imported: Import, seconds: float = PATIENCE) -> Import:
    """Take batch after batch until the file ends or the time is over; each is a transaction of its own.

    Two at the same import: the one that finds it further than it left it stops.
    """
    source = registry.imported().get(imported.source)
    if source is None or imported.stored is None:
        return _broken(imported, "这个数据源已经取消。")
    until = monotonic() + seconds
    book = Book(source.code, imported.unit)
    with store.opened(_digest(imported.stored)) as stream:
        try:
            for batch in batches(rows_of(stream, source), source, book, imported.reached):
                if not _taken(imported, source, batch, book):
                    return imported
                if monotonic() > until:
                    return imported
        except Refused as refused:
            return _broken(imported, refused.sentence)
    return _finish(imported.pk)


def carry_on_waiting() -> int:
    """Regular job: the imports that a page left unfinished or that were broken off."""
    waiting = list(Import.objects.waiting().select_related("unit", "stored").order_by("pk")[:20])
    return sum(carry_on(each, STRETCH).reached > 0 for each in waiting)


def _taken(imported: Import, source: Source, batch: Batch, book: Book) -> bool:
    """False where somebody else was faster. A key that another import enters meanwhile is tried again."""
    for attempt in range(ATTEMPTS):
        try:
            return _take(imported, source, batch, book)
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
    return False


@transaction.atomic
def _take(imported: Import, source: Source, batch: Batch, book: Book) -> bool:
    locked = Import.objects.select_for_update(of=("self",)).get(pk=imported.pk)
    if locked.state != rules.WAITING or locked.reached != imported.reached:
        return False
    add(locked, source, list(batch.records.values()), book)
    reject(locked, batch.faults, batch.rejected)
    locked.reached = batch.reached
    locked.save()
    for name in ("reached", "added", "changed", "same", "rejected"):
        setattr(imported, name, getattr(locked, name))
    return True


def add(locked: Import, source: Source, records: Sequence[Checked], book: Book) -> None:
    """Take them and count them; the caller saves the import."""
    found = taking.take(locked, source, records, book)
    locked.added += len(found.added)
    locked.changed += len(found.changed)
    locked.same += found.same


def reject(locked: Import, faults: Sequence[Fault], rows: int) -> None:
    """Note what is wrong, at most with KEPT rows; all are counted."""
    if locked.rejected < KEPT:
        Rejection.objects.bulk_create(
            [
                Rejection(
                    imported=locked,
                    row=each.row,
                    field=each.field,
                    value=each.value,
                    sentence=each.sentence[:300],
                )
                for each in faults
            ],
            batch_size=taking.BATCH,
        )
    locked.rejected += rows


@transaction.atomic
def _finish(pk: int) -> Import:
    return ended(SYSTEM, Import.objects.select_for_update(of=("self",)).get(pk=pk))


def ended(by: Actor, locked: Import) -> Import:
    """Everything was read; one entry says how many."""
    if locked.state != rules.WAITING:
        return locked
    locked.state, locked.ended_at = rules.DONE, now()
    locked.save()
    record(
        by,
        "sources.records_import",
        locked,
        source=locked.source,
        added=locked.added,
        changed=locked.changed,
        same=locked.same,
        rejected=locked.rejected,
    )
    return locked


@transaction.atomic
def _broken(imported: Import, sentence: str) -> Import:
    """What was taken in stays; the page says where the file went wrong."""
    locked = Import.objects.select_for_update(of=("self",)).get(pk=imported.pk)
    if locked.state == rules.WAITING:
        locked.state, locked.ended_at, locked.reason = rules.BROKEN, now(), sentence[:500]
        locked.save()
        record(SYSTEM, "sources.import_break", locked, source=locked.source, reason=sentence)
    return locked

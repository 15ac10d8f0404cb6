"""How do checked records enter, each once, a changed one beside what it was before?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from yiwang.kernel.deadlines.moments import now
from yiwang.subsystems.supervision.sources import rules
from yiwang.subsystems.supervision.sources.models import Import, Record
from yiwang.subsystems.supervision.sources.reading.checking import Checked
from yiwang.subsystems.supervision.sources.reading.units import Book
from yiwang.subsystems.supervision.sources.registry import Source
from yiwang.subsystems.supervision.watching import registry as watching
from yiwang.subsystems.supervision.watching.models import Happening

BATCH = 500


@dataclass(frozen=True)
class Sorted:
    """What a batch would change."""

    added: list[Checked]
    changed: list[tuple[Checked, Record]]
    same: int


def sort(source: Source, batch: Sequence[Checked], *, locks: bool = False) -> Sorted:
    """By what is stored under the keys, each of which stands in the batch once; one query."""
    rows = Record.objects.current().of(source.code).filter(key__in=[each.key for each in batch])
    rows = rows.defer("values")
    known = {row.key: row for row in (rows.select_for_update() if locks else rows)}
    changed = [(each, known[each.key]) for each in batch if each.key in known]
    different = [(each, row) for each, row in changed if row.digest != each.digest]
    return Sorted([each for each in batch if each.key not in known], different, len(changed) - len(different))


@transaction.atomic
def take(imported: Import, source: Source, batch: Sequence[Checked], book: Book) -> Sorted:
    """Five statements for a batch; what happened to its records is written for the rules to judge."""
    found = sort(source, batch, locks=True)
    rows = [_record(imported, source, each, book, 1) for each in found.added]
    rows += [_record(imported, source, each, book, row.version + 1) for each, row in found.changed]
    if found.changed:
        overtaken = [row.pk for _, row in found.changed]
        Record.objects.filter(pk__in=overtaken).update(is_current=False)
        Happening.objects.filter(kind=rules.of_record(source.code), key__in=overtaken).delete()
    Record.objects.bulk_create(rows, batch_size=BATCH)
    kind = rules.of_record(source.code)
    if kind in watching.heard():
        happenings = [Happening(kind=kind, key=row.pk, at=row.received_at) for row in rows]
        Happening.objects.bulk_create(happenings, batch_size=BATCH)
    return found


def _record(imported: Import, source: Source, each: Checked, book: Book, version: int) -> Record:
    columns, values = source.columns, each.values
    item = "｜".join(str(values.get(code, "")) for code in columns.item)
    return Record(
        source=source.code,
        key=each.key,
        version=version,
        imported=imported,
        row=each.row,
        unit_id=each.unit_id,
        unit_name=book.names[each.unit_id],
        title=each.title,
        on=each.on,
        amount=_decimal(values, columns.amount),
        price=_decimal(values, columns.price),
        party=values.get(columns.party) or "",
        item=item[: rules.ITEM_LENGTH],
        pending_on=columns.pending(values) if columns.pending else None,
        values=dict(values),
        digest=each.digest,
        received_at=now(),
    )


def _decimal(values: Any, code: str) -> Decimal | None:
    given = values.get(code) if code else None
    return Decimal(given) if given is not None else None

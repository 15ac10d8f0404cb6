"""How do records come in from a unit's own system?"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.systems.models import System
from yiwang.subsystems.supervision.sources.actions import importing
from yiwang.subsystems.supervision.sources.models import Import
from yiwang.subsystems.supervision.sources.reading.checking import Fault
from yiwang.subsystems.supervision.sources.reading.rows import Row
from yiwang.subsystems.supervision.sources.reading.units import Book
from yiwang.subsystems.supervision.sources.registry import Source


def rows_of(source: Source, given: Sequence[Mapping[str, Any]]) -> list[Row]:
    titles = {title: field.code for field in source.fields for title in field.titles}
    return [
        Row(number, {titles[key]: value for key, value in each.items() if key in titles})
        for number, each in enumerate(given, start=1)
    ]


def rehearse(system: System, source: Source, given: Sequence[Mapping[str, Any]]) -> importing.Rehearsal:
    outcome, seen = importing.Rehearsal(), set[str]()
    book = Book(source.code, system.unit)
    for batch in importing.batches(iter(rows_of(source, given)), source, book):
        importing.count(outcome, batch, source, seen)
    return outcome


def report(by: Actor, system: System, source: Source, given: Sequence[Mapping[str, Any]]) -> Import:
    """Those that are right, in one transaction; the others are noted. Asking again changes nothing."""
    for attempt in range(importing.ATTEMPTS):
        try:
            return _report(by, system, source, given)
        except IntegrityError:
            if attempt == importing.ATTEMPTS - 1:
                raise Refused("同一批记录正由另一个请求写入，请稍后重发。") from None
    raise AssertionError("unreachable")


@transaction.atomic
def _report(by: Actor, system: System, source: Source, given: Sequence[Mapping[str, Any]]) -> Import:
    imported = Import.objects.create(
        source=source.code, unit=system.unit, name=system.name[:200], by=by.person[:80], started_at=now()
    )
    book = Book(source.code, system.unit)
    for batch in importing.batches(iter(rows_of(source, given)), source, book):
        importing.add(imported, source, list(batch.records.values()), book)
        importing.reject(imported, batch.faults, batch.rejected)
        imported.reached = batch.reached
    return importing.ended(by, imported)


def faults(imported: Import) -> list[Fault]:
    return [
        Fault(each.row, each.field, each.value, each.sentence)
        for each in imported.rejections.all()[: importing.SHOWN]
    ]

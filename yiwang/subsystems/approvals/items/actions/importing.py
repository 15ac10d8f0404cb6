"""How do items of a file become drafts, and what is given back with its reason?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.subsystems.approvals.items import documents, readiness, rules
from yiwang.subsystems.approvals.items.actions import drafting
from yiwang.subsystems.approvals.items.checks import Fault
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.models import Edition, Implementation
from yiwang.subsystems.approvals.items.shapes import shapes_of
from yiwang.subsystems.approvals.items.tables.reading import File, Read, Rejection

# What a workbook has no column for stays as the newest edition says it.
FILES = ("sample", "blank_form")
CHANGE = "批量导入"


@dataclass
class Outcome:
    """Codes of items that are new, changed or as they were, and what was not taken in."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """How many items; a row without a code counts for itself."""
        return len({each.code or each.place for each in self.rejections})


def rehearse(by: Actor, post: Post, file: File) -> Outcome:
    """What ``take`` would do; nothing of it stays."""
    with transaction.atomic():
        outcome = _taken(by, post, file)
        transaction.set_rollback(True)
    return outcome


@transaction.atomic
def take(by: Actor, post: Post, file: File) -> Outcome:
    """Each sound item of a unit below ``post`` becomes a draft; an item with a fault is given back whole."""
    outcome = _taken(by, post, file)
    detail = {name: len(getattr(outcome, name)) for name in ("new", "changed", "same")}
    record(by, "items.items_import", None, **detail, rejected=outcome.rejected)
    return outcome


def _taken(by: Actor, post: Post, file: File) -> Outcome:
    outcome = Outcome(rejections=list(file.rejections))
    broken = {each.code for each in file.rejections}
    units = {unit.code: unit for unit in Unit.objects.open().visible_to(post)}
    known = _known([read.code for read in file.items])
    for read in file.items:
        if read.code not in broken:
            _take(by, read, units, known.get(read.code), outcome)
    return outcome


def _known(codes: Sequence[str]) -> dict[str, Implementation]:
    found = Implementation.objects.filter(code__in=codes).select_related("unit", "item")
    return {each.code: each for each in found.prefetch_related("editions__files")}


def _take(
    by: Actor, read: Read, units: Mapping[str, Unit], known: Implementation | None, outcome: Outcome
) -> None:
    newest = max(known.editions.all(), key=lambda each: each.number) if known else None
    document = _completed(read, newest)
    unit = units.get(str(document.get("unit", "")))
    judged = documents.judged(document)
    faults = judged.faults or (readiness.faults(judged.elements) if judged.elements else [])
    if unit is None and document.get("unit"):
        faults = [Fault("unit", "没有这个单位，或者不是本单位及下属单位。"), *faults]
    if judged.elements is None or unit is None or faults:
        outcome.rejections += [_rejection(read, document, fault) for fault in faults]
        return
    sealed, digest = documents.sealed(judged.elements)
    if newest and newest.digest == digest:
        outcome.same.append(read.code)
        return
    try:
        with transaction.atomic():
            _draft(by, unit, sealed, newest)
    except Refused as refused:
        outcome.rejections.append(
            _rejection(read, document, Fault(refused.field or "code", refused.sentence))
        )
        return
    (outcome.changed if newest else outcome.new).append(read.code)


def _draft(by: Actor, unit: Unit, document: dict[str, Any], newest: Edition | None) -> None:
    if newest is None:
        drafting.add(by, unit, document)
        return
    is_draft = newest.state == rules.DRAFT
    edition = newest if is_draft else drafting.revise(by, newest.implementation_id, CHANGE)
    drafting.save(by, edition.pk, document)


def _completed(read: Read, newest: Edition | None) -> dict[str, Any]:
    """With what the file cannot say: elements without a column, samples and blank forms by code."""
    document = dict(read.document)
    if newest is None:
        return document
    held = newest.document
    document = {**{name: value for name, value in held.items() if name not in read.has}, **document}
    for name in ("materials", "results"):
        former = {part.get("code"): part for part in held.get(name) or []}
        document[name] = [
            _with_files(part, former.get(part.get("code"), {})) for part in document.get(name) or []
        ]
    return document


def _with_files(part: Mapping[str, Any], former: Mapping[str, Any]) -> dict[str, Any]:
    return {**{name: former[name] for name in FILES if former.get(name)}, **part}


def _rejection(read: Read, document: Mapping[str, Any], fault: Fault) -> Rejection:
    """At the row of the part, where the file has one."""
    rows = read.rows.get(fault.element, [])
    has_row = fault.part is not None and fault.part < len(rows)
    place = rows[fault.part] if has_row and fault.part is not None else read.place
    shape = shapes_of(Elements).get(fault.element)
    given = document.get(fault.element, "")
    value = str(given)[:200] if isinstance(given, str | int) else ""
    return Rejection(place, read.code, shape.title if shape else fault.element, value, fault.sentence)

"""Which records, imports and findings does a page show?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from yiwang.kernel.findings.models import Finding
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.supervision.sources import registry, rules
from yiwang.subsystems.supervision.sources.fields import Kind, shown
from yiwang.subsystems.supervision.sources.models import Record

SIZE = 50
LATEST = 20
FARTHEST = 10_000


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and whether there are others before and behind."""

    rows: Sequence[Any]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def page_of(rows: "QuerySet[Any]", asked: str) -> Page:
    number = min(int(asked), FARTHEST) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    number = max(number, 1)
    found = list(rows[(number - 1) * SIZE : number * SIZE + 1])
    return Page(found[:SIZE], number, len(found) > SIZE)


def warnings(post: Post) -> list[Finding]:
    """The newest that any rule of supervision found in any source, as the post may see them."""
    return list(Finding.objects.visible_to(post).newest_first()[:LATEST])


def findings_of(post: Post, source: str, records: Sequence[Record]) -> dict[int, list[Finding]]:
    """By the id of the record; one query."""
    by_record: dict[int, list[Finding]] = defaultdict(list)
    keys = [str(record.pk) for record in records]
    found = Finding.objects.visible_to(post).filter(
        subject_kind=rules.of_record(source), subject_key__in=keys
    )
    for finding in found.newest_first():
        by_record[int(finding.subject_key)].append(finding)
    return by_record


def found_in(post: Post, source: str) -> Q:
    """The records from which something was found."""
    kind = rules.of_record(source)
    keys = Finding.objects.visible_to(post).filter(subject_kind=kind).newest_first()[:FARTHEST]
    return Q(pk__in=[int(key) for key in keys.values_list("subject_key", flat=True) if key.isdigit()])


def lines_of(record: Record, before: Record | None = None) -> list[tuple[str, str, str]]:
    """Label, value and, where it was another one, the value of the version before; the unit left out."""
    source = registry.imported().get(record.source)
    if source is None:
        return []
    lines = []
    for field in source.fields:
        if field.kind is Kind.UNIT:
            continue
        value = shown(field, record.values.get(field.code))
        was = shown(field, before.values.get(field.code)) if before else value
        lines.append((field.label, value, was if was != value else ""))
    return lines

"""Which entries does a reader of the record look for?"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from yiwang.kernel.audit.models import Entry, EntryQuerySet

PAGE = 50


@dataclass(frozen=True)
class Search:
    """What is looked for; empty values do not narrow. ``since`` is included, ``until`` is not."""

    text: str = ""
    act: str = ""
    person_id: int | None = None
    unit_id: int | None = None
    subject_kind: str = ""
    subject_id: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def narrowing(self) -> dict[str, Any]:
        """The values that narrow, as the record of the reading keeps them."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True)
class EntryPage:
    """Newest first. ``older`` is the number to ask ``before`` for the next page; None on the last one."""

    rows: tuple[Entry, ...]
    older: int | None


def found(search: Search) -> EntryQuerySet:
    entries = Entry.objects.all()
    if search.act:
        entries = entries.of_act(search.act)
    if search.person_id:
        entries = entries.by_person(search.person_id)
    if search.unit_id:
        entries = entries.by_unit(search.unit_id)
    if search.subject_kind:
        entries = entries.on(search.subject_kind, search.subject_id)
    if search.since:
        entries = entries.since(search.since)
    if search.until:
        entries = entries.until(search.until)
    return entries.mentioning(search.text) if search.text else entries


def page_of(search: Search, before: int | None = None) -> EntryPage:
    """One page by keyset: two pages cost the same however far back they lie, and nothing is counted."""
    entries = found(search)
    if before is not None:
        entries = entries.older_than(before)
    rows = tuple(entries[: PAGE + 1])
    return EntryPage(rows[:PAGE], rows[PAGE - 1].number if len(rows) > PAGE else None)


def history(kind: str, subject_id: str | int, most: int = 100) -> list[Entry]:
    """What happened to one thing, newest first: for the page of that thing."""
    return list(Entry.objects.on(kind, str(subject_id))[:most])

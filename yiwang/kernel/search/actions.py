"""How does a thing enter the index and leave it?

Always in the transaction that changes the thing itself, so that the index never says more or less than
what is.
"""

from collections.abc import Iterable
from itertools import islice

from django.db import transaction

from yiwang.kernel.search import engine
from yiwang.kernel.search.cards import card
from yiwang.kernel.search.documents import Document
from yiwang.kernel.search.models import Entry

BATCH = 500
_SURROGATES_AND_NULL = dict.fromkeys([0, *range(0xD800, 0xE000)])


def put(document: Document) -> None:
    """Enter a thing, or replace what was entered of it."""
    put_many([document])


@transaction.atomic
def put_many(documents: Iterable[Document]) -> int:
    """The same for many at once, in batches; returns how many."""
    source, done = iter(documents), 0
    while batch := list(islice(source, BATCH)):
        done += _put_batch(batch)
    return done


def _put_batch(documents: list[Document]) -> int:
    fresh = {(document.kind, str(document.object_id)): _entry(document) for document in documents}
    _remove(_entered(list(fresh)))
    entries = Entry.objects.bulk_create(fresh.values())
    engine.add(card(entry) for entry in entries)
    return len(entries)


@transaction.atomic
def remove(kind: str, object_id: str | int) -> None:
    """Take a thing out; nothing happens where it never was."""
    _remove(_entered([(kind, str(object_id))]))


def _entered(keys: list[tuple[str, str]]) -> list[Entry]:
    kinds: dict[str, list[str]] = {}
    for kind, object_id in keys:
        kinds.setdefault(kind, []).append(object_id)
    return [
        entry
        for kind, object_ids in kinds.items()
        for entry in Entry.objects.select_for_update().filter(kind=kind, object_id__in=object_ids)
    ]


def _remove(entries: list[Entry]) -> None:
    if entries:
        engine.drop(card(entry) for entry in entries)
        Entry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()


def _entry(document: Document) -> Entry:
    return Entry(
        kind=document.kind,
        object_id=str(document.object_id),
        category=_storable(document.category)[:40],
        title=_storable(document.title)[:500],
        body=_storable(document.body),
        number=_storable(document.number)[:120],
        unit_id=document.unit_id,
        unit=_storable(document.unit)[:200],
        on=document.on,
        audience=document.audience,
        path=document.path if document.audience == "office" else " ".join(document.sites)[:64],
    )


def _storable(text: str) -> str:
    return text.translate(_SURROGATES_AND_NULL)


@transaction.atomic
def move(entry_id: int, path: str) -> None:
    """Let the officials of another path find an entry: its unit lies elsewhere by now."""
    entry = Entry.objects.select_for_update().filter(pk=entry_id).first()
    if entry:
        engine.drop([card(entry)])
        entry.path = path
        entry.save(update_fields=["path"])
        engine.add([card(entry)])

"""How does a text become one that is found by its likes, and how does it leave again?

In the transaction that changes the text itself, so that the index never holds what is gone.
"""

from collections.abc import Iterable
from itertools import islice

from django.db import connection, transaction

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.language import rarities
from yiwang.subsystems.participation.language.models import Posting, Rarity, Text
from yiwang.subsystems.participation.language.rules import storing, weighing

BATCH = 500
SAMPLE = 20_000
GROWTH = 1.2
FEWEST = 100
_INSERT = "INSERT INTO {table} (token, text_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"


def put(kind: str, key: str | int, text: str) -> None:
    """Let a text be found, or replace what was put under its key. The first line is its title.

    Raises Refused for a kind longer than 40 or a key longer than 64 characters.
    """
    put_many(kind, [(key, text)])


@transaction.atomic
def put_many(kind: str, texts: Iterable[tuple[str | int, str]]) -> int:
    """The same for many of one kind; returns how many."""
    source, done = iter(texts), 0
    measure = rarities.in_force()
    while batch := {str(key): text for key, text in islice(source, BATCH)}:
        _check(kind, batch)
        _put_batch(kind, batch, measure)
        done += len(batch)
    return done


def _check(kind: str, batch: dict[str, str]) -> None:
    if not 0 < len(kind) <= 40 or any(not 0 < len(key) <= 64 for key in batch):
        raise Refused("文本的类别不能超过40字，编号不能超过64字。")


def _put_batch(kind: str, batch: dict[str, str], measure: weighing.Weighing) -> None:
    _remove(Text.objects.select_for_update().filter(kind=kind, key__in=batch))
    step = max(1, measure.documents // SAMPLE)
    rows: list[Text] = []
    for key, text in batch.items():
        title, body = (weighing.tokens(part) for part in weighing.divided(text))
        known = measure.chosen(title, body)
        row = Text(kind=kind, key=key, length=weighing.length(known.values()))
        row.codes = storing.codes_as_bytes(weighing.code(kind, token) for token in known)
        if len(rows) % step == 0:
            row.vocabulary = storing.packed([sorted(title), sorted(body - title)])
        rows.append(row)
    _post(Text.objects.bulk_create(rows))


def _post(rows: Iterable[Text]) -> None:
    """Thirty rows a text: written as they are, without an object for each."""
    table = connection.ops.quote_name(Posting._meta.db_table)
    pairs = [(token, row.pk) for row in rows for token in storing.codes_of(row.codes)]
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT.format(table=table), pairs)


@transaction.atomic
def drop(kind: str, key: str | int) -> None:
    """Let a text no longer be found; nothing happens where it never was."""
    _remove(Text.objects.select_for_update().filter(kind=kind, key=str(key)))


def _remove(rows: Iterable[Text]) -> None:
    ids = [row.pk for row in rows]
    if ids:
        Posting.objects.filter(text_id__in=ids).delete()
        Text.objects.filter(pk__in=ids).delete()


def count_again() -> int:
    """The regular job: once the texts grew by a fifth, count anew what is common; how many were counted."""
    last = Rarity.objects.order_by("-pk").first()
    texts = Text.objects.count()
    if texts < max(FEWEST, GROWTH * (last.texts if last else 0)):
        return 0
    return _count(texts)


def _count(texts: int) -> int:
    """A sample of texts is known anew by what is rare now; the others keep what they were known by.

    Batch by batch, so that nobody waits long for the database; killed in between, what is done is done.
    """
    sample = Text.objects.exclude(vocabulary=None).order_by("-pk")[:SAMPLE]
    found = sample.values_list("vocabulary", flat=True).iterator(chunk_size=BATCH)
    measure = weighing.weighed([*title, *body] for title, body in map(storing.unpacked, found))
    frequency = storing.packed(dict(measure.frequency))
    Rarity.objects.create(counted_at=now(), documents=measure.documents, texts=texts, frequency=frequency)
    ids = list(sample.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        _choose_again(ids[start : start + BATCH], measure)
    return measure.documents


@transaction.atomic
def _choose_again(ids: list[int], measure: weighing.Weighing) -> None:
    rows = list(Text.objects.select_for_update().filter(pk__in=ids))
    for row in rows:
        title, body = (set(part) for part in storing.unpacked(row.vocabulary))
        known = measure.chosen(title, body)
        row.length = weighing.length(known.values())
        row.codes = storing.codes_as_bytes(weighing.code(row.kind, token) for token in known)
    Posting.objects.filter(text_id__in=[row.pk for row in rows]).delete()
    Text.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=["codes", "length"]
    )
    _post(rows)

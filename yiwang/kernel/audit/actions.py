"""How does an act enter the record?"""

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from yiwang.kernel.audit import chain, events
from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import Actor, content, digest, masked, plain, written


def record(by: Actor, act: str, subject: models.Model | None = None, /, **detail: Any) -> Entry:
    """Append one entry in the caller's transaction.

    ``act`` is declared with ``events.declare``; ``detail`` holds plain values that say what changed.
    Call it last: from here to the commit every other writer waits at the end of the chain.
    Raises KeyError for an act nobody declared, ValueError for a detail that looks like a secret,
    TransactionManagementError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            f"{act} is recorded in its own transaction or not at all."
        )
    events.label(act)
    entry = Entry(act=act, detail=written(detail), **_named(by), **_called(subject))
    head = chain.locked_head()
    entry.number = head.number + 1
    now = timezone.now()
    entry.recorded_at = max(now, head.recorded_at or now)
    entry.previous_digest = head.digest
    entry.digest = digest(entry.previous_digest, content(entry.columns()))
    chain.append(entry)
    return entry


@transaction.atomic
def record_reading(by: Actor, narrowing: Mapping[str, Any]) -> Entry:
    """Who looked into the record is itself in the record; ``narrowing`` says what was looked for."""
    return record(by, "audit.entries_read", **narrowing)


@transaction.atomic
def record_export(by: Actor, **sealed: Any) -> Entry:
    """Who took a part of the record out, which one, and the digest it is known by."""
    return record(by, "audit.entries_export", **sealed)


def _named(by: Actor) -> dict[str, Any]:
    return {
        "person_id": by.person_id,
        "person": plain(by.person)[:80],
        "post_id": by.post_id,
        "post": plain(by.post)[:200],
        "unit_id": by.unit_id,
        "unit": plain(by.unit)[:200],
        "address": plain(by.address)[:60],
    }


def _called(subject: models.Model | None) -> dict[str, Any]:
    if subject is None:
        return {}
    return {
        "subject_kind": subject._meta.label_lower,
        "subject_id": str(subject.pk),
        "subject": masked(plain(str(subject)))[:300],
    }

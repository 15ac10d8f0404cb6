"""How is the end of the chain held, and an entry put behind it?

Every act of the platform comes through here, and through the ORM most of its time went into building the
same three statements anew: they are built once.
"""

from functools import cache
from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from yiwang.kernel.audit.models import ChainHead, Entry

Columns = tuple["models.Field[Any, Any]", ...]

_ENTRY: Columns = tuple(Entry._meta.concrete_fields)
_HEAD: Columns = tuple(ChainHead._meta.concrete_fields)
_MOVED: Columns = tuple(field for field in _HEAD if not field.primary_key)


def locked_head() -> ChainHead:
    """The end of the chain, ours until the commit; SQLite's immediate transactions hold it anyway."""
    connection = transaction.get_connection()
    head = _selected(connection)
    if head is None:
        ChainHead.objects.bulk_create([ChainHead()], ignore_conflicts=True)
        head = ChainHead.objects.select_for_update().get()
    return head


def append(entry: Entry) -> None:
    """Insert the entry and move the end of the chain, which the caller holds, behind it."""
    connection = transaction.get_connection()
    insert, move = _statements(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(insert, _prepared(_ENTRY, entry, connection))
        cursor.execute(move, _prepared(_MOVED, entry, connection))


def _selected(connection: BaseDatabaseWrapper) -> ChainHead | None:
    rows = list(ChainHead.objects.raw(_select(connection.vendor)))
    return rows[0] if rows else None


@cache
def _select(vendor: str) -> str:
    lock = " FOR UPDATE" if vendor == "postgresql" else ""
    return f"SELECT {_names(_HEAD)} FROM audit_chainhead{lock}"  # noqa: S608 - our own column names


@cache
def _statements(vendor: str) -> tuple[str, str]:
    places = ", ".join(["%s"] * len(_ENTRY))
    moved = ", ".join(f'"{field.column}" = %s' for field in _MOVED)
    insert = f"INSERT INTO audit_entry ({_names(_ENTRY)}) VALUES ({places})"  # noqa: S608
    return insert, f"UPDATE audit_chainhead SET {moved}"  # noqa: S608


def _names(fields: Columns) -> str:
    return ", ".join(f'"{field.column}"' for field in fields)


def _prepared(fields: Columns, entry: Entry, connection: BaseDatabaseWrapper) -> list[Any]:
    return [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in fields]

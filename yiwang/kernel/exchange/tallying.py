"""How are numbers added to the daily counts, many at once and whoever else adds at the same time?"""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from yiwang.kernel.exchange.models import DailyCount

NUMBERS = ("sent", "addressed", "received", "signed", "returned", "withdrawn", "urged")
KEY = ("day", "category", "unit_id")

Key = tuple[date, str, int]
"""Day, category, id of the unit."""


def _upsert() -> str:
    """No ORM adds in an upsert; both databases do."""
    table, columns = DailyCount._meta.db_table, (*KEY, *NUMBERS)
    places = ", ".join(["%s"] * len(columns))
    added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in NUMBERS)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - our own names
        f" ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {added}"
    )


UPSERT = _upsert()


def add(counts: Mapping[Key, Mapping[str, int]]) -> None:
    """Add the numbers to the rows of their keys, made where there are none; rows in one order, so that two
    who add at once never wait for each other crosswise.
    """
    rows = [[*key, *(numbers.get(name, 0) for name in NUMBERS)] for key, numbers in sorted(counts.items())]
    with transaction.get_connection().cursor() as cursor:
        cursor.executemany(UPSERT, rows)

"""How is the database of the suite emptied after a test whose transactions were real?

Django empties every table, then writes content types and permissions anew. Here there are three hundred
tables and most tests fill a dozen: only what was filled is emptied, and what Django wrote once stays.
"""

from functools import cache

from django.db import connections, transaction
from django.test import TransactionTestCase

WRITTEN_ONCE = frozenset({"auth_permission", "django_content_type"})


def only_what_was_filled(case: TransactionTestCase) -> None:
    """Stands in for ``TransactionTestCase._fixture_teardown``."""
    for alias in case._databases_names(include_mirrors=False):
        empty(alias)


def empty(alias: str) -> None:
    """Delete the rows of every model's table; sequences go on from where they are."""
    connection = connections[alias]
    with (
        connection.constraint_checks_disabled(),
        transaction.atomic(using=alias),
        connection.cursor() as cursor,
    ):
        for table in filled(alias):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def filled(alias: str) -> list[str]:
    connection, every = connections[alias], tables(alias)
    asked = (f"EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})" for table in every)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}")
        return [table for table, is_filled in zip(every, cursor.fetchone(), strict=True) if is_filled]


@cache
def tables(alias: str) -> tuple[str, ...]:
    """The tables of all models, which stay the same while the suite runs."""
    existing = connections[alias].introspection.django_table_names(only_existing=True, include_views=False)
    return tuple(sorted(set(existing) - WRITTEN_ONCE))

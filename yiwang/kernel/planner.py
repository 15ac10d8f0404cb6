"""What does the database's planner know of rows that were just written in great number?

PostgreSQL plans by what it counted last, and counts by itself only some time after a commit. Until then a
filled table passes for an empty one and is read row by row, once for every row of another.
"""

from django.db import connection


def count_rows() -> None:
    """Let PostgreSQL count anew, also within a transaction; SQLite plans by the shape of a statement."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

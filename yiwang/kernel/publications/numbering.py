"""Which numbers do publications of an outer installation have?

Its pages stand beside those that the inner one made and sent: ``/a/5/`` must not mean two things. So what is
published outside (released letters, surveys, results) is numbered from a thousand million on.
"""

from django.conf import settings
from django.db import connection

from yiwang.kernel.publications.models import Publication

FIRST_OUTSIDE = 1_000_000_000
TABLE = Publication._meta.db_table


def number_apart() -> None:
    """Before a new publication is written, in its transaction; does nothing in any other zone."""
    if settings.ZONE != "outer" or Publication.objects.filter(pk__gte=FIRST_OUTSIDE).exists():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [TABLE])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [TABLE, FIRST_OUTSIDE - 1]
            )
        else:
            # Of two at once the later one goes on from where the first one is.
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [TABLE])
            sequence = cursor.fetchone()[0]
            cursor.execute(
                f"SELECT setval(%s, GREATEST(%s, (SELECT last_value FROM {sequence})))",  # noqa: S608 - the server's own name
                [sequence, FIRST_OUTSIDE - 1],
            )

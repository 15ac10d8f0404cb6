"""What keeps the index true by itself?"""

from django.db import connection
from django.db.models import F, OuterRef, Subquery

from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.search import engine
from yiwang.kernel.search.actions import move
from yiwang.kernel.search.models import Entry

ROUND = 500


def tidy() -> int:
    """Keep searching fast after much was entered; returns how many tables needed it."""
    return engine.tidy(connection)


def follow_moves() -> int:
    """Enter again what belongs to units that lie elsewhere by now; returns how many."""
    present = Unit.objects.filter(pk=OuterRef("unit_id")).values("path")
    own = Entry.objects.filter(audience=Entry.Audience.OFFICE, unit_id__isnull=False)
    moved = own.annotate(present=Subquery(present)).exclude(present=None).exclude(path=F("present"))
    pairs = list(moved.values_list("pk", "present")[:ROUND])
    for pk, path in pairs:
        move(pk, path)
    return len(pairs)

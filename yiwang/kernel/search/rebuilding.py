"""How is the index made anew from what is kept of everything?"""

from collections.abc import Callable

from django.db import connection, transaction

from yiwang.kernel.search import engine
from yiwang.kernel.search.cards import card
from yiwang.kernel.search.models import Entry

BATCH = 1000


@transaction.atomic
def rebuild(advance: Callable[[int], object]) -> int:
    """Empty the engine's tables and enter every entry again; readers see the old index until it is done.

    ``advance`` is told how many more were entered. Returns how many there are.
    """
    engine.empty(connection)
    last, done = 0, 0
    while entries := list(Entry.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        engine.add(card(entry) for entry in entries)
        last, done = entries[-1].pk, done + len(entries)
        advance(len(entries))
    engine.settle(connection)
    return done

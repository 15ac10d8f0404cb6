"""Days and histories for tests, with sensible defaults."""

from contextlib import contextmanager
from datetime import date

from django.db import transaction

from yiwang.demonstration.days import Days
from yiwang.kernel.deadlines import shipped

A_SUNDAY = date(2026, 11, 22)


def make_days(**changes):
    return Days(**{"made_on": A_SUNDAY, "calendar": shipped.calendar(), **changes})


@contextmanager
def undone():
    """Nothing of what is done inside is kept."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)

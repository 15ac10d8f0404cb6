"""Days for tests, with sensible defaults."""

from datetime import date

from yiwang.demonstration.days import Days
from yiwang.kernel.deadlines import shipped

A_SUNDAY = date(2026, 11, 22)


def make_days(**changes):
    return Days(**{"made_on": A_SUNDAY, "calendar": shipped.calendar(), **changes})

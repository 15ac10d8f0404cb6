"""How fast are due dates computed, and does a sweep cost what happened rather than what is open?

``python -m bench.deadlines [--json]``, in a database of its own: SQLite, or where DATABASE_URL says.

The sweep finds 10,000 clocks, half newly late and half newly near their end: 1 % of 1,000,000 open ones. As
many are to be found among 100,000, so that the two figures differ only by clocks that have nothing to tell.
The affected ones lie together in groups (of 100 and of 1,000), as clocks that began together end together.
Everything is measured that a sweep does: find, mark, commit, call a watcher for each.
"""

import argparse
import random
import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bench import rig

AFFECTED = 10_000
TEMPLATE = 10_000
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
DUE_DATES = 100_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object for programs")
    options = parser.parse_args()
    with rig.database("deadlines"):
        figures: dict[str, float | int | str] = {
            "due_dates_per_s": due_dates_per_s(),
            "sweep_s_100k": sweep_s(100_000),
            "sweep_s_1m": sweep_s(1_000_000),
        }
        if not options.json:
            figures["sweep_s_1m_none_due"] = sweep_of_none_s()
    rig.show(figures, as_json=options.json)


def due_dates_per_s() -> int:
    """Whole due moments from limits of 1 to 60 working days, over the 19 years in which they end."""
    from yiwang.kernel.deadlines import moments, shipped  # noqa: PLC0415 - Django is set up by now
    from yiwang.kernel.deadlines.rules import Counting, Limit, Unit, due  # noqa: PLC0415

    chance = random.Random(1)
    first = moments.local(datetime(2007, 1, 4, tzinfo=UTC))
    starts = [first + timedelta(minutes=chance.randrange(18 * 365 * 1440)) for _ in range(DUE_DATES)]
    limits = [Limit(chance.randint(1, 60), Unit.WORKING_DAYS) for _ in range(DUE_DATES)]
    counting = Counting(shipped.calendar())
    took = []
    for _ in range(5):
        started = time.perf_counter()
        for start, limit in zip(starts, limits, strict=True):
            due(start, limit, (), counting)
        took.append(time.perf_counter() - started)
    return round(DUE_DATES / statistics.median(took))


def sweep_s(total: int) -> float:
    """Seconds of one sweep, with ``total`` clocks open of which AFFECTED have something to tell."""
    from yiwang.kernel.deadlines import sweep, watchers  # noqa: PLC0415

    told: list[tuple[int, str]] = []
    watchers._watchers.clear()
    watchers.watch(lambda clock, happening: told.append((clock.pk, happening)))
    _fill(total)
    started = time.perf_counter()
    swept = sweep.sweep(NOW)
    took = time.perf_counter() - started
    if not swept.breached + swept.warned == len(set(told)) == AFFECTED or swept.failed:
        raise AssertionError(f"{AFFECTED} clocks were to be told of, {len(told)} were: {swept}")
    return round(took, 3)


def sweep_of_none_s() -> float:
    """Seconds of a sweep that finds nothing among the clocks there are."""
    from yiwang.kernel.deadlines import sweep  # noqa: PLC0415

    started = time.perf_counter()
    sweep.sweep(NOW)
    return round(time.perf_counter() - started, 4)


def _fill(total: int) -> None:
    """Exactly ``total`` open clocks: copies of a template, each beginning with its share of affected ones."""
    from django.db import connection  # noqa: PLC0415

    from yiwang.kernel.deadlines.models import Clock  # noqa: PLC0415

    copies = total // TEMPLATE
    stored = [str(field.attname) for field in Clock._meta.fields if not field.primary_key]
    columns = [connection.ops.quote_name(column) for column in stored]
    taken = [f"{column} || '-' || %s" if "subject_key" in column else column for column in columns]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM deadlines_clock")
        Clock.objects.bulk_create(_template(AFFECTED // copies), batch_size=1000)
        last = Clock.objects.latest("pk").pk
        for copy in range(1, copies):
            cursor.execute(
                f"INSERT INTO deadlines_clock ({', '.join(columns)}) SELECT {', '.join(taken)}"
                " FROM deadlines_clock WHERE id <= %s",
                [str(copy), last],
            )
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE deadlines_clock")


def _template(affected: int) -> list[Any]:
    """Clocks of which ``affected`` are due or near; the ends of the others lie in the next two years."""
    from yiwang.kernel.deadlines.models import Clock  # noqa: PLC0415
    from yiwang.kernel.deadlines.rules import State  # noqa: PLC0415

    clocks = []
    for number in range(TEMPLATE):
        due_at = NOW + timedelta(minutes=10 + number * 100 % 1_000_000)
        warn_at = due_at - timedelta(minutes=5)
        if number < affected:
            due_at = (
                NOW - timedelta(minutes=number) if number % 2 else NOW + timedelta(days=1, minutes=number)
            )
            warn_at = NOW - timedelta(minutes=number + 1)
        clocks.append(
            Clock(
                subject_kind="bench.case",
                subject_key=f"{number}",
                basis="《行政许可法》第四十二条",
                legal_number=20,
                legal_unit="working_days",
                state=State.RUNNING,
                started_at=NOW - timedelta(days=30),
                last_at=NOW - timedelta(days=30),
                legal_due_at=due_at,
                due_at=due_at,
                warn_at=warn_at,
            )
        )
    return clocks


if __name__ == "__main__":
    main()

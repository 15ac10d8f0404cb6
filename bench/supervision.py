"""What does a minute of supervision cost, with a million cases in hand?

``python -m bench.supervision [--only-sweep] [--json]``, in a database of its own: SQLite, or where
DATABASE_URL says. Board and scores follow in another one: ``python -m bench.supervision_board``.

A minute in which 1,000 clocks come near their end or run late: both sweeps, that of the clocks and that of
the rules, from the first index read to the last finding with what follows from it. Measured at 100,000 and
at 1,000,000 cases, each with its party and its clock; the two figures differ only by cases with nothing to
tell.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bench import rig

TEMPLATE = 10_000
CHANGED = 1_000
UNITS = 100
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
BASIS = "《行政许可法》第四十二条"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object for programs")
    parser.add_argument("--only-sweep", action="store_true", help="without board and scores")
    options = parser.parse_args()
    environment = dict(os.environ)
    with rig.database("supervision"):
        fill(100_000)
        figures: dict[str, float | int | str] = {"sweep_s_100k": sweep_s()}
        fill(1_000_000)
        figures["sweep_s"] = sweep_s()
    if not options.only_sweep:
        figures |= board(environment)
    rig.show(figures, as_json=options.json)


def board(environment: dict[str, str]) -> dict[str, float | int | str]:
    """A process of its own: Django is set up once, on one database; ``environment`` as this one was begun."""
    command = [sys.executable, "-m", "bench.supervision_board", "--json"]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout
    figures: dict[str, float | int | str] = json.loads(said.splitlines()[-1])
    return figures


def sweep_s() -> float:
    """Seconds of one minute's sweeps; half of what changed runs late by its promise, half comes near."""
    from yiwang.kernel.deadlines import sweep as clocks  # noqa: PLC0415 - Django is set up by now
    from yiwang.kernel.findings.models import Finding  # noqa: PLC0415
    from yiwang.subsystems.supervision.watching import sweep as rules  # noqa: PLC0415

    clocks.sweep(NOW), rules.sweep(NOW)
    change()
    before = Finding.objects.count()
    started = time.perf_counter()
    told = clocks.sweep(NOW)
    swept = rules.sweep(NOW)
    took = time.perf_counter() - started
    found = Finding.objects.count() - before
    half = CHANGED // 2
    if not (told.breached == told.warned == found == swept.found == half) or told.failed or swept.faults:
        raise AssertionError(f"{half} findings were to be made, {found} were: {told}, {swept}")
    return round(took, 3)


def fill(total: int) -> None:
    """Exactly ``total`` cases in hand, calm ones: copies of a template."""
    from django.core.management.color import no_style  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from yiwang.kernel.cases.models import Case, Party  # noqa: PLC0415
    from yiwang.kernel.deadlines.models import Clock  # noqa: PLC0415

    done = Clock.objects.count()
    if not done:
        make_template()
        done = TEMPLATE
    with connection.cursor() as cursor:
        for shift in range(done, total, TEMPLATE):
            for model in (Party, Clock, Case):
                cursor.execute(*copied(model, shift))
        for statement in connection.ops.sequence_reset_sql(no_style(), [Party, Clock, Case]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def copied(model: Any, shift: int) -> tuple[str, list[Any]]:
    """The statement that copies the template's rows of a model, with their keys moved on by ``shift``."""
    from django.db import connection  # noqa: PLC0415

    moved = {"id", "party_id", "clock_id", "serial"}
    named = {"reference", "number", "subject_key"}
    columns, values, given = [], [], []
    for field in model._meta.concrete_fields:
        column = connection.ops.quote_name(field.column)
        columns.append(column)
        if field.column in moved:
            column = f"{column} + %s"
            given.append(shift)
        elif field.column in named:
            column = "CAST(id + %s AS TEXT)"
            given.append(shift)
        values.append(column)
    table = connection.ops.quote_name(model._meta.db_table)
    into, taken = ", ".join(columns), ", ".join(values)
    return f"INSERT INTO {table} ({into}) SELECT {taken} FROM {table} WHERE id <= %s", [*given, TEMPLATE]


def make_template() -> None:
    """Cases accepted a month ago, whose ends lie in the next two years, of UNITS units and as many items."""
    from yiwang.kernel.cases.models import Case, Party, Series  # noqa: PLC0415
    from yiwang.kernel.deadlines.models import Clock  # noqa: PLC0415
    from yiwang.kernel.organizations.tests.makers import make_unit  # noqa: PLC0415

    units = [make_unit() for _ in range(UNITS)]
    series = Series.objects.create(key="BJ:2026", last=1_000_000)
    began = NOW - timedelta(days=30)
    parties, clocks, cases = [], [], []
    for pk in range(1, TEMPLATE + 1):
        unit, item = units[pk % UNITS], f"第{pk % UNITS}项许可"
        due_at = NOW + timedelta(days=6, minutes=pk * 100 % 1_000_000)
        parties.append(Party(pk=pk, kind="person", name="赵小明", sealed=""))
        clocks.append(
            Clock(
                pk=pk,
                subject_kind="cases.case",
                subject_key=str(pk),
                unit_id=unit.pk,
                item=item,
                basis=BASIS,
                legal_number=20,
                legal_unit="working_days",
                promised_number=10,
                promised_unit="working_days",
                started_at=began,
                last_at=began,
                due_at=due_at,
                promised_due_at=due_at,
                legal_due_at=due_at + timedelta(days=14),
                grave_at=due_at + timedelta(days=4),
                warn_at=due_at - timedelta(days=1),
                early_at=due_at - timedelta(days=4),
            )
        )
        cases.append(
            Case(
                pk=pk,
                reference=str(pk),
                number=str(pk),
                series=series,
                serial=pk,
                title=item,
                kind="approvals.application",
                party_id=pk,
                channel="web",
                unit=unit,
                state="accepted",
                clock_id=pk,
                received_at=began,
                opened_at=began,
                accepted_at=began,
            )
        )
    Party.objects.bulk_create(parties, batch_size=1_000)
    Clock.objects.bulk_create(clocks, batch_size=1_000)
    Case.objects.bulk_create(cases, batch_size=1_000)


def change() -> None:
    """CHANGED clocks, spread over all that are calm: half pass their promise, half their warning."""
    from django.db.models.functions import Mod  # noqa: PLC0415

    from yiwang.kernel.deadlines.models import Clock  # noqa: PLC0415

    calm = Clock.objects.open().filter(warned_at=None)
    step = calm.count() // CHANGED
    numbered = calm.annotate(turn=Mod("pk", step)).filter(turn=step // 2)
    ids = list(numbered.order_by("pk").values_list("pk", flat=True)[:CHANGED])
    late, near = ids[::2], ids[1::2]
    passed = NOW - timedelta(seconds=30)
    Clock.objects.filter(pk__in=late).update(warn_at=passed, due_at=passed, promised_due_at=passed)
    Clock.objects.filter(pk__in=near).update(warn_at=passed)


if __name__ == "__main__":
    main()

"""Is a finding lost or made twice when those who sweep are killed at random moments?

``python -m faults.supervision [--json]``: the same late clocks twice over, for two groups of units. The first
lot is swept undisturbed. The second is swept by pairs of processes that are killed by SIGKILL again and
again, wherever they are, until others come to the end. Both must have found the same.
"""

import argparse
import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic, sleep
from typing import Any

from bench.rig import database, show

CLOCKS = 800
UNITS = 5
KILLS = 8
BATCH = 20
LONGEST = 300
SWEEP = "--sweep"
# Its facts are those of a unit, in a month.
AGAIN = "supervision.over_legal_again"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = monotonic()
    with database("supervision_killed"):
        found = rehearsed(options.kills, random.Random(options.seed), started + LONGEST)
    show({**found, "seconds": round(monotonic() - started, 1)}, as_json=options.json)
    return 0 if is_sound(found, options.kills) else 1


def is_sound(found: dict[str, Any], kills: int) -> bool:
    """All kills hit sweeps at work, what was found is the same, and nothing waits any more."""
    return (
        found["kills"] == kills
        and found["undisturbed"] == found["disturbed"] > 0
        and not found["lost"] + found["doubled"] + found["waiting"]
        and found["exit_codes"] == [0, 0]
        and found["audit_whole"]
    )


def rehearsed(kills: int, chance: random.Random, deadline: float) -> dict[str, Any]:
    from django.utils import timezone  # noqa: PLC0415 - Django is set up by now

    from yiwang.kernel.audit.proof import proved_database, stored_rows  # noqa: PLC0415
    from yiwang.subsystems.supervision.watching.models import Happening  # noqa: PLC0415

    moment = timezone.now()
    calm = made(0, moment)
    sweep_all()
    rough = made(CLOCKS, moment)
    killed = sum(killed_at_random(chance, deadline) for _ in range(kills))
    codes = [sweeper.wait(timeout=LONGEST) for sweeper in (swept(), swept())]
    before, after = facts(calm), facts(rough)
    return {
        "clocks": CLOCKS,
        "kills": killed,
        "undisturbed": before.total(),
        "disturbed": after.total(),
        "lost": (before - after).total(),
        "doubled": (after - before).total(),
        "waiting": Happening.objects.count(),
        "exit_codes": codes,
        "audit_whole": proved_database(stored_rows(), 1).broken is None,
    }


@dataclass(frozen=True)
class Lot:
    """Units and clocks by their ids, in the order in which they were made: so that two lots compare."""

    units: list[int]
    clocks: list[int]


def made(first: int, moment: datetime) -> Lot:
    """Clocks that are late by their promise, by the law, or not at all; ``first``: key of the first."""
    from yiwang.kernel.deadlines.models import Clock  # noqa: PLC0415
    from yiwang.kernel.organizations.tests.makers import make_unit  # noqa: PLC0415

    units = [make_unit().pk for _ in range(UNITS)]
    kinds = ("cases.case", "letters.letter", "approvals.publicity", "supervision.order")
    clocks = []
    for number in range(CLOCKS):
        due_at = moment + timedelta(hours=10 - number % 40, seconds=-60)
        clocks.append(
            Clock(
                subject_kind=kinds[number % len(kinds)],
                subject_key=f"{first + number}",
                item="食品经营许可",
                unit_id=units[number % UNITS],
                basis="《行政许可法》第四十二条",
                legal_number=20,
                legal_unit="working_days",
                promised_number=10,
                promised_unit="working_days",
                started_at=moment - timedelta(days=60),
                last_at=moment - timedelta(days=60),
                due_at=due_at,
                promised_due_at=due_at,
                legal_due_at=due_at + timedelta(hours=12),
                warn_at=due_at,
                early_at=due_at,
                grave_at=due_at + timedelta(hours=6),
            )
        )
    Clock.objects.bulk_create(clocks, batch_size=500)
    return Lot(units, [clock.pk for clock in clocks])


def facts(lot: Lot) -> "Counter[tuple[Any, ...]]":
    """What was found: rule, whose, colour, and of which clock (or unit) it is a fact, at which moment."""
    from yiwang.kernel.findings.models import Finding  # noqa: PLC0415

    rows = Finding.objects.filter(unit__in=lot.units).values_list("rule", "unit", "colour", "fact")
    return Counter(
        (rule, lot.units.index(unit), colour, *_placed(lot, rule, fact)) for rule, unit, colour, fact in rows
    )


def _placed(lot: Lot, rule: str, fact: str) -> tuple[int, str]:
    _, key, stamp = fact.split(":")
    among = lot.units if rule == AGAIN else lot.clocks
    return among.index(int(key)), stamp


def killed_at_random(chance: random.Random, deadline: float) -> bool:
    """Two processes at work, killed at random moments; whether both were still at it."""
    pair = [swept(), swept()]
    for sweeper in pair:
        if sweeper.stdout:
            sweeper.stdout.readline()
    at_work = True
    for sweeper in pair:
        sleep(min(chance.uniform(0.01, 0.25), max(deadline - monotonic(), 0)))
        at_work = at_work and sweeper.poll() is None
        sweeper.kill()
        sweeper.wait()
    return at_work


def swept() -> "subprocess.Popen[bytes]":
    """A process that says when it begins and sweeps until nothing is left."""
    command = [sys.executable, "-m", "faults.supervision", SWEEP]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def sweep_until_done() -> None:
    """The killed process: in small batches, so that a kill finds it in the middle of one."""
    import django  # noqa: PLC0415

    django.setup()
    print("begins", flush=True)
    sweep_all(BATCH)


def sweep_all(batch: int = 0) -> None:
    from django.utils import timezone  # noqa: PLC0415

    from yiwang.kernel.deadlines import sweep as clocks  # noqa: PLC0415
    from yiwang.subsystems.supervision.watching import sweep as rules  # noqa: PLC0415

    if batch:
        clocks.BATCH = rules.BATCH = batch
    for _ in range(3):
        clocks.sweep(timezone.now())
        rules.sweep(timezone.now())


if __name__ == "__main__":
    if SWEEP in sys.argv:
        sweep_until_done()
    else:
        sys.exit(main())

"""Does an inspection that is killed again and again go on where it was, and conclude as if nobody had?

``python -m faults.inspection_killed [--json] [--pages 800] [--kills 12]``: on its own database a process
inspects a generated site over the network and is killed by SIGKILL at random moments, again and again, then
it may finish. After every kill what is counted must be what is written, nothing seen may be forgotten, and
nobody may take the run over before its lease has ended (the rehearsal ends it by the clock in the row). In
the end every planted fault and no other is found, and an undisturbed inspection of the site says the very
same. With ``DATABASE_URL`` it runs on PostgreSQL.
"""

import argparse
import os
import random
import signal
import sys
import time
from typing import Any

from bench import faulty_site
from bench.inspect import OnlyHere, reported, served
from bench.rig import database, show


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--pages", type=int, default=800)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with database("inspection_killed"):
        from yiwang.kernel.deadlines.moments import today  # noqa: PLC0415 - Django is set up only now

        site = faulty_site.made(asked.pages, today())
        with served(asked.pages, today()) as address:
            figures, wrong = rehearsed(address, site.planted, asked)
    show(figures, as_json=asked.json)
    for sentence in wrong[:20]:
        print(sentence, file=sys.stderr)
    return 1 if wrong or not figures["interrupted"] else 0


def rehearsed(
    address: str, planted: set[faulty_site.Planted], asked: argparse.Namespace
) -> tuple[dict[str, int], list[str]]:
    """Killed as often as asked, or until it was done; then to its end, then once more undisturbed."""
    from yiwang.kernel.audit.rules import SYSTEM  # noqa: PLC0415 - Django is set up only now
    from yiwang.subsystems.portal.inspection.actions import runs  # noqa: PLC0415

    site = watched(address, asked.pages)
    run_id: int = runs.begin(SYSTEM, site.pk).pk
    chance = random.Random(asked.seed)
    interrupted, wrong, seen = 0, [], 0
    for _ in range(asked.kills):
        is_killed = killed_once(run_id, chance)
        if not is_killed:
            break
        interrupted += 1
        wrong += halves(run_id, seen)
        seen = pages_of(run_id)
        wrong += leased(run_id)
    run = finished(run_id)
    found = reported(run_id)
    wrong += [f"missed: {one}" for one in sorted(planted - found)]
    wrong += [f"false: {one}" for one in sorted(found - planted)]
    again = finished(runs.begin(SYSTEM, site.pk).pk)
    wrong += differences(run, again)
    figures = {
        "interrupted": interrupted,
        "pages": run.pages,
        "links": run.links,
        "planted": len(planted),
        "found": len(planted & found),
        "wrong": len(wrong),
    }
    return figures, wrong


def watched(address: str, pages: int) -> Any:
    from yiwang.kernel.audit.rules import SYSTEM  # noqa: PLC0415 - Django is set up only now
    from yiwang.kernel.organizations.tests.makers import make_root  # noqa: PLC0415
    from yiwang.subsystems.portal.inspection.actions import sites  # noqa: PLC0415
    from yiwang.subsystems.portal.inspection.judging import words  # noqa: PLC0415

    words.learn()
    unit = make_root().pk
    return sites.watch(
        SYSTEM,
        sites.Facts("受测网站", address, unit, faulty_site.CODE, is_private=True, most_pages=2 * pages),
    )


def finished(run_id: int) -> Any:
    """Inspected to its end by this process."""
    from yiwang.subsystems.portal.inspection import inspecting  # noqa: PLC0415 - Django is set up only now
    from yiwang.subsystems.portal.inspection.models import Run  # noqa: PLC0415

    run = Run.objects.select_related("site").get(pk=run_id)
    if not run.is_running:
        return run
    with inspecting.tools_for(run.site, gap=0, names=OnlyHere()) as tools:
        return inspecting.work(run_id, tools, 3600.0)


def killed_once(run_id: int, chance: random.Random) -> bool:
    """Let a process go on with it and kill it at a random moment; whether it was still at it."""
    from django.db import connections  # noqa: PLC0415 - Django is set up only now

    connections.close_all()
    process = os.fork()
    if process == 0:
        finished(run_id)
        os._exit(0)
    time.sleep(chance.uniform(0.1, 1.5))
    os.kill(process, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])


def halves(run_id: int, seen_before: int) -> list[str]:
    """What is counted and what is written must agree, and nothing that was seen is forgotten."""
    from yiwang.subsystems.portal.inspection.looking import PAGE  # noqa: PLC0415
    from yiwang.subsystems.portal.inspection.models import Problem, Run, Visit  # noqa: PLC0415

    run = Run.objects.get(pk=run_id)
    done = Visit.objects.filter(run=run, is_done=True)
    pages = done.filter(kind=PAGE).count()
    wrong = []
    if (run.pages, run.links) != (pages, done.count() - pages):
        wrong.append(f"counted {run.pages} and {run.links}, written {pages} and {done.count() - pages}")
    if run.pages < seen_before:
        wrong.append(f"{seen_before} pages had been seen, {run.pages} are left")
    if run.is_running and Problem.objects.exists():
        wrong.append("problems of an inspection that is not concluded")
    return wrong


def pages_of(run_id: int) -> int:
    from yiwang.subsystems.portal.inspection.models import Run  # noqa: PLC0415 - Django is set up only now

    return int(Run.objects.get(pk=run_id).pages)


def leased(run_id: int) -> list[str]:
    """Nobody takes it over while the lease of the killed one lasts; then somebody does."""
    from yiwang.kernel.deadlines.moments import now, shifted  # noqa: PLC0415 - Django is set up only now
    from yiwang.kernel.errors import Refused  # noqa: PLC0415
    from yiwang.subsystems.portal.inspection.actions import runs  # noqa: PLC0415
    from yiwang.subsystems.portal.inspection.models import Run  # noqa: PLC0415

    held = Run.objects.filter(pk=run_id, held_until__gt=now()).exclude(holder="")
    if not held.exists():
        return []  # killed before it took hold of the run or after it had ended
    try:
        runs.hold(run_id)
    except Refused:
        Run.objects.filter(pk=run_id).update(held_until=shifted(now(), seconds=-1))
        return []
    return ["the run was taken over within the lease"]


def differences(run: Any, again: Any) -> list[str]:
    """What an undisturbed inspection of the same site says otherwise."""
    from yiwang.kernel.audit.models import Entry  # noqa: PLC0415 - Django is set up only now
    from yiwang.kernel.findings.models import Finding  # noqa: PLC0415
    from yiwang.subsystems.portal.inspection.models import Problem, Sighting  # noqa: PLC0415

    compared = ("state", "pages", "links", "counts", "points", "verdict", "lost", "vetoes", "is_complete")
    wrong = [
        f"{name}: {getattr(run, name)} and undisturbed {getattr(again, name)}"
        for name in compared
        if getattr(run, name) != getattr(again, name)
    ]
    first, second = (set(Sighting.objects.filter(run=one).values_list("digest")) for one in (run, again))
    if first != second:
        wrong.append(f"{len(first - second)} sightings too many, {len(second - first)} too few")
    ends = Entry.objects.filter(act="portal.inspection_end").count()
    if ends != 2:
        wrong.append(f"two inspections were concluded {ends} times")
    if Problem.objects.exclude(last_in=again).exists() or Finding.objects.count() != Problem.objects.count():
        wrong.append("problems and findings do not agree")
    return wrong


if __name__ == "__main__":
    sys.exit(main())

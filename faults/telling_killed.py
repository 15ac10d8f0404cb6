"""Does an outer zone know the site group in the end, however often those who tell it and take it are killed?

``python -m faults.telling_killed [--json] [--kills 8] [--sites 6]``: two installations joined by a directory
ferry. One process inside changes sites, adds and removes old addresses and tells of them, one outside takes
what came; each is killed by SIGKILL at random moments, again and again. Then both may finish: outside every
site must stand, and every old address lead, as inside, with nothing stuck and no number beyond what was told.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.rig import show

FOUND = """
from yiwang.subsystems.portal.group.tests.makers import keeper, make_second
for _ in range(given["sites"]):
    make_second()
keeper()
answer = True
"""
DO = """
import random
from django.db import transaction
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.deadlines.models import JobRun
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.organizations.models import Person
from yiwang.subsystems.portal.group.models import Redirect
from yiwang.subsystems.portal.sites import Site
for name in list(ticking._jobs):
    if name.split(".")[0] not in {"exchange", "nodes"} and name != "portal.owe_sites":
        del ticking._jobs[name]
print("begun", flush=True)
person, number = Person.objects.first(), 0
while True:
    for _ in range(IS_INSIDE and 5):
        number += 1
        site = random.choice(list(Site.objects.all()))
        with transaction.atomic():
            site.name, site.theme = f"{site.slug} {random.random()}", random.choice(["red", "green", ""])
            site.save()
            Redirect.objects.create(site=site, path=f"/old/{random.random()}", kind="import",
                target=f"/a/{number}/", made_at=now(), made_by=person)
            if number % 3 == 0:
                Redirect.objects.filter(site=site).order_by("?").first().delete()
    JobRun.objects.update(last_started_at=None, claimed_until=None)
    ticking.run_due(now())
"""
INSIDE = """
from yiwang.kernel.exchange.models import OWED, STUCK
from yiwang.subsystems.portal.group.models import Redirect, ToldPart, ToldSite
from yiwang.subsystems.portal.sites import Site
answer = {
    "sites": sorted(Site.objects.values_list("slug", "name", "theme", "state", "domain")),
    "ways": sorted((one.site.slug, one.path, one.target) for one in Redirect.objects.select_related("site")),
    "numbers": sorted([*ToldSite.objects.values_list("site", "sequence"),
                       *((f"{one.site}/{one.number}", one.sequence) for one in ToldPart.objects.all())]),
    "waiting": sum(model.objects.filter(OWED | STUCK).count() for model in (ToldSite, ToldPart)),
}
"""
OUTSIDE = """
from yiwang.subsystems.portal.group.models import KnownPart, KnownSite, KnownWay
from yiwang.subsystems.portal.sites import Site
answer = {
    "sites": sorted(Site.objects.values_list("slug", "name", "theme", "state", "domain")),
    "ways": sorted(KnownWay.objects.values_list("part__site", "path", "target")),
    "numbers": sorted([*KnownSite.objects.values_list("site", "sequence"),
                       *((f"{one.site}/{one.number}", one.sequence) for one in KnownPart.objects.all())]),
}
"""
ROUNDS = 8


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--sites", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["YIWANG_DATA"] = folder
        figures, wrong = rehearsed(Path(folder), asked)
    show(figures, as_json=asked.json)
    for sentence in wrong[:20]:
        print(sentence, file=sys.stderr)
    return 1 if wrong else 0


def rehearsed(folder: Path, asked: argparse.Namespace) -> tuple[dict[str, int], list[str]]:
    from yiwang.kernel.nodes.tests.installations import ferried  # noqa: PLC0415 - knows its folder only now

    outer, inner = ferried(folder)
    inner.python(FOUND, sites=asked.sites)
    chance = random.Random(asked.seed)
    for _ in range(asked.kills):
        both = [working(inner, is_inside=True), working(outer, is_inside=False)]
        for process in chance.sample(both, 2):
            time.sleep(chance.uniform(0.2, 2.0))
            process.send_signal(signal.SIGKILL)
        for process in both:
            process.communicate()
    rounds = settled(outer, inner)
    inside, outside = inner.python(INSIDE), outer.python(OUTSIDE)
    wrong = differences(inside, outside)
    figures = {
        "kills": 2 * asked.kills,
        "sites": len(inside["sites"]),
        "old_addresses": len(inside["ways"]),
        "told": sum(number for _, number in inside["numbers"]),
        "rounds_to_heal": rounds,
        "wrong": len(wrong),
    }
    return figures, wrong


def working(installation: Any, *, is_inside: bool) -> "subprocess.Popen[str]":
    """A process that has begun to work and goes on until it is killed."""
    process: subprocess.Popen[str] = installation.started("shell", "-c", f"IS_INSIDE = {is_inside}\n{DO}")
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == "begun":
            return process
    raise RuntimeError("The process ended before it began.")


def settled(outer: Any, inner: Any) -> int:
    """Both may finish; after how many rounds nothing differed any more."""
    for number in range(1, ROUNDS + 1):
        inner.tick("portal", "exchange", "nodes")
        inner.tick("exchange", "nodes")
        outer.tick("exchange", "nodes")
        if not differences(inner.python(INSIDE), outer.python(OUTSIDE)):
            return number
    return ROUNDS


def differences(inside: dict[str, Any], outside: dict[str, Any]) -> list[str]:
    wrong = [f"{inside['waiting']} are owed or stuck"] if inside["waiting"] else []
    for name in ("sites", "ways"):
        ours, theirs = ({tuple(one) for one in zone[name]} for zone in (inside, outside))
        wrong += [f"only inside: {one}" for one in sorted(ours - theirs)]
        wrong += [f"only outside: {one}" for one in sorted(theirs - ours)]
    told = dict(inside["numbers"])
    wrong += [f"{key}: {number}, never told" for key, number in outside["numbers"] if number > told[key]]
    return wrong


if __name__ == "__main__":
    sys.exit(main())

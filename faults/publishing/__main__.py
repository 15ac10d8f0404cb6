"""Do readers see anything of it when publishing is killed, doubled, starved, confused or given a broken page?

``python -m faults.publishing [--json] [--kills 40] [--seed 1]``: on its own database and tree, beside a web
server in strict mode and a reader who asks for every page and attachment all the while:

- two publishers and a worker are killed by SIGKILL at random moments, ``--kills`` times, beside a watcher;
- the clock runs three days ahead while things are published, and is set back;
- the template of the home page raises;
- the disk of the tree, of the protected copies, of the signed list is full, one after the other (small file
  systems of their own where this process may mount them, otherwise pretended: ``disk`` says which).

After each a worker is started as after a fault. In the end nothing is stale, every page is what it would be
if it were made now, the list says so, and the office page has named what could not be done.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bench.rig import database, show
from faults.publishing import checking, city, disks
from faults.publishing.reading import Asked, Reader

LONGEST = 60


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    os.environ["YIWANG_PAGES"] = "strict"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # nothing stays mounted
    with database("publishing"), ExitStack() as stack:
        volumes = stack.enter_context(disks.volumes())
        files = city.prepared()
        port = stack.enter_context(serving())
        reader = Reader(Asked(port, city.addresses(), files), Path(os.environ["YIWANG_DATA"]))
        with reader:
            figures = rehearsed(asked.kills, random.Random(asked.seed), volumes)
    figures |= {"reads": reader.reads, "readers_broken": reader.broken}
    show(figures, as_json=asked.json)
    wrong = ("readers_broken", "stale_after_heal", "pages_differing", "files_differing", "false_alarms")
    is_good = not any(figures[name] for name in wrong) and figures["faults_listed"] == figures["faults"]
    return 0 if is_good and reader.reads and figures["interrupted"] else 1


def rehearsed(kills: int, chance: random.Random, volumes: disks.Volumes) -> dict[str, Any]:
    listed = 0
    figures: dict[str, Any] = {"kills": kills, "disk": volumes.means}
    found = Found()
    with guarded():
        figures["interrupted"] = sum(killed_once(chance) for _ in range(kills))
        found.look()
        clock_set_back()
        found.look()
    listed += broken_page()
    found.look()
    for name in volumes.names:
        listed += full(volumes, name)
        found.look()
    return figures | {
        "faults": 1 + len(volumes.names),
        "faults_listed": listed,
        "stale_after_heal": found.stale,
        "pages_differing": found.pages,
        "files_differing": found.files,
        "longest_heal_s": round(found.longest, 1),
        "false_alarms": checking.false_alarms(),
    }


class Found:
    """What was left after each part of the rehearsal, added up."""

    def __init__(self) -> None:
        self.stale = self.pages = self.files = 0
        self.longest = 0.0

    def look(self) -> None:
        seconds, stale = checking.healed()
        pages, files = checking.differing()
        self.longest = max(self.longest, seconds)
        self.stale, self.pages, self.files = self.stale + stale, self.pages + pages, self.files + files


def killed_once(chance: random.Random) -> int:
    """Two publishers and a worker, killed at one random moment; how many were still at it."""
    makers = publishers(chance.randrange(10**6))
    time.sleep(chance.uniform(0.05, 0.8))
    return city.killed(*makers)


def publishers(seed: int, before: Callable[[], None] = lambda: None) -> list[int]:
    """Two who publish and one worker; ``before``: what befalls each of them first."""

    def befallen(deed: Callable[[], None]) -> None:
        before()
        deed()

    deeds = (partial(city.publishing, seed), partial(city.publishing, seed + 1), city.working)
    return [city.begun_as_process(partial(befallen, deed)) for deed in deeds]


def clock_set_back() -> None:
    """Three days ahead for a while; whoever comes after lives today again."""

    def ahead() -> None:
        from django.utils import timezone  # noqa: PLC0415 - Django is set up only now

        real = timezone.now
        timezone.now = lambda: real() + timedelta(days=3)

    makers = publishers(3, ahead)
    time.sleep(2)
    city.killed(*makers)


def broken_page() -> int:
    """The template of the home page raises; 1 where the office page says so."""

    def broken() -> None:
        from django.template import TemplateSyntaxError  # noqa: PLC0415 - Django is set up only now

        from yiwang.subsystems.portal import public  # noqa: PLC0415

        def raising(*told: object) -> None:
            raise TemplateSyntaxError("Invalid block tag: 'rehearsed'")

        public.front_page = raising  # type: ignore[assignment]

    from yiwang.subsystems.portal.pages.models import Page  # noqa: PLC0415

    makers = publishers(5, broken)
    reached(lambda: Page.objects.faulty().filter(path="/").exists())
    city.killed(*makers)
    return int(checking.is_listed("Invalid block tag", state="faulty"))


def full(volumes: disks.Volumes, name: str) -> int:
    """A disk takes nothing more; 1 where the office page says why nothing is written."""
    from yiwang.subsystems.portal.pages.models import Marker  # noqa: PLC0415 - Django is set up only now

    with volumes.full(name):
        makers = publishers(7, volumes.pretend(name))
        reached(lambda: Marker.objects.exclude(trouble="").exists())
        city.killed(*makers)
        return int(checking.is_listed("静态页面无法写入"))


@contextmanager
def guarded() -> Iterator[None]:
    """The watcher is at work."""
    watcher = city.begun_as_process(watching)
    try:
        yield
    finally:
        city.killed(watcher)


def watching() -> None:
    from django.core.management import call_command  # noqa: PLC0415 - Django is set up only now

    call_command("guard_pages")


@contextmanager
def serving() -> Iterator[int]:
    """The web server alone: the worker is what is killed."""
    from bench.portal import answering, free_port  # noqa: PLC0415 - Django is set up only now
    from yiwang.kernel.workbench.management.commands.serve import web_server  # noqa: PLC0415

    port = free_port()
    with subprocess.Popen(web_server("127.0.0.1", port, 1)) as process:
        try:
            answering(f"http://127.0.0.1:{port}", process)
            yield port
        finally:
            process.terminate()


def reached(is_so: Callable[[], bool]) -> None:
    limit = time.monotonic() + LONGEST
    while not is_so():
        if time.monotonic() > limit:
            print("What was to be rehearsed did not happen within a minute.", file=sys.stderr)
            return
        time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main())

"""How many pages a second are inspected, and are all planted faults found and no others?

``python -m bench.inspect [--json] [--pages 5000]``: a generated site is served on this machine by a process
of its own and inspected over the network into a database of its own (SQLite, or beside the one that
DATABASE_URL names). ``pages_per_s``: with parsing, checks, writing and the score.
"""

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

from bench import faulty_site
from bench.rig import database, show

SHOWN = 10
# Of these the place says everything: their key is not compared.
BY_PLACE = {"link.inside", "date.differs", "words.personal", "access.image", "page.title", "meta.site_code"}


class OnlyHere:
    """Knows this machine and nobody else: what lies outside is planted as dead."""

    def ips(self, host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host == "127.0.0.1" else []

    def has_ipv6(self, host: str) -> bool | None:
        return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object for programs")
    parser.add_argument("--pages", type=int, default=5_000)
    options = parser.parse_args()
    with database("inspect"):
        from yiwang.kernel.deadlines.moments import today  # noqa: PLC0415 - Django is set up by now

        site = faulty_site.made(options.pages, today())
        with served(options.pages, today()) as address:
            seconds, pages, seen = inspected(address, options.pages)
    false = seen - site.planted
    missed = site.planted - seen
    for title, rows in (("missed", missed), ("false", false)):
        for row in sorted(rows)[:SHOWN]:
            print(f"{title}: {row}", file=sys.stderr)
    figures = {
        "pages_per_s": round(pages / seconds, 1),
        "pages": pages,
        "planted": len(site.planted),
        "found": len(site.planted & seen),
        "false": len(false),
    }
    show(figures, as_json=options.json)


@contextmanager
def served(pages: int, day: date) -> Iterator[str]:
    """The site in a process of its own, so that only the inspection is measured."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(
        target=serve, args=(theirs, pages, day), daemon=True
    )
    server.start()
    try:
        yield ours.recv()
    finally:
        ours.send("stop")
        server.join(10)


def serve(pipe: Connection, pages: int, day: date) -> None:
    with faulty_site.served(faulty_site.made(pages, day)) as address:
        pipe.send(address)
        pipe.recv()


def inspected(address: str, most_pages: int) -> tuple[float, int, set[faulty_site.Planted]]:
    """Seconds of the whole inspection, pages looked at, and every fault that it reports."""
    from yiwang.kernel.audit.rules import SYSTEM  # noqa: PLC0415 - Django is set up by now
    from yiwang.kernel.organizations.tests.makers import make_root  # noqa: PLC0415
    from yiwang.subsystems.portal.inspection import inspecting  # noqa: PLC0415
    from yiwang.subsystems.portal.inspection.actions import runs, sites  # noqa: PLC0415

    facts = sites.Facts(
        "受测网站", address, make_root().pk, faulty_site.CODE, is_private=True, most_pages=2 * most_pages
    )
    site = sites.watch(SYSTEM, facts)
    started = time.perf_counter()
    run = runs.begin(SYSTEM, site.pk)
    with inspecting.tools_for(site, gap=0, names=OnlyHere()) as tools:
        run = inspecting.work(run.pk, tools, 3600.0)
    return time.perf_counter() - started, run.pages, reported(run.pk)


def reported(run_id: int) -> set[faulty_site.Planted]:
    """What the run says, each as it would have been planted; headers and elements by their names."""
    from yiwang.subsystems.portal.inspection.models import Sighting  # noqa: PLC0415

    found = set()
    for one in Sighting.objects.filter(run=run_id):
        parts = urlsplit(one.address)
        key = parts.netloc if one.code == "link.outside" else key_of(one.code, one.about, parts.path)
        found.add((one.code, key, parts.path))
    return found


def key_of(code: str, about: str, path: str) -> str:
    """The key as the site planted it, read from the words that people see."""
    if code == "link.inside":
        return path
    if code in BY_PLACE:
        return ""
    if code in {"meta.missing", "security.header"}:
        return about.rpartition(" ")[2]
    if code.startswith("column."):
        return about.partition("“")[2].partition("”")[0]
    if code == "element.missing":
        return {"首页没有公安机关备案号": "police", "首页没有“我为政府网站找错”入口": "correction"}.get(
            about, about
        )
    return about


if __name__ == "__main__":
    main()

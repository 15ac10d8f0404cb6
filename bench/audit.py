"""How fast is an act recorded, and how fast is the chain proved?

``python -m bench.audit [--json]``: on SQLite, and on PostgreSQL too where DATABASE_URL or a server on this
machine gives one. Every entry has a transaction of its own that reaches the disk; the chain that is proved
has 100,000 entries; four writers are four processes. The triggers are in place, as in production.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import tracemalloc
from typing import Any

import psycopg

from bench import rig

RECORDED = 2_000
PROVED = 100_000
WRITERS = 4
LOCAL_SERVER = "postgresql://postgres@127.0.0.1/postgres"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object for programs")
    parser.add_argument("--part", choices=["sqlite", "postgresql", "writer"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    parts = {"sqlite": sqlite_figures, "postgresql": postgresql_figures, "writer": written}
    if options.part:
        rig.show(parts[options.part](), as_json=True)
        return
    rig.show(figures(), as_json=options.json)


def figures() -> dict[str, Any]:
    """Each database in a process of its own: Django is set up once in a process."""
    found = part("sqlite", {name: value for name, value in os.environ.items() if name != "DATABASE_URL"})
    if server := reachable_server():
        found |= part("postgresql", {**os.environ, "DATABASE_URL": server})
    return found


def part(name: str, environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run([*ITSELF, name], env=environment, check=True, stdout=subprocess.PIPE)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


ITSELF = [sys.executable, "-m", "bench.audit", "--part"]


def reachable_server() -> str:
    given = os.environ.get("DATABASE_URL") or LOCAL_SERVER
    if not given.startswith("postgres"):
        return ""
    try:
        psycopg.connect(given, connect_timeout=2).close()
    except psycopg.OperationalError:
        return ""
    return given


def sqlite_figures() -> dict[str, Any]:
    with rig.database("audit"):
        found = {"record_per_s": record_per_s()}
        fill()
        return {**found, **proof_figures()}


def postgresql_figures() -> dict[str, Any]:
    with rig.database("audit"):
        found = {"record_per_s_postgres": record_per_s(), "record_per_s_postgres_4_writers": writers_per_s()}
        fill()
        return {**found, "verify_per_s_postgres": proof_figures()["verify_per_s"]}


def record_per_s() -> int:
    started = time.perf_counter()
    record_each(RECORDED)
    return round(RECORDED / (time.perf_counter() - started))


def record_each(count: int) -> None:
    """So many acts, each in a transaction of its own."""
    from django.db import transaction  # noqa: PLC0415 - Django is set up by now

    from yiwang.kernel.audit.actions import record  # noqa: PLC0415

    for turn in range(count):
        with transaction.atomic():
            record(
                actor(),
                "audit.entries_read",
                before={"title": "旧标题"},
                after={"title": "新标题", "n": turn},
            )


def actor() -> Any:
    from yiwang.kernel.audit.rules import Actor  # noqa: PLC0415

    return Actor("李明", 7, "科员", 3, "云泽市数据局", 2, "10.0.0.9")


def writers_per_s() -> int:
    """Entries a second of all writers together, from the first beginning to the last end."""
    writers = [
        subprocess.Popen([*ITSELF, "writer"], stdout=subprocess.PIPE, env=os.environ) for _ in range(WRITERS)
    ]
    spans = [json.loads(writer.communicate()[0]) for writer in writers]
    seconds = max(span["end"] for span in spans) - min(span["start"] for span in spans)
    return round(WRITERS * RECORDED / seconds)


def written() -> dict[str, Any]:
    """One writer on the database that is there already."""
    import django  # noqa: PLC0415

    django.setup()
    record_each(1)
    start = time.time()
    record_each(RECORDED)
    return {"start": start, "end": time.time()}


def fill() -> None:
    """Up to PROVED entries; a thousand in a transaction, because this is not what is measured."""
    from django.db import transaction  # noqa: PLC0415

    from yiwang.kernel.audit.proof import chain_head  # noqa: PLC0415

    while (missing := PROVED - chain_head().number) > 0:
        with transaction.atomic():
            record_each(min(missing, 1_000))


def proof_figures() -> dict[str, Any]:
    started = time.perf_counter()
    prove(PROVED)
    seconds = time.perf_counter() - started
    return {
        "verify_per_s": round(PROVED / seconds),
        "verify_peak_mb_10k": peak_mb(PROVED // 10),
        "verify_peak_mb_100k": peak_mb(PROVED),
    }


def prove(entries: int) -> None:
    from yiwang.kernel.audit.proof import proved, stored_rows  # noqa: PLC0415

    proof = proved(stored_rows(1, entries))
    if proof.broken or proof.entries != entries:
        raise SystemExit(f"The chain does not hold: {proof}")


def peak_mb(entries: int) -> float:
    tracemalloc.start()
    prove(entries)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return round(peak / 2**20, 1)


if __name__ == "__main__":
    main()

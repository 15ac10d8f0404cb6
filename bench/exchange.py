"""How many signed, receipted, audited deliveries a second does the exchange carry, and what do they cost?

``python -m bench.exchange [--messages N] [--units 1292] [--files] [--json]``: on SQLite, and on PostgreSQL
too where DATABASE_URL or a server on this machine gives one. Every message is sent by one unit to another in
a transaction of its own, reaches it, and is signed for in a transaction of its own; every transaction reaches
the disk; the followers (daily counts, notices) run inside the time. Three signatures and two entries of the
record a message, a fourth where it is opened first. That is the worst case; ``…_mixed`` is what offices do:
an envelope goes to 8 units, and a clerk signs for 5 arrivals at once, each with a receipt of its own.
The bare limits (signatures, durable commits, RabbitMQ's confirms) are taken in the same run.
"""

import argparse
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pika
import psycopg

from bench import rig
from bench.audit import reachable_server

ITSELF = [sys.executable, "-m", "bench.exchange"]
LARGE_INBOX = 100_000
PAGES = 40
RAW_SECONDS = 2.0
FILES = 200
FOLLOW_EVERY = 500
MIXED_RECIPIENTS, MIXED_AT_ONCE = 8, 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=4_000, help="for each measurement (4000)")
    parser.add_argument("--units", type=int, default=1_292)
    parser.add_argument("--files", action="store_true", help="every message carries one of 200 stored files")
    parser.add_argument("--json", action="store_true", help="one object for programs")
    parser.add_argument("--part", choices=["sqlite", "postgres", "worker"], help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--mixed", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part == "worker":
        rig.show(worked(options), as_json=True)
    elif options.part:
        with rig.database("exchange"):
            rig.show(measured(options), as_json=True)
    else:
        rig.show(figures(options), as_json=options.json)


def figures(options: argparse.Namespace) -> dict[str, Any]:
    """Each database in a process of its own: Django is set up once in a process."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    found = part("sqlite", options, environment)
    if server := reachable_server():
        found |= part("postgres", options, {**environment, "DATABASE_URL": server})
    if confirms := amqp_confirms_per_s():
        found["amqp_confirms_per_s"] = confirms
    return found


def part(name: str, options: argparse.Namespace, environment: dict[str, str]) -> dict[str, Any]:
    found = run(name, options, environment)
    return found if name == "sqlite" else {key: value for key, value in found.items() if "postgres" in key}


def run(name: str, options: argparse.Namespace, environment: dict[str, str], seed: int = 1) -> dict[str, Any]:
    command = [*ITSELF, "--part", name, "--seed", str(seed)]
    command += ["--messages", str(options.messages), "--units", str(options.units)]
    command += ["--files"] if options.files else []
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def measured(options: argparse.Namespace) -> dict[str, Any]:
    """On the database that is set up: one process with its shares, then two workers, then a large inbox."""
    suffix = options.part
    prepare(options)
    exchange(20, options.seed + 30, with_files=options.files)
    settle()
    before = database_bytes()
    shares, seconds = with_shares(lambda: exchange(options.messages, options.seed, with_files=options.files))
    grown = database_bytes() - before
    mixed = timed_exchange(options, mixed=True)
    found: dict[str, Any] = {
        f"deliveries_per_s_{suffix}": round(options.messages / seconds),
        **{f"{name}_share_{suffix}": round(spent / seconds, 2) for name, spent in shares.items()},
        f"bytes_per_message_{suffix}": round(grown / options.messages),
        f"deliveries_per_s_{suffix}_2_workers": two_workers(options),
        f"deliveries_per_s_{suffix}_mixed": round(options.messages / mixed),
        f"deliveries_per_s_{suffix}_mixed_2_workers": two_workers(options, "--mixed"),
        f"commits_per_s_{suffix}": commits_per_s(),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    if suffix == "sqlite":
        found["signatures_per_s"] = signatures_per_s()
        found["commits_per_s"] = found.pop("commits_per_s_sqlite")
    key = "inbox_p95_ms" if suffix == "sqlite" else "inbox_p95_ms_postgres"
    found[key] = inbox_p95_ms()
    return found


def prepare(options: argparse.Namespace) -> None:
    """Units with a clerk and a key each, and the files to send."""
    from yiwang.kernel.exchange.tests.makers import make_clerk  # noqa: PLC0415 - Django is set up by now
    from yiwang.kernel.files.tests.makers import make_pdf, make_stored  # noqa: PLC0415
    from yiwang.kernel.organizations.tests.makers import make_root, make_unit  # noqa: PLC0415
    from yiwang.kernel.signatures import keys  # noqa: PLC0415

    make_root()
    keys.of_node()
    for _ in range(options.units):
        keys.of_unit(make_clerk(unit=make_unit()).unit)
    for number in range(FILES if options.files else 0):
        make_stored(make_pdf(rest=f"%{number}\n".encode() * 200), name=f"附件{number}.pdf")


def exchange(deliveries: int, seed: int, *, with_files: bool, mixed: bool = False) -> None:
    """Send, deliver, sign for; and follow the receipts every now and then, as the worker would."""
    from yiwang.kernel.exchange.models import Delivery  # noqa: PLC0415
    from yiwang.kernel.exchange.tasks import follow_receipts  # noqa: PLC0415
    from yiwang.kernel.exchange.tests.makers import send_from  # noqa: PLC0415
    from yiwang.kernel.files.models import StoredFile  # noqa: PLC0415
    from yiwang.kernel.organizations.models import Post  # noqa: PLC0415

    random = Random(seed)
    clerks = {clerk.unit_id: clerk for clerk in Post.objects.in_full().exclude(unit__parent=None)}
    files = list(StoredFile.objects.all()) if with_files else []
    recipients, at_once = (MIXED_RECIPIENTS, MIXED_AT_ONCE) if mixed else (1, 1)
    arrived: dict[int, list[int]] = defaultdict(list)
    for start in range(0, deliveries, recipients):
        sender, *chosen = random.sample(list(clerks.values()), 1 + recipients)
        enclosed = [random.choice(files)] if files else []
        units = [clerk.unit for clerk in chosen]
        envelope = send_from(sender, *units, files=enclosed, subject=f"第{seed}-{start}号通知")
        reached = Delivery.objects.filter(envelope=envelope).values_list("unit", "pk")
        for unit_id, delivery_id in reached:
            arrived[unit_id].append(delivery_id)
            if len(arrived[unit_id]) >= at_once:
                signed_for(clerks[unit_id], arrived.pop(unit_id))
        if start // FOLLOW_EVERY != (start + recipients) // FOLLOW_EVERY:
            follow_receipts()
    for unit_id, waiting in arrived.items():
        signed_for(clerks[unit_id], waiting)
    follow_receipts()


def signed_for(clerk: Any, deliveries: list[int]) -> None:
    from yiwang.kernel.exchange.actions.answering import sign_for  # noqa: PLC0415
    from yiwang.kernel.exchange.parties import Side  # noqa: PLC0415
    from yiwang.kernel.organizations.tests.makers import actor  # noqa: PLC0415

    sign_for(actor(clerk), Side(clerk.unit), deliveries)


def with_shares(work: Callable[[], None]) -> tuple[dict[str, float], float]:
    """Seconds of the work, and how many of them went into signatures, statements and the record.

    The parts overlap: what the record does to the database counts in both.
    """
    from django.db import connection  # noqa: PLC0415

    from yiwang.kernel.audit import chain  # noqa: PLC0415
    from yiwang.kernel.signatures import keys  # noqa: PLC0415

    spent = {"signing": 0.0, "database": 0.0, "audit": 0.0}

    def database(execute: Any, *call: Any) -> Any:
        with timed(spent, "database"):
            return execute(*call)

    with (
        replaced(keys.Key, "sign", spent, "signing"),
        replaced(chain, "append", spent, "audit"),
        replaced(chain, "locked_head", spent, "audit"),
        replaced(connection, "_commit", spent, "database"),
        connection.execute_wrapper(database),
    ):
        started = time.perf_counter()
        work()
        return spent, time.perf_counter() - started


@contextmanager
def timed(spent: dict[str, float], name: str) -> Iterator[None]:
    started = time.perf_counter()
    try:
        yield
    finally:
        spent[name] += time.perf_counter() - started


@contextmanager
def replaced(owner: Any, name: str, spent: dict[str, float], part_name: str) -> Iterator[None]:
    """The function, its time added up while the block runs."""
    original = getattr(owner, name)

    def measuring(*call: Any, **options: Any) -> Any:
        with timed(spent, part_name):
            return original(*call, **options)

    setattr(owner, name, measuring)
    try:
        yield
    finally:
        setattr(owner, name, original)


def timed_exchange(options: argparse.Namespace, *, mixed: bool) -> float:
    """Seconds for as many deliveries as were asked for."""
    started = time.perf_counter()
    exchange(options.messages, options.seed + 10, with_files=options.files, mixed=mixed)
    return time.perf_counter() - started


def two_workers(options: argparse.Namespace, *more: str) -> int:
    """Deliveries a second of two processes together, from the first beginning to the last end."""
    command = [*ITSELF, "--part", "worker", "--messages", str(options.messages // 2)]
    command += ["--units", str(options.units), *(["--files"] if options.files else []), *more]
    workers = [
        subprocess.Popen([*command, "--seed", str(seed)], stdout=subprocess.PIPE, env=os.environ)
        for seed in (2, 3)
    ]
    spans = [json.loads(worker.communicate()[0]) for worker in workers]
    seconds = max(span["end"] for span in spans) - min(span["start"] for span in spans)
    return round(2 * (options.messages // 2) / seconds)


def worked(options: argparse.Namespace) -> dict[str, Any]:
    """One of two workers on the database that is there already."""
    import django  # noqa: PLC0415

    django.setup()
    exchange(20, options.seed + 20, with_files=options.files)
    start = time.time()
    exchange(options.messages, options.seed, with_files=options.files, mixed=options.mixed)
    return {"start": start, "end": time.time()}


def inbox_p95_ms() -> float:
    """The inbox page of a unit with 100,000 messages, asked for as a clerk's browser would."""
    from django.test import Client  # noqa: PLC0415

    from yiwang.kernel.exchange.tests.makers import make_clerk, send_from  # noqa: PLC0415
    from yiwang.kernel.organizations.models import Post  # noqa: PLC0415
    from yiwang.kernel.organizations.tests.makers import sign_in  # noqa: PLC0415

    clerk = make_clerk()
    fill_inbox(send_from(Post.objects.in_full().exclude(unit=clerk.unit).order_by("-pk")[0], clerk.unit))
    client = Client()
    sign_in(client, clerk)
    spent = []
    for number in range(PAGES + 5):
        started = time.perf_counter()
        answer = client.get("/office/exchange/", {"page": str(number % 10 + 1), "tab": "all"})
        spent.append(time.perf_counter() - started)
        if answer.status_code != 200:
            raise SystemExit(f"The inbox answered {answer.status_code}.")
    return round(sorted(spent[5:])[int(PAGES * 0.95) - 1] * 1000, 1)


def settle() -> None:
    """Let PostgreSQL know what its tables hold, as autovacuum does within a minute of such a load."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def fill_inbox(envelope: Any) -> None:
    """So many copies of one delivery, each with an envelope of its own."""
    from yiwang.kernel.exchange.models import Delivery, Envelope, new_uid  # noqa: PLC0415

    delivery = envelope.deliveries.get()
    for start in range(0, LARGE_INBOX, 2_000):
        envelopes = []
        for number in range(start, start + 2_000):
            values = {field.attname: getattr(envelope, field.attname) for field in Envelope._meta.fields}
            envelopes.append(Envelope(**{**values, "id": None, "uid": new_uid(), "subject": f"通知{number}"}))
        kept = Envelope.objects.bulk_create(envelopes)
        values = {field.attname: getattr(delivery, field.attname) for field in Delivery._meta.fields}
        Delivery.objects.bulk_create(
            Delivery(**{**values, "id": None, "envelope_id": one.pk}) for one in kept
        )


def database_bytes() -> int:
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Path(str(connection.settings_dict["NAME"])).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def signatures_per_s() -> int:
    """Bare SM2 signatures with one key."""
    from yiwang.kernel.signatures import algorithms  # noqa: PLC0415

    key = algorithms.generate("sm2")
    return per_second(lambda: key.sign(b"\x00" * 600))


def commits_per_s() -> int:
    """Bare durable commits of one small row, by the driver itself."""
    if given := os.environ.get("DATABASE_URL"):
        with psycopg.connect(given) as connection:
            connection.execute("CREATE TABLE bare (id bigserial PRIMARY KEY, text text)")
            connection.commit()

            def postgres() -> None:
                connection.execute("INSERT INTO bare (text) VALUES (%s)", ["x" * 400])
                connection.commit()

            return per_second(postgres)
    with tempfile.TemporaryDirectory(dir=os.environ["YIWANG_DATA"]) as folder:
        bare = sqlite3.connect(f"{folder}/bare.sqlite3")
        bare.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE bare (text text);")

        def sqlite() -> None:
            bare.execute("INSERT INTO bare VALUES (?)", ["x" * 400])
            bare.commit()

        return per_second(sqlite)


def amqp_confirms_per_s() -> int:
    """Bare persistent messages with confirms, one after the other; 0 where no broker answers."""
    address = os.environ.get("YIWANG_BENCH_AMQP", "amqp://guest:guest@127.0.0.1:5672/%2f")
    try:
        connection = pika.BlockingConnection(pika.URLParameters(address))
    except pika.exceptions.AMQPError:
        return 0
    with connection:
        channel = connection.channel()
        queue = channel.queue_declare("", durable=True, exclusive=True).method.queue
        channel.confirm_delivery()
        durable = pika.BasicProperties(delivery_mode=2)
        return per_second(lambda: channel.basic_publish("", queue, b"x" * 2_000, durable, mandatory=True))


def per_second(once: Callable[[], object]) -> int:
    for _ in range(20):
        once()
    started, done = time.perf_counter(), 0
    while time.perf_counter() - started < RAW_SECONDS:
        once()
        done += 1
    return round(done / (time.perf_counter() - started))


if __name__ == "__main__":
    main()

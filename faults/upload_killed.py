"""Is every confirmed upload whole, and nothing half-done, when the processes that receive files are killed?

``python -m faults.upload_killed [--json] [--seconds 45] [--seed 1]``: on a database and a store of their own,
two processes at a time receive files of up to 8 MB, many with the same bytes, and throw some away again; each
is killed by SIGKILL at a random moment. Then every file confirmed before a kill must lie there whole, every
row must have its bytes, every digest must name exactly its bytes, and the cleaning jobs must remove what the
kills left behind, and nothing else. With ``DATABASE_URL`` it runs on PostgreSQL.
"""

import argparse
import hashlib
import io
import os
import random
import select
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.rig import database, show

AT_ONCE = 2
SHARED = 12
LARGEST = 8 << 20


@dataclass
class Confirmed:
    """What processes said after their commits: file -> digest; ``doubtful`` were being thrown away."""

    files: dict[int, str] = field(default_factory=dict)
    doubtful: set[int] = field(default_factory=set)
    kills: int = 0

    def hear(self, line: str) -> None:
        match line.split():
            case ["kept", pk, digest]:
                self.files[int(pk)] = digest
            case ["dropping", pk]:
                self.doubtful.add(int(pk))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=45)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with database("upload_killed"):
        confirmed = rehearsed(asked.seconds, random.Random(asked.seed))
        before = left_behind()
        wrong = faults_in(confirmed)
        removed = cleaned()
        wrong += faults_in(confirmed) + [f"left after cleaning: {name}" for name in left_behind()]
    kept = len(set(confirmed.files) - confirmed.doubtful)
    figures = {"kills": confirmed.kills, "confirmed": kept, "left_behind": len(before), "removed": removed}
    show({**figures, "wrong": len(wrong)}, as_json=asked.json)
    for sentence in wrong[:20]:
        print(sentence, file=sys.stderr)
    return 1 if wrong or not kept or not confirmed.kills else 0


def rehearsed(seconds: float, chance: random.Random) -> Confirmed:
    """Start and kill processes, ``AT_ONCE`` at a time, until the time is over."""
    confirmed = Confirmed()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for process, pipe in [started(chance.getrandbits(32)) for _ in range(AT_ONCE)]:
            for line in heard(pipe, chance.uniform(0.05, 0.6)):
                confirmed.hear(line)
            os.kill(process, signal.SIGKILL)
            confirmed.kills += os.WIFSIGNALED(os.waitpid(process, 0)[1])
            for line in heard(pipe, 0):
                confirmed.hear(line)
            os.close(pipe)
    return confirmed


def started(seed: int) -> tuple[int, int]:
    """A process that receives files until it is killed, and the pipe on which it confirms them."""
    from django.db import connections  # noqa: PLC0415 - Django is set up only now

    connections.close_all()
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        try:
            receive_for_ever(writing, random.Random(seed))
        finally:
            os._exit(1)
    os.close(writing)
    return process, reading


def heard(pipe: int, seconds: float) -> Iterator[str]:
    """Whole lines that come within so many seconds, and what lies ready after them."""
    end = time.monotonic() + seconds
    text = b""
    while select.select([pipe], [], [], max(0.0, end - time.monotonic()))[0]:
        if not (part := os.read(pipe, 65536)):
            break
        text += part
    yield from text.decode().splitlines()


def receive_for_ever(confirm: int, chance: random.Random) -> None:
    from yiwang.kernel.audit.rules import SYSTEM  # noqa: PLC0415
    from yiwang.kernel.files.actions import collect, receive  # noqa: PLC0415

    own = []
    while True:
        content = made(random.Random(chance.randrange(SHARED)) if chance.random() < 0.4 else chance)
        stored = receive(SYSTEM, io.BytesIO(content), "演练")
        os.write(confirm, f"kept {stored.pk} {hashlib.sha256(content).hexdigest()}\n".encode())
        own.append(stored)
        if chance.random() < 0.4:
            gone = own.pop(chance.randrange(len(own)))
            os.write(confirm, f"dropping {gone.pk}\n".encode())
            collect(gone)


def made(chance: random.Random) -> bytes:
    """Text, or a PDF as far as anybody looks; many small, some large enough to be killed while written."""
    length = int(LARGEST ** chance.random()) if chance.random() < 0.6 else chance.randrange(LARGEST)
    return b"x" * length if length < 64 else b"%PDF-1.7\n" + chance.randbytes(length)


def faults_in(confirmed: Confirmed) -> list[str]:
    """One sentence for everything that should not be."""
    from yiwang.kernel.audit.proof import proved_database, stored_rows  # noqa: PLC0415
    from yiwang.kernel.files.models import StoredFile  # noqa: PLC0415

    rows = dict(StoredFile.objects.values_list("pk", "blob_id"))
    named = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in stored_paths()}
    kept = {pk: digest for pk, digest in confirmed.files.items() if pk not in confirmed.doubtful}
    wrong = [f"confirmed file {pk} is gone" for pk, digest in kept.items() if rows.get(pk) != digest]
    wrong += [f"file {pk} has no bytes" for pk, digest in rows.items() if digest not in named]
    wrong += [f"{name} holds the bytes of {digest}" for name, digest in named.items() if name != digest]
    broken = proved_database(stored_rows(), 1).broken
    return wrong + ([f"the record is broken: {broken.sentence}"] if broken else [])


def stored_paths() -> list[Path]:
    from django.conf import settings  # noqa: PLC0415

    return [path for path in Path(settings.MEDIA_ROOT).glob("??/*") if path.is_file()]


def left_behind() -> list[str]:
    """Half-received files, bytes without a row, and rows of digests of which nothing is made."""
    from yiwang.kernel.files import arrivals  # noqa: PLC0415
    from yiwang.kernel.files.models import Blob, StoredFile  # noqa: PLC0415

    half = [path.name for path in arrivals.folder().glob("*")]
    used = set(StoredFile.objects.values_list("blob_id", flat=True))
    idle = set(Blob.objects.values_list("digest", flat=True)) - used
    return half + sorted(idle | {path.name for path in stored_paths() if path.name not in used})


def cleaned() -> int:
    """Two days later: what the cleaning jobs remove."""
    from yiwang.kernel.deadlines.moments import now, shifted  # noqa: PLC0415
    from yiwang.kernel.files import arrivals, tasks  # noqa: PLC0415
    from yiwang.kernel.files.models import Blob  # noqa: PLC0415

    ago = shifted(now(), days=-2)
    for path in [*stored_paths(), *arrivals.folder().glob("*")]:
        os.utime(path, (ago.timestamp(), ago.timestamp()))
    Blob.objects.update(stored_at=ago)
    return tasks.remove_leftovers() + sum(tasks.sweep(f"{shard:02x}") for shard in range(256))


if __name__ == "__main__":
    sys.exit(main())

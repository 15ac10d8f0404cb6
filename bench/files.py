"""How fast is a large file received, and does it ever lie in memory?

``python -m bench.files [--json] [--mb 1024]``, in a database of its own: SQLite, or where DATABASE_URL says.
An MP4 of so many MB is made while it is read, goes through ``receive`` (written, digested, examined, settled
on disk, recorded) and is digested again from the store. Peak memory is the highest resident size of the whole
process; ``grown_mb`` is what the large file added to it.
"""

import argparse
import hashlib
import resource
import time

from bench import rig

START = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41"


class Film:
    """Bytes that begin like a film and end after ``size``; none is kept."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.start = START
        self.piece = bytes(range(256)) * 4096

    def read(self, size: int = 1 << 20) -> bytes:
        piece = (self.start + self.piece)[: min(self.left, size)]
        self.start = b""
        self.left -= len(piece)
        return piece


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object for programs")
    parser.add_argument("--mb", type=int, default=1024)
    asked = parser.parse_args()
    with rig.database("files"):
        rig.show(figures(asked.mb), as_json=asked.json)


def figures(megabytes: int) -> dict[str, float | int | str]:
    from yiwang.kernel.audit.rules import SYSTEM  # noqa: PLC0415 - Django is set up by now
    from yiwang.kernel.files import store  # noqa: PLC0415
    from yiwang.kernel.files.actions import receive  # noqa: PLC0415

    receive(SYSTEM, Film(1 << 20), "warm.mp4")
    before = peak_mb()
    started = time.perf_counter()
    stored = receive(SYSTEM, Film(megabytes << 20), "film.mp4")
    took = time.perf_counter() - started
    grown = peak_mb() - before
    with store.opened(stored.digest or "") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != stored.digest:
            raise SystemExit("The stored bytes are not those that were received.")
    return {
        "receive_mb_per_s": round(megabytes / took),
        "peak_mb_1gb" if megabytes == 1024 else f"peak_mb_{megabytes}mb": round(peak_mb(), 1),
        "grown_mb": round(grown, 1),
    }


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

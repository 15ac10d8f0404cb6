"""What does a gap device (网闸) do to files on their way from one folder to another, if it is a bad one?

It copies in slices under the final name, so that the reader sees half a file; it brings files late and
therefore out of order, twice, cut off for good, with a byte turned over, or never. What it did is counted.
"""

import argparse
import json
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from faults.exchange.clock import Clock

ENDING = ".parcel"
SLICE = 16 << 10
PAUSE = 0.01
SLOW = 0.05
LATEST = 3.0
AT_ONCE = 200
# Of a thousand files.
FAULTS = {"late": 40, "twice": 20, "slow": 30, "torn": 6, "turned": 6, "lost": 3}


class Copy:
    """One file on its way, a slice at a time; ``at``: when it goes on (time.monotonic)."""

    def __init__(self, source: Path, target: Path, at: float, pause: float, clock: Clock) -> None:
        self.source, self.target, self.at, self.pause, self.clock = source, target, at, pause, clock
        self.keep = False
        self.end: int | None = None
        self.turn: int | None = None
        self._slices: Iterator[None] | None = None

    def step(self) -> bool:
        """Whether it is over. Raises OSError where there is no room; then it begins anew later."""
        self._slices = self._slices or self._copied()
        try:
            next(self._slices)
        except StopIteration:
            return True
        self.at = time.monotonic() + self.pause
        return False

    def _copied(self) -> Iterator[None]:
        try:
            content = bytearray(self.source.read_bytes())
        except FileNotFoundError:
            return
        if self.turn is not None and content:
            content[self.turn % len(content)] ^= 1 << self.turn % 8
        whole = content[: self.end % len(content)] if self.end is not None and content else content
        with self.target.open("wb") as file:
            for at in range(0, len(whole), SLICE):
                file.write(whole[at : at + SLICE])
                file.flush()
                self._date()
                if self.pause and (at == 0 or at + SLICE < len(whole)):
                    yield
        self._date()
        if not self.keep:
            self.source.unlink(missing_ok=True)

    def _date(self) -> None:
        """The device and the platform have the same clock; the platform may have fetched it already."""
        shown = self.clock.shown()
        try:
            os.utime(self.target, (shown, shown))
        except FileNotFoundError:
            return


class Device:
    """Carries files from one folder to the other until it is told to stop."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.source, self.target, self.counts_at = asked.source, asked.target, asked.counts
        self.chance = Random(asked.seed)
        self.faults = FAULTS if asked.faulty else {}
        self.clock = Clock(asked.clock)
        self.counts: Counter[str] = Counter()
        if self.counts_at.exists():
            self.counts.update(json.loads(self.counts_at.read_text()))
        self.on_the_way: dict[str, Copy] = {}
        self.again: list[Copy] = []
        self.stopping = False

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self.stop)
        while not self.stopping:
            try:
                self.look()
            except FileNotFoundError:
                self.on_the_way.clear()  # a folder is not mounted
            moved = self.go_on()
            if not moved:
                self.count()
                time.sleep(PAUSE)
        self.count()

    def stop(self, *_: object) -> None:
        self.stopping = True

    def look(self) -> None:
        for name in sorted(os.listdir(self.source))[: AT_ONCE * 4]:
            if name.endswith(ENDING) and name not in self.on_the_way and len(self.on_the_way) < AT_ONCE:
                self.take(name)

    def take(self, name: str) -> None:
        source, target = self.source / name, self.target / name
        fault = self.fault()
        self.counts["files"] += 1
        self.counts[fault] += 1
        if fault == "lost":
            source.unlink(missing_ok=True)
            return
        delay = self.chance.uniform(0.2, LATEST) if fault == "late" else 0.0
        copy = Copy(source, target, time.monotonic() + delay, SLOW if fault == "slow" else 0.0, self.clock)
        if fault == "torn":
            copy.end = self.chance.randrange(1 << 30)
        if fault == "turned":
            copy.turn = self.chance.randrange(1 << 30)
        copy.keep = fault == "twice"
        self.on_the_way[name] = copy

    def fault(self) -> str:
        drawn = self.chance.randrange(1000)
        for name, share in self.faults.items():
            if drawn < share:
                return name
            drawn -= share
        return "whole"

    def go_on(self) -> int:
        moved = 0
        moment = time.monotonic()
        for name, copy in [*self.on_the_way.items()]:
            if copy.at > moment:
                continue
            try:
                is_over = copy.step()
            except OSError:
                self.counts["no_room"] += 1
                self.on_the_way.pop(name)
                copy.target.unlink(missing_ok=True)
                continue
            moved += 1
            if is_over:
                self.finish(name, copy)
        return moved

    def finish(self, name: str, copy: Copy) -> None:
        """A file that comes twice is copied once more when the reader has most likely fetched the first."""
        if not copy.keep:
            del self.on_the_way[name]
            return
        again = Copy(
            copy.source, copy.target, time.monotonic() + self.chance.uniform(0.1, LATEST), 0.0, self.clock
        )
        self.on_the_way[name] = again

    def count(self) -> None:
        made = self.counts_at.with_suffix(".new")
        made.write_text(json.dumps(self.counts))
        made.replace(self.counts_at)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--counts", type=Path, required=True)
    parser.add_argument("--clock", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faulty", action="store_true")
    Device(parser.parse_args()).run()


if __name__ == "__main__":
    main()

"""How is a disk filled and emptied again without harm to the machine?

A small file system in memory where the rehearsal may mount one, made as small as what it holds; where it may
not, the processes of that side may not let any file grow (RLIMIT_FSIZE), which they meet as the same error.
"""

import contextlib
import os
import resource
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from faults.exchange.company import descendants

LARGE = "4g"
SPARE = 64 << 10
SMALLEST = 64 << 10


@dataclass
class Room:
    """A folder whose space can be taken away; ``processes``: who writes to it."""

    place: Path
    processes: Callable[[], Sequence[int]]

    def __post_init__(self) -> None:
        self.place.mkdir(parents=True, exist_ok=True)
        self.is_mounted = _mount(
            "-t", "tmpfs", "-o", f"size={LARGE},nr_inodes=0", "rehearsal", str(self.place)
        )

    @property
    def means(self) -> str:
        return "tmpfs" if self.is_mounted else "RLIMIT_FSIZE"

    def fill(self) -> None:
        if self.is_mounted:
            about = os.statvfs(self.place)
            used = (about.f_blocks - about.f_bfree) * about.f_frsize
            _mount("-o", f"remount,size={used + SPARE}", str(self.place))
            return
        self._limit(SMALLEST)

    def empty(self) -> None:
        if self.is_mounted:
            _mount("-o", f"remount,size={LARGE}", str(self.place))
            return
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, most: int) -> None:
        for pid in self.processes():
            for each in (pid, *descendants(pid)):
                with contextlib.suppress(ProcessLookupError):
                    resource.prlimit(each, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def _mount(*words: str) -> bool:
    try:
        done = subprocess.run(["mount", *words], capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0

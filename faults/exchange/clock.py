"""What time is it on an installation of the rehearsal, and how is its clock made to run, leap and go back?

A clock is a small file that every process of the installation looks at: at which real moment it showed
what, and how many seconds it shows in a real one. The product knows nothing of it:
``wound/sitecustomize.py``, found through PYTHONPATH, puts ``shown`` in the place of ``time.time`` and
``django.utils.timezone.now``.
"""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

REAL = time.time
# Founded so long ago that no leap brings a clock past the real one, by which files are dated.
BEHIND = 40 * 86_400


class Clock:
    """The clock of one installation; whoever holds it sets it, everybody else only looks."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._edition: tuple[int, int] = (0, 0)
        self._set = (0.0, 0.0, 1.0)

    def start(self, rate: float) -> None:
        self._write(REAL() - BEHIND, rate)

    def shown(self) -> float:
        """Seconds since 1970, as ``time.time``."""
        about = os.stat(self.path)
        if (about.st_ino, about.st_mtime_ns) != self._edition:
            real, shown, rate = self.path.read_text().split()
            self._set = (float(real), float(shown), float(rate))
            self._edition = (about.st_ino, about.st_mtime_ns)
        real_then, shown_then, rate_now = self._set
        return shown_then + (REAL() - real_then) * rate_now

    def leap(self, seconds: float) -> None:
        """Forward, or back where it is negative."""
        shown = self.shown()
        self._write(shown + seconds, self._set[2])

    def _write(self, shown: float, rate: float) -> None:
        made = self.path.with_suffix(".new")
        made.write_text(f"{REAL()!r} {shown!r} {rate!r}")
        made.replace(self.path)


def install(path: str) -> None:
    """From here on this process lives by the clock; called before anything else is imported."""
    from django.utils import timezone  # noqa: PLC0415 - only a process that lives by a clock needs Django

    clock = Clock(Path(path))

    def now() -> datetime:
        return datetime.fromtimestamp(clock.shown(), UTC)

    time.time = clock.shown
    timezone.now = now

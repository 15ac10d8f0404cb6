"""What time is it while the history of the demonstration city is acted out?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from unittest.mock import patch

from django.utils import timezone

from yiwang.kernel import planner

COUNTED = frozenset({200, 400, 800, 1600, 3200})  # acts after which the database counts its rows anew


@dataclass(frozen=True)
class Act:
    """One thing that somebody did at a moment."""

    moment: datetime
    deed: Callable[[], object]


class Clock:
    """Stands where the act that is being performed puts it."""

    def __init__(self) -> None:
        self.moment = timezone.now()
        self.performed = 0

    def now(self) -> datetime:
        return self.moment

    def perform(self, act: Act) -> None:
        self.moment = act.moment
        act.deed()
        self.performed += 1
        if self.performed in COUNTED:
            planner.count_rows()


@contextmanager
def acting() -> Iterator[Clock]:
    """Everything done inside happens at the moment of its act, and is recorded as of that moment.

    Nothing outside this package may do this; the command refuses anywhere but in an empty demonstration.
    """
    clock = Clock()
    with patch.object(timezone, "now", clock.now):
        yield clock

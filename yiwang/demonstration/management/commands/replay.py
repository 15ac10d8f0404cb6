"""How is the demonstration city filled with a year of work, deed by deed?"""

import json as writing
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from resource import RUSAGE_SELF, getrusage
from time import monotonic, process_time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from yiwang.demonstration.approving import APPLY, Turn
from yiwang.demonstration.clock import Act
from yiwang.demonstration.management.commands.demo import MODES
from yiwang.demonstration.outcomes import outcomes
from yiwang.demonstration.replaying import replay
from yiwang.kernel.audit.rules import sm3
from yiwang.kernel.errors import Refused

# A power cut may take back the last moments, deeds and marks together: from there the replay goes on.
QUICK_COMMIT = {"sqlite": "PRAGMA synchronous=NORMAL", "postgresql": "SET synchronous_commit TO off"}
MEGABYTE = 1 << 20


class Command(BaseCommand):
    help = (
        "Play a year of applications through the real actions, the same for the same seed. "
        "What was broken off goes on where it was when it is asked for again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("subject", choices=["approvals"])
        parser.add_argument("--cases", type=int, default=20_000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--days", type=int, default=365, help="calendar days back to the first one (365)")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON for programs")

    def handle(self, *args: Any, cases: int, seed: int, days: int, json: bool, **options: Any) -> None:
        if settings.MODE not in MODES:
            raise CommandError(f"只有演示城市可以重放：YIWANG_MODE 是 {settings.MODE}，不是 demo。")
        if cases < 1 or days < 1:
            raise CommandError("件数和天数都要大于0。")
        watch = Watch(self.stderr)
        if not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute(QUICK_COMMIT[connection.vendor])
        try:
            with _alone(), connection.execute_wrapper(watch.count):
                played, year = replay(cases, seed, days, watch.shown)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        became = outcomes(played)
        figures = {
            "cases": cases,
            **watch.figures(),
            "planned": _shares(Counter(year.endings)),
            "endings": _shares(became.endings),
            "on_time_share": became.on_time and round(became.on_time, 4),
        }
        self.stdout.write(writing.dumps(figures, ensure_ascii=False) if json else _lines(figures))


@contextmanager
def _alone() -> Iterator[None]:
    """One process fills a city at a time; the lock ends with the process, however that ends."""
    city = sm3(str(connection.settings_dict["NAME"]).encode())[:16]
    with (settings.DATA / f"replay-{city}.lock").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise Refused("这座演示城市正在由另一个进程重放，请等它结束。") from None
        yield


class Watch:
    """Counts what a replay costs, and says once a day of the city how far it has come."""

    def __init__(self, stderr: Any) -> None:
        self.stderr = stderr
        self.started, self.computed = monotonic(), process_time()
        self.statements = self.played = 0

    def count(self, execute: Any, *asked: Any) -> Any:
        self.statements += 1
        return execute(*asked)

    def shown(self, acts: Sequence[Act]) -> Iterator[Act]:
        self.started, self.computed = monotonic(), process_time()
        to_come = sum(map(_is_application, acts))
        for act in acts:
            yield act
            if _is_application(act):
                self.played += 1
            elif not isinstance(act, Turn):
                rate = self.played / (monotonic() - self.started)
                self.stderr.write(f"{act.moment:%Y-%m-%d} {self.played}/{to_come}件 {rate:.1f}件/秒")

    def figures(self) -> dict[str, Any]:
        seconds, computed = monotonic() - self.started, process_time() - self.computed
        return {
            "played_now": self.played,
            "seconds": round(seconds, 1),
            "cpu_seconds": round(computed, 1),
            "cases_per_s": round(self.played / seconds, 2),
            "cases_per_cpu_s": round(self.played / computed, 2),
            "statements_per_case": round(self.statements / self.played, 1) if self.played else None,
            "peak_mb": round(_peak_bytes() / MEGABYTE),
        }


def _is_application(act: Act) -> bool:
    return isinstance(act, Turn) and act.name == APPLY


def _peak_bytes() -> int:
    """Linux counts in kilobytes, macOS in bytes."""
    peak = getrusage(RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak << 10


def _shares(counts: Mapping[str, int]) -> dict[str, Any]:
    whole = sum(counts.values())
    return {
        key: {"cases": number, "share": round(number / whole, 4)} for key, number in sorted(counts.items())
    }


def _lines(figures: Mapping[str, Any]) -> str:
    return "\n".join(f"{key}: {value}" for key, value in figures.items())

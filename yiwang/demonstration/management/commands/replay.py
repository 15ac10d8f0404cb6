"""How is the demonstration city filled with a year of work, deed by deed?"""

import json as writing
from argparse import ArgumentParser
from collections.abc import Iterable
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from yiwang.demonstration.clock import Act
from yiwang.demonstration.management.commands.demo import MODES
from yiwang.demonstration.replaying import replay
from yiwang.kernel.errors import Refused


class Command(BaseCommand):
    help = "Play a year of applications through the real actions, the same for the same seed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("subject", choices=["approvals"])
        parser.add_argument("--cases", type=int, default=20_000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--days", type=int, default=365, help="calendar days back to the first one (365)")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON for programs")

    def handle(self, *args: Any, cases: int, seed: int, days: int, json: bool, **options: Any) -> None:
        if settings.MODE not in MODES:
            raise CommandError(f"只有演示城市可以重放：YIWANG_MODE 是 {settings.MODE}，不是 demo。")
        if cases < 1 or days < 1:
            raise CommandError("件数和天数都要大于0。")
        started = monotonic()
        try:
            endings = replay(cases, seed, days, _shown)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        seconds = monotonic() - started
        figures = {"cases": cases, "seconds": round(seconds, 1), "cases_per_s": round(cases / seconds, 2)}
        told = {**figures, "endings": dict(sorted(endings.items()))}
        self.stdout.write(writing.dumps(told, ensure_ascii=False) if json else _lines(told))


def _shown(acts: list[Act]) -> Iterable[Act]:
    return tqdm(acts, desc="办件", unit="步", ncols=80, mininterval=0.5)


def _lines(told: dict[str, Any]) -> str:
    return "\n".join(f"{key}: {value}" for key, value in told.items())

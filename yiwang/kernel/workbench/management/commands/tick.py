"""``yiwang tick``: one round of the regular jobs whose turn it is."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from yiwang.kernel.deadlines import ticking
from yiwang.kernel.deadlines.moments import now


class Command(BaseCommand):
    help = "Run every regular job whose turn it is, once (exit code 1 where one failed): for cron."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON array")

    def handle(self, *args: Any, **options: Any) -> None:
        results = ticking.run_due(now())
        if options["json"]:
            self.stdout.write(json.dumps([vars(result) for result in results], ensure_ascii=False))
        else:
            for result in results:
                self.stdout.write(line(result))
        if any(result.error for result in results):
            sys.exit(1)


def line(result: ticking.Result) -> str:
    """One run in one line: the job, what it did or why it failed, and how long it took."""
    outcome = f"失败：{result.error}" if result.error else f"办理 {result.did} 件"
    return f"{result.name} {outcome}，用时 {result.took:.2f} 秒"

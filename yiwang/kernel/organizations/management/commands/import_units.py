"""How is a unit ledger imported from the command line?"""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.actions.ledger import import_ledger
from yiwang.kernel.organizations.ledger import Rejection, rows_of


class Command(BaseCommand):
    help = "Import a unit ledger from Excel or CSV; rows that cannot be taken are listed and stop nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument(
            "--on", type=date.fromisoformat, default=None, help="effective date, today by default"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object for programs")

    def handle(
        self, *args: Any, file: Path, dry_run: bool, on: date | None, json: bool, **options: Any
    ) -> None:
        try:
            with file.open("rb") as stream:
                rows = rows_of(stream, file.name)
            kept = import_ledger(SYSTEM, rows, file.name, on=on or today(), is_dry_run=dry_run)
        except OSError as unreadable:
            raise CommandError(f"{file}: {unreadable.strerror}") from unreadable
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        counts = {name: getattr(kept, name) for name in ("opened", "changed", "unchanged", "rejected")}
        rejections = [Rejection(**rejection) for rejection in kept.rejections]
        self.stdout.write(_as_json(counts, rejections, dry_run) if json else _as_text(counts, rejections))
        if rejections:
            sys.exit(1)


def _as_json(counts: dict[str, int], rejections: list[Rejection], dry_run: bool) -> str:
    listed = [asdict(rejection) for rejection in rejections]
    return json.dumps({**counts, "dry_run": dry_run, "rejections": listed}, ensure_ascii=False)


def _as_text(counts: dict[str, int], rejections: list[Rejection]) -> str:
    words = {"opened": "新设", "changed": "变更", "unchanged": "未变", "rejected": "拒绝"}
    lines = ["，".join(f"{word} {counts[name]}" for name, word in words.items())]
    lines += [f"第{one.number}行 {one.code} {one.name}：{one.reason}" for one in rejections]
    return "\n".join(lines)

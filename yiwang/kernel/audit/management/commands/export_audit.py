"""``yiwang export-audit FILE``: seal a part of the record so that it can be kept outside."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from yiwang.kernel.audit.actions import record_export
from yiwang.kernel.audit.proof import chain_head, digest_before, stored_rows
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.audit.sealing import Seal, export


class Command(BaseCommand):
    help = "Write entries of the audit record to a sealed file; verify-audit --file proves it anywhere."
    requires_system_checks: list[str] = []  # a page that is broken does not stop it

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--from", dest="first", type=int, default=1, metavar="N", help="first entry")
        parser.add_argument("--to", dest="last", type=int, metavar="N", help="last entry; without: all")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        first, end = options["first"], chain_head().number
        last = end if options["last"] is None else options["last"]
        if not 1 <= first <= last <= end:
            raise CommandError(f"审计记录现有第 1 条到第 {end} 条，没有第 {first} 条到第 {last} 条。")
        seal = self.sealed(options["file"], first, last, is_quiet=options["json"])
        record_export(SYSTEM, file=options["file"].name, first=first, **vars(seal))
        if options["json"]:
            self.stdout.write(json.dumps({"file": str(options["file"]), "first": first, **vars(seal)}))
        else:
            self.stdout.write(f"已封存第 {first} 条到第 {seal.last} 条，链尾摘要 {seal.head}。")

    def sealed(self, file: Path, first: int, last: int, *, is_quiet: bool) -> Seal:
        rows = tqdm(
            stored_rows(first, last),
            total=last - first + 1,
            unit="条",
            disable=is_quiet or not sys.stderr.isatty(),
        )
        try:
            return export(rows, file, first=first, previous=digest_before(first))
        except FileExistsError:
            raise CommandError(f"{file} 已经存在；封存的文件不会被覆盖。") from None
        except OSError as fault:
            raise CommandError(f"无法写入 {file}：{fault.strerror}。") from None

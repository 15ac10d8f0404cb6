"""``yiwang verify-audit``: prove the chain of entries, or name the first that is wrong."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from tqdm import tqdm

from yiwang.kernel.audit import triggers
from yiwang.kernel.audit.proof import Proof, chain_head, proved_database, stored_rows
from yiwang.kernel.audit.sealing import proved_file


class Command(BaseCommand):
    help = "Prove that the audit record is whole, or name the first entry that is wrong (exit code 1)."
    requires_system_checks: list[str] = []  # a page that is broken does not stop it

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--from", dest="first", type=int, default=1, metavar="N", help="begin at entry N")
        parser.add_argument(
            "--head", default="", metavar="DIGEST", help="a digest noted earlier must still occur"
        )
        parser.add_argument(
            "--file", type=Path, metavar="FILE", help="a sealed export instead of the database"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["first"] < 1:
            raise CommandError("--from takes the number of an entry, 1 or more.")
        started = monotonic()
        try:
            proof, unguarded = self.proof(options)
        except FileNotFoundError as fault:
            raise CommandError(f"找不到文件 {fault.filename}。") from None
        self.report(proof, unguarded, monotonic() - started, as_json=options["json"])
        if proof.broken or unguarded:
            sys.exit(1)

    def proof(self, options: dict[str, Any]) -> tuple[Proof, list[str]]:
        if options["file"]:
            return proved_file(options["file"], anchor=options["head"]), []
        first = options["first"]
        total = max(0, chain_head().number - first + 1)
        rows: Iterable[dict[str, Any]] = tqdm(
            stored_rows(first), total=total, unit="条", disable=options["json"] or not sys.stderr.isatty()
        )
        return proved_database(rows, first, options["head"]), triggers.missing(connection)

    def report(self, proof: Proof, unguarded: list[str], seconds: float, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_answer(proof, unguarded, seconds), ensure_ascii=False))
            return
        if proof.broken:
            self.stdout.write(self.style.ERROR(f"审计链断裂。{proof.broken.sentence}"))
        else:
            self.stdout.write(
                f"审计链完整：{proof.entries} 条，到第 {proof.last} 条，用时 {seconds:.1f} 秒。"
            )
            self.stdout.write(f"链尾摘要 {proof.head}（请另处保存，下次用 --head 核对）。")
        if unguarded:
            sentence = f"数据库缺少防篡改触发器：{'、'.join(unguarded)}。"
            self.stdout.write(self.style.ERROR(sentence))


def _answer(proof: Proof, unguarded: list[str], seconds: float) -> dict[str, Any]:
    return {
        "whole": proof.broken is None,
        "entries": proof.entries,
        "last": proof.last,
        "head": proof.head,
        "broken": vars(proof.broken) if proof.broken else None,
        "missing_triggers": unguarded,
        "seconds": round(seconds, 3),
        "entries_per_s": round(proof.entries / seconds) if seconds else 0,
    }

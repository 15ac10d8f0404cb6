"""How is a folder of public documents put onto the portal?"""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.reading import files, publishing
from yiwang.subsystems.portal.reading.identity import Read
from yiwang.subsystems.portal.reading.publishing import Outcome
from yiwang.subsystems.portal.reading.rejections import Rejections
from yiwang.subsystems.portal.reading.run import Progress, Publish, Summary, run

LABELS = {
    Outcome.NEW: "新发布",
    Outcome.CHANGED: "已更新",
    Outcome.UNCHANGED: "没有变化",
    Outcome.KEPT: "站内改动过，保留站内版本",
    Outcome.REFUSED: "未发布",
}


class Command(BaseCommand):
    help = "读取公开文件（JSON Lines、CSV 目录、网页、纯文本），识别后发布到栏目；重复运行不产生变化。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或文件夹")
        parser.add_argument("--column", default="", help="发布到的栏目网址；不填则为第一个政策文件栏目")
        parser.add_argument("--dry-run", action="store_true", help="只识别，不写入")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")
        parser.add_argument("--rejected", type=Path, help="未能读取的内容清单；不填则写入数据目录")

    def handle(self, *args: Any, **options: Any) -> None:
        missing = [str(path) for path in options["paths"] if not path.exists()]
        if missing:
            raise CommandError(f"找不到：{'、'.join(missing)}")
        try:
            publish = _only_read if options["dry_run"] else _publish_to(options["column"])
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        _keep_memory_small()
        path = options["rejected"] or settings.DATA / "import" / "rejected.jsonl"
        with Rejections(path) as rejections, _progress(options["paths"]) as progress:
            summary = run(options["paths"], publish, rejections, progress)
        self._show(summary, rejections, as_json=options["json"])

    def _show(self, summary: Summary, rejections: Rejections, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_plain(summary, rejections), ensure_ascii=False))
            return
        self.stdout.write(f"读取文件 {summary.files} 个，识别文档 {summary.read} 篇。")
        for outcome, count in summary.outcomes.items():
            self.stdout.write(f"  {LABELS[outcome]}：{count} 篇")
        if rejections.count:
            self.stdout.write(f"  未能采用 {rejections.count} 处，清单见 {rejections.path}：")
            for reason, count in rejections.reasons.most_common(10):
                self.stdout.write(f"    {count} 处：{reason}")


def _keep_memory_small() -> None:
    """Without this SQLite's cache and its mapping of the file would grow with the database being filled."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size=0")
            cursor.execute("PRAGMA cache_size=-8192")


def _plain(summary: Summary, rejections: Rejections) -> dict[str, Any]:
    return {
        "files": summary.files,
        "documents": summary.read,
        **{outcome.value: summary.outcomes[outcome] for outcome in Outcome if outcome != Outcome.REFUSED},
        "rejected": rejections.count,
        "rejected_list": str(rejections.path),
        "fields": dict(summary.fields),
    }


def _publish_to(column: str) -> Publish:
    shelf = publishing.shelf(column)
    return lambda batch: publishing.publish_batch(shelf, batch)


def _only_read(batch: list[Read]) -> list[tuple[Outcome, str]]:
    return [publishing.judged(read) for read in batch]


@contextmanager
def _progress(paths: list[Path]) -> Iterator[Progress]:
    """A bar over the bytes of all files, on a terminal only."""
    total = sum(path.stat().st_size for path in files.below(paths) if path.is_file())
    with tqdm(total=total, unit="B", unit_scale=True, desc="导入文件", disable=None) as bar:
        reached = {"before": 0, "file": 0}

        def begun(path: Path) -> None:
            reached["before"] += reached["file"]
            reached["file"] = 0
            bar.set_postfix_str(path.name, refresh=False)

        def read(position: int) -> None:
            reached["file"] = position
            bar.update(reached["before"] + position - bar.n)

        yield Progress(begun, read)

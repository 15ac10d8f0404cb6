"""``yiwang rebuild-index``: make the search index anew from what is kept of everything."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from yiwang.kernel.search.models import Entry
from yiwang.kernel.search.rebuilding import rebuild


class Command(BaseCommand):
    help = "重建检索索引"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one object for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(total=Entry.objects.count(), desc="重建索引", unit="条", disable=options["json"]) as bar:
            done = rebuild(bar.update)
        self.stdout.write(json.dumps({"entries": done}) if options["json"] else f"已重建索引，共 {done} 条。")

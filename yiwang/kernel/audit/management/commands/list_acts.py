"""``yiwang list-acts``: every act that the platform records, as a table for the documents."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from yiwang.kernel.audit.events import declared


class Command(BaseCommand):
    help = "List every declared act with its name."
    requires_system_checks: list[str] = []  # a page that is broken does not stop it

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="a JSON array, not a Markdown table")

    def handle(self, *args: Any, **options: Any) -> None:
        acts = sorted(declared().items())
        if options["json"]:
            rows = [{"act": act, "package": act.partition(".")[0], "label": label} for act, label in acts]
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        self.stdout.write("| act | 名称 |\n|---|---|")
        for act, label in acts:
            self.stdout.write(f"| `{act}` | {label} |")

"""``yiwang nodes``: which installations are known, and how they are."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from yiwang.kernel.deadlines.moments import local
from yiwang.kernel.nodes.board import Card, cards


class Command(BaseCommand):
    help = "List the known installations: carrier, last heard, waiting and stuck parcels, missing numbers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON array")

    def handle(self, *args: Any, **options: Any) -> None:
        found = cards()
        if options["json"]:
            self.stdout.write(json.dumps([card.plain for card in found], ensure_ascii=False))
            return
        for card in found:
            self.stdout.write(line(card))


def line(card: Card) -> str:
    heard = f"{local(card.node.last_heard_at):%Y-%m-%d %H:%M}" if card.node.last_heard_at else "从未"
    kind = f"{card.node.get_role_display()}，{card.node.get_carrier_display()}"
    words = [
        f"{card.node.code} {card.node.name}（{kind}）",
        f"最近联系 {heard}",
        f"待发 {card.waiting}，待回执 {card.carried}，受阻 {card.failed}",
        *card.alarms,
    ]
    return "；".join(words)

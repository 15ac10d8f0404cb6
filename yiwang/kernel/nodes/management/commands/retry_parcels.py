"""``yiwang retry-parcels``: everything that waits for a node is tried at once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.nodes.actions.parcels import retry_all
from yiwang.kernel.nodes.models import Node


class Command(BaseCommand):
    help = "Try everything at once that waits for a node, what is stuck from the beginning."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("node", metavar="NODE", help="its code")

    def handle(self, *args: Any, node: str, **options: Any) -> None:
        found = Node.objects.peers().filter(code=node).first()
        if found is None:
            raise CommandError(f"没有登记节点 {node}（yiwang nodes 列出已登记的节点）。")
        self.stdout.write(f"重新发送 {retry_all(SYSTEM, found)} 个邮包。")

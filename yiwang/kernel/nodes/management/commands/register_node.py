"""``yiwang register-node``: get to know another installation by its identity document."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes import identity
from yiwang.kernel.nodes.actions.nodes import register
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.organizations.models import Unit


class Command(BaseCommand):
    help = (
        "Register another installation, or renew what is known of it, by the fingerprint told by telephone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        roles = [role for role in Node.Role.values if role != Node.Role.OWN]
        carriers = [carrier for carrier in Node.Carrier.values if carrier != Node.Carrier.LOOPBACK]
        parser.add_argument("file", type=Path, help="identity document (yiwang node-identity)")
        parser.add_argument("--fingerprint", required=True, help="as it was told; blanks do not matter")
        parser.add_argument("--role", required=True, choices=roles)
        parser.add_argument("--unit", default="", metavar="CODE", help="its units and those below live there")
        parser.add_argument("--carrier", required=True, choices=carriers)
        parser.add_argument("--outbox", default="", metavar="DIR", help="directory: what goes there")
        parser.add_argument("--inbox", default="", metavar="DIR", help="directory: what comes from there")
        parser.add_argument("--url", default="", help="https://host:port or amqp://user:password@host/vhost")

    def handle(self, *args: Any, file: Path, unit: str, **options: Any) -> None:
        try:
            shown = identity.read(file.read_text(encoding="utf-8"))
            node = register(
                SYSTEM,
                shown,
                told=options["fingerprint"],
                role=options["role"],
                carrier=options["carrier"],
                settings={
                    "outbox": options["outbox"],
                    "inbox": options["inbox"],
                    "url": options["url"] or (shown.url if options["carrier"] == "https" else ""),
                },
                unit=self.unit(unit),
            )
        except (OSError, UnicodeDecodeError) as unreadable:
            raise CommandError(f"{file}: {unreadable}") from unreadable
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"已登记节点 {node.code}（{node.name}，{node.get_carrier_display()}）。")

    def unit(self, code: str) -> Unit | None:
        if not code:
            return None
        found = Unit.objects.filter(code=code).first()
        if found is None:
            raise Refused(f"没有代码为 {code} 的机构。")
        return found

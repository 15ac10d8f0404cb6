"""``yiwang reseal-links``: what is secret about links to other installations, under a new SECRET_KEY."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes.actions.nodes import reseal


class Command(BaseCommand):
    help = "Seal the TLS key and the addresses of brokers anew; YIWANG_FORMER_SECRET_KEYS opens the old ones."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(f"已重新加密 {reseal(SYSTEM)} 项。")
        except Refused as refused:
            raise CommandError(refused.sentence) from refused

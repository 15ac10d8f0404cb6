"""``yiwang node-identity``: the document by which another installation gets to know this one."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from yiwang.kernel.nodes.identity import own_identity
from yiwang.kernel.nodes.rules import grouped


class Command(BaseCommand):
    help = (
        "Print the identity document (standard output) and its fingerprint (standard error): send the one, "
        "tell the other by telephone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--url", default="", help="where our node server answers, https://host:port")

    def handle(self, *args: Any, **options: Any) -> None:
        identity = own_identity(settings.ZONE, options["url"])
        self.stdout.write(identity.model_dump_json(indent=2))
        if sys.stdout.isatty() or options["verbosity"]:
            self.stderr.write(f"指纹（电话核对）：{grouped(identity.fingerprint)}")

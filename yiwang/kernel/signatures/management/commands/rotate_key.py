"""``yiwang rotate-key UNIT_CODE``: give a unit a new key; what the old one signed stays valid."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.signatures import actions, keys


class Command(BaseCommand):
    help = "为一个单位更换签名密钥"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("unit_code", help="code of the unit in the ledger")

    def handle(self, *args: Any, **options: Any) -> None:
        unit = Unit.objects.filter(code=options["unit_code"]).first()
        if unit is None:
            raise CommandError(f"没有代码为 {options['unit_code']} 的机构。")
        try:
            certificate = actions.rotate(SYSTEM, keys.of_unit(unit).certificate, "用命令更换")
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"已更换“{unit.name}”的密钥，新证书指纹：{certificate.grouped_fingerprint}")

"""``yiwang reseal-keys``: seal every private key anew after YIWANG_SECRET_KEY was changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.signatures.actions import reseal


class Command(BaseCommand):
    help = "用现在的系统密钥重新加密所有签名私钥"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = reseal(SYSTEM)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"已重新加密 {count} 把私钥。")

"""How does somebody get a demonstration city, and accounts to look around in it?"""

import json
import unicodedata
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from yiwang.demonstration import city, credentials
from yiwang.demonstration.clock import Act
from yiwang.demonstration.credentials import Credential
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit

MODES = {"demo", "test"}
HEADINGS = Credential("角色", "姓名", "单位", "账号", "一次性密码")


class Command(BaseCommand):
    help = "Make the fictional city 云泽市 in an empty database; print a one-time password for each role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do nothing where the city is there already")
        parser.add_argument("--credentials", action="store_true", help="only issue new one-time passwords")
        parser.add_argument("--json", action="store_true", help="print the accounts as JSON for programs")

    def handle(self, *args: Any, once: bool, credentials: bool, json: bool, **options: Any) -> None:
        if settings.MODE not in MODES:
            raise CommandError(
                f"The demonstration city is for looking around: YIWANG_MODE is {settings.MODE}, not demo."
            )
        if once and Unit.objects.exists():
            self.stdout.write("云泽市已经建好；需要新的一次性密码请运行 yiwang demo --credentials。")
            self.stdout.write("(The city is there; new one-time passwords: yiwang demo --credentials)")
            return
        try:
            if not credentials:
                city.make(today(), _shown)
            self._show(_issued(), is_json=json)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused

    def _show(self, issued: list[Credential], *, is_json: bool) -> None:
        if is_json:
            self.stdout.write(json.dumps(credentials.as_plain(issued), ensure_ascii=False))
            return
        self.stdout.write(
            "\n演示账号（一次性密码只显示这一次，首次登录须改密码；管理员还须绑定双因素认证）："
        )
        self.stdout.write(
            "(One-time passwords, shown only now; to be changed at the first sign-in under /office/)\n"
        )
        for line in _table(issued):
            self.stdout.write(line)
        self.stdout.write("")


def _issued() -> list[Credential]:
    return credentials.issue()


def _shown(acts: list[Act]) -> Iterable[Act]:
    return tqdm(acts, desc="云泽市", unit="", ncols=80, mininterval=0.5)


def _table(issued: list[Credential]) -> list[str]:
    rows = [list(row.values()) for row in credentials.as_plain([HEADINGS, *issued])]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  " + "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)

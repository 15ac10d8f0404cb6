"""What is owed to the inner zone and not taken yet, and why?"""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.actions.handing_over import hand_over_again
from yiwang.kernel.intake.models import Handover


class Command(BaseCommand):
    help = "List what the public handed in and the inner zone has not confirmed; retry what it refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--retry", action="store_true", help="hand over again everything that is stuck")
        parser.add_argument("--json", action="store_true", help="one JSON object a line, for programs")

    def handle(self, *args: Any, retry: bool, json: bool, **options: Any) -> None:
        if retry:
            for pk in list(Handover.objects.stuck().values_list("pk", flat=True)):
                try:
                    hand_over_again(SYSTEM, pk)
                except Refused as refused:
                    raise CommandError(refused.sentence) from refused
        rows = Handover.objects.unproved().select_related("submission")[:1000]
        for row in rows:
            self.stdout.write(_as_json(row) if json else _as_line(row))
        if not rows and not json:
            self.stdout.write("没有未送达内网的提交。(Nothing is owed to the inner zone.)")


def _as_json(row: Handover) -> str:
    return json.dumps(
        {
            "number": row.number,
            "kind": row.kind,
            "owed_since": row.created_at.isoformat(),
            "envelope": row.envelope,
            "trouble": row.trouble,
        },
        ensure_ascii=False,
    )


def _as_line(row: Handover) -> str:
    about = row.trouble or ("在途，等待内网回执" if row.envelope else "等待登记内网节点或加密公钥")
    return f"{row.number or '—'}  {row.kind}  {row.created_at:%Y-%m-%d %H:%M}  {about}"

"""``yiwang list-keys``: which keys are or were here, and until when do their certificates last?"""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from yiwang.kernel.signatures.certificates import written
from yiwang.kernel.signatures.models import SigningKey
from yiwang.kernel.signatures.queries import every_key


class Command(BaseCommand):
    help = "列出本节点的签名密钥和证书"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON array for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        found = every_key()
        if options["json"]:
            self.stdout.write(json.dumps([_facts(key) for key in found], ensure_ascii=False))
            return
        for key in found:
            self.stdout.write(_line(key))
        self.stdout.write(f"共 {len(found)} 把密钥。")


def _facts(key: SigningKey) -> dict[str, Any]:
    certificate = key.certificate
    return {
        "owner": key.owner,
        "name": certificate.name,
        "unit": certificate.unit_code,
        "node": certificate.node_code,
        "algorithm": key.algorithm,
        "state": key.state,
        "serial": certificate.serial,
        "fingerprint": certificate.fingerprint,
        "not_before": certificate.not_before.isoformat(),
        "not_after": certificate.not_after.isoformat(),
        "revoked_at": certificate.revoked_at.isoformat() if certificate.revoked_at else None,
    }


def _line(key: SigningKey) -> str:
    certificate = key.certificate
    parts = (
        key.get_owner_display(),
        certificate.unit_code or "-",
        certificate.name,
        certificate.algorithm_label,
        key.get_state_display(),
        f"至 {written(certificate.not_after)}",
        certificate.fingerprint,
    )
    return "\t".join(parts)

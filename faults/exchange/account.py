"""What does an installation have in the end, and is all of it true? One JSON object, for the reckoning."""

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import django

django.setup()

from faults.exchange.counting.models import Effect  # noqa: E402 - needs the applications loaded
from yiwang.kernel.audit.models import Entry  # noqa: E402
from yiwang.kernel.exchange import evidence, statements  # noqa: E402
from yiwang.kernel.exchange.models import Delivery, Envelope, EnvelopeFile, Receipt, Refusal  # noqa: E402
from yiwang.kernel.files import store  # noqa: E402
from yiwang.kernel.nodes.models import Outage, Parcel, Rejection  # noqa: E402
from yiwang.kernel.nodes.queries import own  # noqa: E402
from yiwang.kernel.signatures import trust  # noqa: E402

PIECE = 1 << 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, required=True)
    asked = parser.parse_args()
    found = {
        "node": own().code,
        "envelopes": {each.uid: told_of(each) for each in Envelope.objects.order_by("id").iterator()},
        "deliveries": deliveries(),
        "receipts": {each.uid: told_of_receipt(each) for each in receipts()},
        "files": files(),
        "effects": counted(Effect.objects.values_list("uid", "number")),
        "delivered": entries("exchange.envelope_deliver"),
        "parcels": [
            [each.key, each.state, each.last_error] for each in Parcel.objects.exclude(state="acknowledged")
        ],
        "outages": [each.reason for each in Outage.objects.all()],
        "refusals": [[each.uid, each.reason] for each in Refusal.objects.all()],
        "rejections": Counter(Rejection.objects.values_list("reason", flat=True)),
    }
    asked.to.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def told_of(envelope: Envelope) -> dict[str, Any]:
    statement = envelope.statement
    signature = evidence.signature_of(envelope)
    return {
        "is_own": statement.sender.node == own_code(),
        "kind": envelope.kind,
        "digest": statements.digest(envelope.text),
        "is_kept_as_signed": envelope.digest == statements.digest(envelope.text),
        "is_true": signature.is_valid,
        "why": signature.sentence,
        "to": {each.number: each.node for each in statement.recipients},
        "files": [each.digest for each in statement.files],
    }


_own: list[str] = []


def own_code() -> str:
    if not _own:
        _own.append(own().code)
    return _own[0]


def deliveries() -> dict[str, list[Any]]:
    rows = Delivery.objects.values_list("envelope__uid", "number", "state", "is_here", "reason")
    return {f"{uid} {number}": [state, is_here, reason] for uid, number, state, is_here, reason in rows}


def receipts() -> Any:
    return Receipt.objects.select_related("envelope").order_by("id").iterator()


def told_of_receipt(receipt: Receipt) -> dict[str, Any]:
    statement = receipt.statement
    verdict = trust.verified(receipt.text, receipt.signature, receipt.certificate, signed_at=statement.at)
    is_hand = (verdict.node_code, verdict.unit_code) == (statement.by.node, statement.by.unit)
    return {
        "kind": statement.receipt,
        "envelope": statement.envelope,
        "numbers": statement.recipients,
        "node": statement.by.node,
        "unit": statement.by.unit,
        "is_true": verdict.is_valid and is_hand and statement.digest == receipt.envelope.digest,
        "why": verdict.sentence,
    }


def files() -> dict[str, list[list[str]]]:
    """Of each envelope the SHA-256 under which a file is kept, and that of the bytes that lie there."""
    lying: dict[str, str] = {}
    found: dict[str, list[list[str]]] = defaultdict(list)
    rows = EnvelopeFile.objects.select_related("stored").order_by("envelope", "number")
    for uid, row in zip(rows.values_list("envelope__uid", flat=True), rows, strict=True):
        digest = row.stored.digest or ""
        if digest not in lying:
            lying[digest] = lying_digest(digest)
        found[uid].append([digest, lying[digest]])
    return found


def lying_digest(digest: str) -> str:
    summing = hashlib.sha256()
    try:
        with store.opened(digest) as file:
            for piece in file.chunks(PIECE):
                summing.update(piece)
    except FileNotFoundError:
        return ""
    return summing.hexdigest()


def counted(pairs: Any) -> dict[str, int]:
    return Counter(f"{uid} {number}" for uid, number in pairs)


def entries(act: str) -> dict[str, int]:
    return Counter(detail["uid"] for detail in Entry.objects.filter(act=act).values_list("detail", flat=True))


if __name__ == "__main__":
    main()

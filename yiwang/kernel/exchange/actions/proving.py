"""Is what another installation handed over really the word of whom it names?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import statements
from yiwang.kernel.exchange.models import Delivery, Envelope, Receipt
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.signatures import trust
from yiwang.kernel.signatures.statements import Signed


def signed(node: Node, body: Mapping[str, Any]) -> Signed:
    """Words, signature and certificate of a parcel's body. Raises Refused where one is missing or foreign."""
    text, signature, pem = (body.get(key) for key in ("text", "signature", "certificate"))
    if not (isinstance(text, str) and isinstance(signature, str) and isinstance(pem, str)):
        raise Refused("缺少内容、签名或证书。")
    return Signed(text, signature, trust.take_certificate(pem, node.code).fingerprint)


def prove(node: Node, words: Signed, party: statements.Party, at: datetime) -> None:
    """Raises Refused unless the party itself signed, and lives on the installation that handed it over."""
    if party.node != node.code:
        raise Refused(f"署名的节点“{party.node}”与送来的节点“{node.code}”不符。")
    verdict = trust.verified(words.text, words.signature, words.certificate, signed_at=at)
    if not verdict.is_valid:
        raise Refused(f"签名无效：{verdict.sentence}")
    if verdict.node_code != party.node or verdict.unit_code != party.unit:
        raise Refused("签名证书不属于署名的单位。")


def genuine_receipt(node: Node, words: Signed) -> statements.Receipt:
    """The receipt, signed by whom it names. Raises Refused where it is not."""
    try:
        statement = statements.receipt(words.text)
    except ValueError as fault:
        raise Refused(str(fault)) from fault
    prove(node, words, statement.by, statement.at)
    return statement


def stored_receipt(
    envelope: Envelope, statement: statements.Receipt, words: Signed, delivery: Delivery | None
) -> Receipt:
    """The row of a receipt that was signed elsewhere."""
    return Receipt.objects.create(
        uid=statement.id,
        envelope=envelope,
        delivery=delivery,
        kind=statement.receipt,
        at=statement.at,
        text=words.text,
        signature=words.signature,
        certificate=words.certificate,
    )

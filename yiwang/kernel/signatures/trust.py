"""Does a signature hold, and whose certificates are believed here?"""

import re
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.signatures import certificates, registry, revocations, statements
from yiwang.kernel.signatures.models import Certificate, RevocationList
from yiwang.kernel.signatures.recent import Recent
from yiwang.kernel.signatures.statements import Verdict

Standing = tuple[certificates.Certificate, tuple[certificates.Certificate, ...], statements.Revocations]
STANDINGS: Recent[str, Standing] = Recent()
"""Certificate, trusted authorities of its node, its revocation; by fingerprint, as last seen here."""
FINGERPRINT = re.compile(r"[0-9a-f]{64}")


def verified(text: str, signature: str, fingerprint: str, *, signed_at: datetime) -> Verdict:
    """The verdict by what is stored here; a signature that is garbage is simply not valid."""
    if not FINGERPRINT.fullmatch(fingerprint):
        return statements.nobodys(signed_at)
    standing = STANDINGS.recall(fingerprint, lambda: _standing(fingerprint))
    if standing is None:
        return statements.nobodys(signed_at)
    return statements.verdict(text, signature, *standing, signed_at)


def forget() -> None:
    """What this process remembers of certificates is asked of the database again."""
    STANDINGS.forget()


def take_certificate(pem: str, node_code: str) -> Certificate:
    """The row of a certificate that arrived along with something from that node.

    Raises Refused where none of the node's trusted authorities issued it, or it is not in force today.
    """
    facts = readable(pem)
    known = Certificate.objects.filter(fingerprint=facts.fingerprint).first()
    if known is not None:
        if known.node_code != node_code:
            raise Refused(f"证书属于节点 {known.node_code}，不属于 {node_code}。")
        return known
    return _taken(facts, node_code)


def readable(pem: str) -> certificates.Certificate:
    """Raises Refused where the text is no certificate that we understand."""
    try:
        return certificates.read(pem)
    except certificates.UnreadableError:
        raise Refused("不是可以识别的证书，请提供一份 PEM 格式的 X.509 证书。", field="pem") from None


def check_foreign(facts: certificates.Certificate, node_code: str) -> None:
    """Raises Refused for a certificate that another node may not bring: our own node's, or a third one's."""
    if node_code == settings.NODE_CODE:
        raise Refused("本节点的证书只能由本节点签发，不能从外部取得。", field="node_code")
    if not node_code or facts.subject.node_code != node_code:
        named = facts.subject.node_code or "（未写明）"
        raise Refused(f"证书写明的节点是 {named}，不是 {node_code}。", field="node_code")


def issuer_of(facts: certificates.Certificate, node_code: str, at: datetime) -> Certificate:
    """The trusted authority of that node that issued the certificate. Raises Refused."""
    sentence = statements.NOBODY_TRUSTED
    for authority in Certificate.objects.trusted(node_code):
        fault = certificates.check(facts, authority.facts, at)
        if not fault:
            return authority
        sentence = fault
    raise Refused(sentence)


@transaction.atomic
def _taken(facts: certificates.Certificate, node_code: str) -> Certificate:
    check_foreign(facts, node_code)
    if facts.is_authority:
        raise Refused("签发机构的证书须由签名管理员核对指纹后设为受信任。")
    issuer = issuer_of(facts, node_code, now())
    listed = RevocationList.objects.filter(node_code=node_code).first()
    revoked = revocations.read(listed.text).by_serial.get(facts.serial) if listed else None
    changes = {"revoked_at": revoked.at, "revocation_reason": revoked.reason} if revoked else {}
    try:
        with transaction.atomic():
            taken = registry.enter(facts, issuer.fingerprint, **changes)
    except IntegrityError:
        return _taken_meanwhile(facts)
    record(SYSTEM, "signatures.certificate_take", taken, node=node_code, fingerprint=facts.fingerprint)
    return taken


def _taken_meanwhile(facts: certificates.Certificate) -> Certificate:
    """By another process; or it bears the number of another certificate, and then something is wrong."""
    taken = Certificate.objects.filter(fingerprint=facts.fingerprint).first()
    if taken is None:
        raise Refused("该签发机构已有一份同一序列号的证书，这一份不予收录。")
    return taken


def _standing(fingerprint: str) -> Standing | None:
    row = Certificate.objects.filter(fingerprint=fingerprint).first()
    if row is None:
        return None
    authorities = tuple(one.facts for one in Certificate.objects.trusted(row.node_code))
    revoked = {row.serial: (row.revoked_at, row.revocation_reason)} if row.revoked_at else {}
    return row.facts, authorities, revoked

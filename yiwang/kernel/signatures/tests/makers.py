"""Keys and certificates for tests, with sensible defaults: of this node, and of one that is not here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.signatures import algorithms, certificates, keys, revocations, statements, trust
from yiwang.kernel.signatures.actions import trust_authority
from yiwang.kernel.signatures.models import Certificate


@dataclass(frozen=True)
class Holder:
    """A private key with its certificate, outside the database."""

    key: algorithms.PrivateKey
    certificate: certificates.Certificate

    def sign(self, text: str) -> statements.Signed:
        return statements.signed(text, self.key, self.certificate.fingerprint)


def make_authority(node_code: str = "luzhou", algorithm: str = "sm2", **changes: Any) -> Holder:
    """The self-signed authority of a node elsewhere."""
    key = algorithms.generate(algorithm)
    fields = {
        "subject": certificates.Subject("泸洲市签发机构", "泸洲市", node_code),
        "not_before": shifted(now(), days=-30),
        "not_after": shifted(now(), days=7000),
        "is_authority": True,
        **changes,
    }
    der = certificates.issue(public_key=key.public, issuer=certificates.Issuer(key), **fields)
    return Holder(key, certificates.read(der))


def make_holder(authority: Holder | None = None, algorithm: str = "sm2", **changes: Any) -> Holder:
    """A unit elsewhere, certified by its node's authority; ``unit_code=""`` makes it the node itself."""
    authority = authority or make_authority()
    key = algorithms.generate(algorithm)
    node_code = changes.pop("node_code", authority.certificate.subject.node_code)
    unit_code = changes.pop("unit_code", "LZ001")
    fields = {
        "subject": certificates.Subject("泸洲市数据局", "泸洲市", node_code, unit_code),
        "not_before": shifted(now(), days=-20),
        "not_after": shifted(now(), days=1000),
        **changes,
    }
    issuer = certificates.Issuer(authority.key, authority.certificate)
    der = certificates.issue(public_key=key.public, issuer=issuer, **fields)
    return Holder(key, certificates.read(der))


def make_trusted(node_code: str = "luzhou", **changes: Any) -> Holder:
    """An authority elsewhere that is believed here."""
    authority = make_authority(node_code, **changes)
    trust_authority(SYSTEM, authority.certificate.pem, node_code)
    return authority


def make_list(authority: Holder, number: int = 1, **changes: Any) -> statements.Signed:
    """A node's signed list of revocations; ``revoked`` are triples of serial number, when and why."""
    node = changes.get("node", authority.certificate.subject.node_code)
    text = revocations.text_of(node, number, changes.get("at", now()), changes.get("revoked", []))
    return changes.get("by", authority).sign(text)


def age(certificate: Certificate, *, ended_days_ago: int = 0, ends_in_days: int = 0) -> datetime:
    """Let the row of a certificate say that it ends so many days from now, or ended so many days ago."""
    end = shifted(now(), days=ends_in_days - ended_days_ago).replace(microsecond=0)
    Certificate.objects.filter(pk=certificate.pk).update(not_before=shifted(end, days=-1000), not_after=end)
    keys.forget()
    trust.forget()
    return end

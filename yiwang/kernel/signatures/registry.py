"""How does a certificate get its row?"""

from typing import Any

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.signatures import certificates
from yiwang.kernel.signatures.models import Certificate


def enter(facts: certificates.Certificate, issuer_fingerprint: str, **changes: Any) -> Certificate:
    """Write a new row; ``changes`` are what does not stand in the certificate itself."""
    return Certificate.objects.create(
        fingerprint=facts.fingerprint,
        serial=facts.serial,
        name=facts.subject.name,
        subject=facts.subject_text,
        unit_code=facts.subject.unit_code,
        node_code=facts.subject.node_code,
        algorithm=facts.public_key.algorithm,
        not_before=facts.not_before,
        not_after=facts.not_after,
        is_authority=facts.is_authority,
        issuer_fingerprint=issuer_fingerprint,
        pem=facts.pem,
        recorded_at=now(),
        **changes,
    )

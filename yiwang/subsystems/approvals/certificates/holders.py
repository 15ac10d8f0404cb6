"""How are the facts of a holder kept to those who need them, found again, and shown masked?"""

import json
from dataclasses import asdict, dataclass

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.utils.encoding import force_bytes

from yiwang.kernel.audit.rules import sm3
from yiwang.kernel.errors import Refused
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.kernel.organizations import masking, sealing
from yiwang.subsystems.approvals.certificates.models import HOLDER_KINDS, Certificate

PURPOSE = "certificates"


@dataclass(frozen=True)
class Holder:
    """Who holds a certificate; ``kind`` of HOLDER_KINDS, ``id_kind`` of identifiers.KINDS."""

    name: str
    kind: str
    id_kind: str
    id_number: str
    representative: str = ""
    phone: str = ""
    address: str = ""


def checked(holder: Holder) -> Holder:
    """With the number in its canonical form. Raises Refused naming the field that is wrong."""
    name = holder.name.replace("\x00", "").strip()
    if len(name) < 2:
        raise Refused("请填写持证人的姓名或者名称。", field="holder_name")
    if holder.kind not in HOLDER_KINDS:
        raise Refused("请选择持证人类别。", field="holder_kind")
    try:
        number = identifiers.check(holder.id_kind, holder.id_number)
    except Refused as refused:
        raise Refused(refused.sentence, field="id_number") from None
    return Holder(
        name, holder.kind, holder.id_kind, number, holder.representative, holder.phone, holder.address
    )


def columns(holder: Holder) -> dict[str, str]:
    """What a certificate keeps of a checked holder."""
    hidden = asdict(holder)
    for open_one in ("name", "kind", "id_kind"):
        del hidden[open_one]
    return {
        "holder_name": holder.name,
        "holder_kind": holder.kind,
        "id_kind": holder.id_kind,
        "id_masked": identifiers.masked(holder.id_kind, holder.id_number),
        "id_digest": digests(holder.id_kind, holder.id_number)[0],
        "sealed": sealing.seal(json.dumps(hidden), PURPOSE),
    }


def opened(certificate: Certificate) -> Holder:
    """In full, for whoever has a reason that stands in the record."""
    hidden = json.loads(sealing.opened(certificate.sealed, PURPOSE))
    return Holder(certificate.holder_name, certificate.holder_kind, certificate.id_kind, **hidden)


def shown_name(certificate: Certificate) -> str:
    """As the public sees it: a person's name masked, the name of an enterprise in full."""
    if certificate.holder_kind == "person":
        return masking.name(certificate.holder_name)
    return masking.text(certificate.holder_name)


def digests(id_kind: str, number: str) -> list[str]:
    """Under which digests a number may be found: that of the secret in use first, then of former ones."""
    text = f"{id_kind} {number}".encode()
    return [_keyed(secret, text) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _keyed(secret: str | bytes, text: bytes) -> str:
    summing = HMAC(bytes.fromhex(sm3(b"yiwang.certificates.holder " + force_bytes(secret))), SM3())
    summing.update(text)
    return summing.finalize().hex()

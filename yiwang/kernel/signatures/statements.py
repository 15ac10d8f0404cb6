"""Who signed a text, and did the signature hold when it was made?

Plain Python: with the text, the certificates and the list of revocations, a machine without database and
network comes to the same verdict.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from yiwang.kernel.signatures.algorithms import PrivateKey
from yiwang.kernel.signatures.certificates import Certificate, check, written

UNKNOWN_CERTIFICATE = "找不到签名所用的证书。"
ALTERED = "签名与内容不符，内容或签名被改动过。"
NOBODY_TRUSTED = "证书不是由受信任的签发机构签发的。"


@dataclass(frozen=True)
class Signed:
    """A text, its signature (base64) and the fingerprint of the certificate that proves it (hex)."""

    text: str
    signature: str
    certificate: str


@dataclass(frozen=True)
class Verdict:
    """Whether a signature holds, and whose it is; ``sentence`` is empty where it plainly does.

    The names are those in the certificate, also where the verdict is no: empty where there is none.
    """

    is_valid: bool
    sentence: str
    signer: str
    unit_code: str
    node_code: str
    signed_at: datetime


Revocations = Mapping[str, tuple[datetime, str]]


def signed(text: str, key: PrivateKey, fingerprint: str) -> Signed:
    """Sign the UTF-8 bytes of a text."""
    return Signed(text, base64.b64encode(key.sign(text.encode())).decode("ascii"), fingerprint)


def verdict(
    text: str,
    signature: str,
    certificate: Certificate,
    authorities: Iterable[Certificate],
    revocations: Revocations,
    signed_at: datetime,
) -> Verdict:
    """``revocations``: by serial number, when and why. Says no to bad input and raises nothing for it."""
    subject = certificate.subject
    found = Verdict(True, "", subject.name, subject.unit_code, subject.node_code, signed_at)
    if fault := _fault(text, signature, certificate, authorities, signed_at):
        return replace(found, is_valid=False, sentence=fault)
    if certificate.serial not in revocations:
        return found
    revoked_at, reason = revocations[certificate.serial]
    told = f"证书已于 {written(revoked_at)} 吊销（{reason}）"
    if signed_at >= revoked_at:
        return replace(found, is_valid=False, sentence=f"{told}，签名在吊销之后。")
    return replace(found, sentence=f"{told}，签名时仍有效。")


def nobodys(signed_at: datetime) -> Verdict:
    """The verdict where there is no certificate to judge by."""
    return Verdict(False, UNKNOWN_CERTIFICATE, "", "", "", signed_at)


def _fault(
    text: str,
    signature: str,
    certificate: Certificate,
    authorities: Iterable[Certificate],
    signed_at: datetime,
) -> str:
    if signed_at.tzinfo is None:
        return "签名时间没有时区，不能判断证书当时是否有效。"
    if not _matches(text, signature, certificate):
        return ALTERED
    faults = [check(certificate, authority, signed_at) for authority in authorities]
    if "" in faults:
        return ""
    named = [fault for fault in faults if "有效" in fault]
    return named[0] if named else NOBODY_TRUSTED


def _matches(text: str, signature: str, certificate: Certificate) -> bool:
    try:
        content, raw = text.encode(), base64.b64decode(signature, validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError):
        return False
    return certificate.public_key.verify(content, raw)

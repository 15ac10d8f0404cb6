"""Who says that a key belongs to a unit? X.509 v3 certificates (RFC 5280, GM/T 0015-2012).

Plain Python: a machine without database and network reads and checks what another one issued. The subject
names the owner for people (CN, O) and for programs: OU is ``node:<code>``, serialNumber is ``unit:<code>``.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from asn1crypto import algos, core, keys, pem, x509

from yiwang.kernel.audit.rules import sm3
from yiwang.kernel.signatures.algorithms import (
    ECDSA,
    RSA,
    SM2,
    PrivateKey,
    PublicKey,
    UnusableKeyError,
    public_from,
)
from yiwang.kernel.signatures.algorithms.encodings import MALFORMED

SM2_WITH_SM3 = "1.2.156.10197.1.501"
SIGNATURES = {SM2: SM2_WITH_SM3, ECDSA: "1.2.840.10045.4.3.2", RSA: "1.2.840.113549.1.1.11"}
NODE_MARK, UNIT_MARK = "node:", "unit:"
LONGEST_NAME, LONGEST_PART = 64, 200
LONGEST_SERIAL = 20
"""Bytes (RFC 5280 4.1.2.2)."""
LARGEST = 16 * 1024
BEIJING = ZoneInfo("Asia/Shanghai")
UNDERSTOOD = {"basic_constraints", "key_usage", "key_identifier", "authority_key_identifier"}
"""Extensions that may be critical: whoever does not understand one must refuse (RFC 5280 4.2)."""

LABELS = {"common_name": "CN", "organization_name": "O", "organizational_unit_name": "OU"}


class UnreadableError(ValueError):
    """What was given is not a certificate that this platform can use."""


@dataclass(frozen=True)
class Subject:
    """Whom a certificate is for; ``unit_code`` is empty for a node and for an authority."""

    name: str
    city: str
    node_code: str
    unit_code: str = ""


@dataclass(frozen=True)
class Certificate:
    """What stands in a certificate. ``serial`` and ``fingerprint`` (SM3 of ``der``) are lower-case hex."""

    subject: Subject
    subject_text: str
    issuer_text: str
    serial: str
    not_before: datetime
    not_after: datetime
    public_key: PublicKey = field(compare=False, repr=False)
    is_authority: bool
    fingerprint: str
    der: bytes = field(repr=False)

    @property
    def pem(self) -> str:
        return str(pem.armor("CERTIFICATE", self.der).decode("ascii"))

    def is_in_force(self, at: datetime) -> bool:
        return self.not_before <= at < self.not_after


@dataclass(frozen=True)
class Issuer:
    """The authority that signs; None for ``certificate`` where it signs its own."""

    key: PrivateKey
    certificate: Certificate | None = None


def issue(
    subject: Subject,
    public_key: PublicKey,
    issuer: Issuer,
    *,
    not_before: datetime,
    not_after: datetime,
    is_authority: bool = False,
) -> bytes:
    """The certificate in DER, valid from ``not_before`` until before ``not_after``, in whole seconds."""
    name = _name(subject)
    signing = algos.SignedDigestAlgorithm({"algorithm": SIGNATURES[issuer.key.algorithm]})
    if issuer.key.algorithm == RSA:
        signing["parameters"] = core.Null()
    content = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": secrets.randbits(126) | 1 << 126,
            "signature": signing,
            "issuer": _issuer_name(issuer, name),
            "validity": {"not_before": _time(not_before), "not_after": _time(not_after)},
            "subject": name,
            "subject_public_key_info": keys.PublicKeyInfo.load(public_key.der),
            "extensions": _extensions(public_key, issuer.key.public, is_authority=is_authority),
        }
    )
    signed = x509.Certificate(
        {
            "tbs_certificate": content,
            "signature_algorithm": signing,
            "signature_value": issuer.key.sign(content.dump()),
        }
    )
    return bytes(signed.dump())


def read(given: bytes | str) -> Certificate:
    """The facts of one certificate in DER or PEM. Raises UnreadableError."""
    content = given.encode("utf-8", "replace") if isinstance(given, str) else given
    if len(content) > LARGEST:
        raise UnreadableError("A certificate of at most 16 kB was expected.")
    return _read(content)


def check(certificate: Certificate, authority: Certificate, at: datetime) -> str:
    """Empty where the authority issued the certificate for its own node and both were in force then.

    Otherwise a sentence that says what is wrong. Revocation is another question: ``statements.verdict``.
    """
    if not authority.is_authority:
        return "签发者的证书不是签发机构证书。"
    if certificate.issuer_text != authority.subject_text or not _is_signed(certificate.der, authority.der):
        return "证书不是由该签发机构签发的。"
    if certificate.subject.node_code != authority.subject.node_code:
        return "证书的节点与签发机构的节点不一致。"
    if not authority.is_in_force(at):
        return f"签发机构的证书只在{_span(authority)}有效。"
    if not certificate.is_in_force(at):
        return f"证书只在{_span(certificate)}有效。"
    return ""


def written(moment: datetime) -> str:
    """A moment as people read it, in Beijing time."""
    return moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def _span(certificate: Certificate) -> str:
    return f" {written(certificate.not_before)} 至 {written(certificate.not_after)} "


@lru_cache(maxsize=4096)
def _read(content: bytes) -> Certificate:
    try:
        return _read_der(_unarmored(content))
    except MALFORMED as fault:
        raise UnreadableError("A certificate that this platform understands was expected.") from fault


@lru_cache(maxsize=4096)
def _read_der(der: bytes) -> Certificate:
    """Known as such: what is just issued comes again as the PEM of its row."""
    parsed = x509.Certificate.load(der, strict=True)
    _check_shape(parsed)
    return _facts(parsed)


def _unarmored(content: bytes) -> bytes:
    if not pem.detect(content):
        return content
    found = list(pem.unarmor(content, multiple=True))
    if len(found) != 1 or found[0][0] != "CERTIFICATE":
        raise UnreadableError("Exactly one certificate was expected.")
    return bytes(found[0][2])


def _check_shape(parsed: x509.Certificate) -> None:
    """Raises ValueError for what a careful reader refuses though it can be parsed."""
    parsed.native  # noqa: B018 - reads every part; lazy parsing would fail later and elsewhere
    content = parsed["tbs_certificate"]
    # With bits left over the same certificate would go about under several fingerprints.
    if parsed["signature_value"].contents[:1] != b"\0":
        raise ValueError("a signature that is not made of whole octets")
    if content["version"].native != "v3":
        raise ValueError("not X.509 v3")
    if content["signature"].dump() != parsed["signature_algorithm"].dump():
        raise ValueError("two signature algorithms")
    names = [extension["extn_id"].native for extension in content["extensions"]]
    if not 0 < parsed.serial_number < 1 << 8 * LONGEST_SERIAL:
        raise ValueError("a serial number that is none")
    if len(names) != len(set(names)):
        raise ValueError("an extension twice")
    if parsed.critical_extensions - UNDERSTOOD:
        raise ValueError("a critical extension nobody here understands")


def _facts(parsed: x509.Certificate) -> Certificate:
    content = parsed["tbs_certificate"]
    validity = content["validity"]
    constraints, usage = parsed.basic_constraints_value, parsed.key_usage_value
    der = bytes(parsed.dump())
    is_authority = bool(constraints and constraints["ca"].native)
    if is_authority and usage and "key_cert_sign" not in usage.native:
        raise ValueError("an authority that may not issue")
    return Certificate(
        subject=_subject(parsed.subject),
        subject_text=_text(parsed.subject),
        issuer_text=_text(parsed.issuer),
        serial=f"{parsed.serial_number:x}",
        not_before=validity["not_before"].native.astimezone(UTC),
        not_after=validity["not_after"].native.astimezone(UTC),
        public_key=_public_key(content["subject_public_key_info"].dump()),
        is_authority=is_authority,
        fingerprint=sm3(der),
        der=der,
    )


def _public_key(der: bytes) -> PublicKey:
    try:
        return public_from(der)
    except UnusableKeyError as fault:
        raise UnreadableError("A certificate of an SM2, ECDSA or RSA key was expected.") from fault


def _subject(name: x509.Name) -> Subject:
    """Each part is taken where it stands exactly once; a name with two nodes is nobody's."""
    parts: dict[str, str] = {}
    for relative in name.chosen:
        for pair in relative:
            kind = pair["type"].native
            if kind in parts:
                raise ValueError(f"{kind} twice")
            parts[kind] = _plain(str(pair["value"].native))
    return Subject(
        name=parts.get("common_name", ""),
        city=parts.get("organization_name", ""),
        node_code=_coded(parts.get("organizational_unit_name", ""), NODE_MARK),
        unit_code=_coded(parts.get("serial_number", ""), UNIT_MARK),
    )


def _plain(text: str) -> str:
    """Raises ValueError for what no name consists of and no database may hold."""
    if len(text) > LONGEST_PART or not text.isprintable():
        raise ValueError("an unprintable or endless part of a name")
    return text


def _text(name: x509.Name) -> str:
    pairs = (pair for relative in name.chosen for pair in relative)
    return ", ".join(
        f"{LABELS.get(pair['type'].native, pair['type'].native)}={pair['value'].native}" for pair in pairs
    )


def _coded(text: str, mark: str) -> str:
    return text.removeprefix(mark) if text.startswith(mark) else ""


@lru_cache(maxsize=4096)
def _is_signed(der: bytes, authority_der: bytes) -> bool:
    """Whether the authority's key signed exactly these bytes; remembered, because bytes do not change."""
    parsed = x509.Certificate.load(der)
    key = read(authority_der).public_key
    if parsed["signature_algorithm"]["algorithm"].dotted != SIGNATURES[key.algorithm]:
        return False
    return key.verify(parsed["tbs_certificate"].dump(), bytes(parsed["signature_value"].native))


def _name(subject: Subject) -> x509.Name:
    parts = {"common_name": subject.name[:LONGEST_NAME]}
    if subject.city:
        parts["organization_name"] = subject.city[:LONGEST_NAME]
    parts["organizational_unit_name"] = f"{NODE_MARK}{subject.node_code}"
    if subject.unit_code:
        parts["serial_number"] = f"{UNIT_MARK}{subject.unit_code}"
    return x509.Name.build(parts)


def _issuer_name(issuer: Issuer, own: x509.Name) -> x509.Name:
    return x509.Certificate.load(issuer.certificate.der).subject if issuer.certificate else own


def _extensions(public_key: PublicKey, issuer: PublicKey, *, is_authority: bool) -> list[dict[str, object]]:
    usage = {"key_cert_sign", "crl_sign"} if is_authority else set()
    return [
        {"extn_id": "basic_constraints", "critical": True, "extn_value": _constraints(is_authority)},
        {"extn_id": "key_usage", "critical": True, "extn_value": {"digital_signature", *usage}},
        {"extn_id": "key_identifier", "extn_value": _identifier(public_key)},
        {"extn_id": "authority_key_identifier", "extn_value": {"key_identifier": _identifier(issuer)}},
    ]


def _constraints(is_authority: bool) -> dict[str, object]:
    return {"ca": True, "path_len_constraint": 0} if is_authority else {"ca": False}


def _identifier(key: PublicKey) -> bytes:
    """Twenty bytes of the key's SHA-256 (RFC 7093 2)."""
    return hashlib.sha256(bytes(keys.PublicKeyInfo.load(key.der)["public_key"])).digest()[:20]


def _time(moment: datetime) -> x509.Time:
    """UTCTime up to 2049, GeneralizedTime after it (RFC 5280 4.1.2.5)."""
    at = moment.astimezone(UTC).replace(microsecond=0)
    if at.year < 2050:
        return x509.Time(name="utc_time", value=core.UTCTime(at))
    return x509.Time(name="general_time", value=core.GeneralizedTime(at))

"""With which key and certificate does this installation speak HTTPS with others?

Certificates are self-signed and exchanged with the identity documents: each side accepts exactly the one that
was registered, so that no authority of the Internet has a say.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, moment
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes.models import TlsPair
from yiwang.kernel.nodes.queries import own
from yiwang.kernel.organizations import sealing

# It is replaced by exchanging identity documents anew, on both sides: not every year.
DAYS = 3650
PURPOSE = "nodes"


def own_pair() -> TlsPair:
    """Our pair, made on first use."""
    return TlsPair.objects.order_by("-id").first() or _made()


@transaction.atomic
def _made() -> TlsPair:
    here = own()
    type(here).objects.select_for_update().get(pk=here.pk)
    made = TlsPair.objects.order_by("-id").first()
    if made is None:
        key = ec.generate_private_key(ec.SECP256R1())
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        certificate = _self_signed(key, here.code)
        made = TlsPair.objects.create(
            certificate=certificate.public_bytes(serialization.Encoding.PEM).decode(),
            sealed=sealing.seal(private.decode(), PURPOSE),
            made_at=now(),
        )
        record(SYSTEM, "nodes.tls_pair_make", here, ends=certificate.not_valid_after_utc)
    return made


def _self_signed(key: ec.EllipticCurvePrivateKey, code: str) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"yiwang node {code}")])
    usages = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # Clocks differ: a certificate made a minute ago is valid on a machine that is an hour behind.
        .not_valid_before(shifted(now(), days=-1))
        .not_valid_after(shifted(now(), days=DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host_of(code))]), critical=False)
    )
    return builder.sign(key, hashes.SHA256())


def host_of(code: str) -> str:
    """The name under which a node's certificate is checked, whatever address it is reached at."""
    return f"{code}.node.yiwang"


def ends() -> str:
    """When our certificate ends, ISO 8601; empty while there is none."""
    pair = TlsPair.objects.order_by("-id").first()
    return moment(ends_at(pair.certificate)) if pair else ""


def ends_at(pem: str) -> datetime:
    return x509.load_pem_x509_certificate(pem.encode()).not_valid_after_utc


def checked(pem: str) -> str:
    """The certificate in its usual writing. Raises Refused where it is none."""
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        raise Refused("传输证书不是可以识别的 PEM 证书。", field="document") from None
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def reseal() -> int:
    """Seal our keys anew under today's SECRET_KEY; how many. Raises Refused where one stays shut."""
    pairs = list(TlsPair.objects.select_for_update())
    for pair in pairs:
        try:
            pair.sealed = sealing.seal(sealing.opened(pair.sealed, PURPOSE), PURPOSE)
        except InvalidTag:
            raise Refused(
                "传输密钥用现在和以前的密钥都打不开，请把旧密钥放入 YIWANG_FORMER_SECRET_KEYS 后再试。"
            ) from None
        pair.save(update_fields=["sealed"])
    return len(pairs)


@contextmanager
def on_disk() -> Iterator[tuple[Path, Path]]:
    """Certificate and key as files that only we may read, gone afterwards: libraries want paths."""
    pair = own_pair()
    with tempfile.TemporaryDirectory(prefix="yiwang-tls-") as name:
        folder = Path(name)
        certificate, key = folder / "certificate.pem", folder / "key.pem"
        key.touch(mode=0o600)
        key.write_text(sealing.opened(pair.sealed, PURPOSE))
        certificate.write_text(pair.certificate)
        yield certificate, key

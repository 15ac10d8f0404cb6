"""How does an envelope become one file that proves itself anywhere: words, receipts, certificates, files?"""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings

from yiwang.kernel.exchange import proof
from yiwang.kernel.exchange.models import Envelope, EnvelopeFile, Receipt
from yiwang.kernel.files import store
from yiwang.kernel.signatures.actions import own_revocations
from yiwang.kernel.signatures.models import Certificate, RevocationList

PIECE = 1 << 20


class Outflow(io.RawIOBase):
    """Where a ZIP writes to while it is being sent: keeps only what was not taken yet."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any, /) -> int:
        self.written += piece
        return len(piece)

    def taken(self) -> bytes:
        piece = bytes(self.written)
        self.written.clear()
        return piece


def exported(envelope: Envelope, receipts: Sequence[Receipt]) -> Iterator[bytes]:
    """The container as a ZIP, a megabyte at a time, however large its files are."""
    outflow = Outflow()
    with zipfile.ZipFile(outflow, "w", zipfile.ZIP_STORED, allowZip64=True) as container:
        for name, content in _papers(envelope, receipts):
            container.writestr(name, json.dumps(content, ensure_ascii=False, indent=1))
            yield outflow.taken()
        for attachment in envelope.attachments.select_related("stored"):
            yield from _copied(attachment, container, outflow)
    yield outflow.taken()


def _copied(attachment: EnvelopeFile, container: zipfile.ZipFile, outflow: Outflow) -> Iterator[bytes]:
    digest = attachment.stored.digest
    if digest is None or f"{proof.FILES}{digest}" in container.namelist():
        return
    member = zipfile.ZipInfo(f"{proof.FILES}{digest}")
    with store.opened(digest) as source, container.open(member, "w", force_zip64=True) as target:
        for piece in source.chunks(PIECE):
            target.write(piece)
            yield outflow.taken()


def _papers(envelope: Envelope, receipts: Sequence[Receipt]) -> Iterator[tuple[str, Any]]:
    fingerprints = {envelope.certificate, *(receipt.certificate for receipt in receipts)}
    certificates = list(Certificate.objects.filter(fingerprint__in=fingerprints))
    nodes = {certificate.node_code for certificate in certificates}
    authorities = Certificate.objects.filter(is_authority=True, node_code__in=nodes)
    yield proof.ENVELOPE, _signed(envelope)
    yield proof.RECEIPTS, [_signed(receipt) for receipt in receipts]
    yield proof.CERTIFICATES, [certificate.pem for certificate in certificates]
    yield proof.AUTHORITIES, [authority.pem for authority in authorities]
    yield proof.REVOCATIONS, list(_revocations(nodes))


def _signed(row: Envelope | Receipt) -> dict[str, str]:
    return {"text": row.text, "signature": row.signature, "certificate": row.certificate}


def _revocations(nodes: Iterable[str]) -> Iterator[dict[str, str]]:
    """The lists of the nodes concerned, our own as it is now."""
    own = own_revocations()
    yield {"text": own.text, "signature": own.signature, "certificate": own.certificate}
    for listed in RevocationList.objects.filter(node_code__in=nodes).exclude(node_code=settings.NODE_CODE):
        yield {
            "text": listed.text,
            "signature": listed.signature,
            "certificate": listed.certificate_fingerprint,
        }

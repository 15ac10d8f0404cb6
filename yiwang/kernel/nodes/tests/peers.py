"""Another installation inside the test's own process: a registered node whose real keys sign letters."""

import base64
import json
import secrets
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from yiwang.kernel.audit.rules import SYSTEM, canonical, moment, sm3
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.nodes import calls, notes
from yiwang.kernel.nodes.carriers import ferry
from yiwang.kernel.nodes.letters import FORMAT, Letter, Opened, opened
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.nodes.queries import own
from yiwang.kernel.nodes.tests.makers import make_node
from yiwang.kernel.signatures import algorithms, certificates, statements
from yiwang.kernel.signatures.actions import trust_authority

_beats = count(1)


@dataclass
class Peer:
    """``node`` is its row here; ``key`` and ``certificate`` are what it signs with."""

    node: Node
    authority: algorithms.PrivateKey
    root: certificates.Certificate
    key: algorithms.PrivateKey
    certificate: certificates.Certificate
    numbers: Any = field(default_factory=lambda: count(1))

    def letter(self, number: int | None = None, body: dict[str, Any] | None = None, **changes: Any) -> Letter:
        """A genuine letter to us; ``changes`` are written over its header before it is signed."""
        text = changes.pop("text", canonical(body or {"title": "关于开展检查的通知"}))
        files = [
            {"digest": file.digest, "size": file.size, "name": file.name} for file in changes.pop("files", ())
        ]
        header = {
            "format": FORMAT,
            "from": self.node.code,
            "to": own().code,
            "number": next(self.numbers) if number is None else number,
            "kind": "test.letter",
            "attempt": 1,
            "sent_at": moment(now()),
            "signed_at": moment(now()),
            "digest": sm3(text.encode()),
            "files": files,
            "certificates": [self.certificate.pem],
            **changes,
        }
        return self.signed(canonical(header), text)

    def signed(self, header: str, text: str) -> Letter:
        line = statements.signed(header, self.key, self.certificate.fingerprint)
        return Letter(line.text, line.signature, line.certificate, text)

    def opened(self, number: int | None = None, **changes: Any) -> Opened:
        return opened(self.letter(number, **changes))

    def note(self, **columns: Any) -> Letter:
        """A receipt; without ``columns`` it says that nothing has come."""
        beat = columns.pop("beat", next(_beats))
        kind = columns.pop("kind", "ack")
        body = notes.text_of(**{"beat": beat, "echo": 0, "through": 0, "highest": 0, **columns})
        return self.letter(0, body, kind=kind, attempt=beat)

    def parcel_file(
        self, folder: Path, letter: Letter, files: tuple[StoredFile, ...] = (), name: str = ""
    ) -> Path:
        """The letter as a file of a directory ferry."""
        number = json.loads(letter.header)["number"]
        path = folder / (name or ferry.name_of(self.node.code, number, next(_beats)))
        ferry.write(path, letter, list(files))
        return path

    def headers(
        self, method: str, path: str, content: bytes = b"", changes: dict[str, Any] | None = None
    ) -> dict[str, str]:
        """Those of a genuine call to us; ``changes`` are written over it before it is signed."""
        call = {
            "format": "yiwang-call/1",
            "from": self.node.code,
            "to": own().code,
            "method": method,
            "path": path,
            "digest": sm3(content),
            "at": moment(now()),
            "nonce": secrets.token_hex(16),
            "certificates": [self.certificate.pem],
            **(changes or {}),
        }
        line = statements.signed(canonical(call), self.key, self.certificate.fingerprint)
        return {
            calls.CALL: base64.b64encode(line.text.encode()).decode(),
            calls.SIGNATURE: line.signature,
            calls.CERTIFICATE: line.certificate,
        }


def make_peer(**changes: Any) -> Peer:
    node = make_node(**changes)
    authority, key = algorithms.generate("sm2"), algorithms.generate("sm2")
    root = _certificate(f"{node.name}签发机构", node.code, authority, certificates.Issuer(authority), ca=True)
    certificate = make_certificate(node, key, authority, root)
    trust_authority(SYSTEM, root.pem, node.code)
    return Peer(node, authority, root, key, certificate)


def make_certificate(
    node: Node,
    key: algorithms.PrivateKey,
    authority: algorithms.PrivateKey,
    root: certificates.Certificate,
    unit_code: str = "",
) -> certificates.Certificate:
    issuer = certificates.Issuer(authority, root)
    return _certificate(node.name, node.code, key, issuer, unit_code=unit_code)


def _certificate(
    name: str,
    code: str,
    key: algorithms.PrivateKey,
    issuer: certificates.Issuer,
    *,
    ca: bool = False,
    unit_code: str = "",
) -> certificates.Certificate:
    der = certificates.issue(
        certificates.Subject(name, "云泽市", code, unit_code),
        key.public,
        issuer,
        not_before=shifted(now(), days=-1),
        not_after=shifted(now(), days=30 if not ca else 300),
        is_authority=ca,
    )
    return certificates.read(der)


def as_unit(peer: Peer) -> Peer:
    """The same installation, signing with the certificate of one of its units."""
    key = algorithms.generate("sm2")
    certificate = make_certificate(peer.node, key, peer.authority, peer.root, unit_code="U00001")
    return replace(peer, key=key, certificate=certificate)

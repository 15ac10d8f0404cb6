"""Units with clerks, envelopes on their way, and another installation that signs for itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.exchange import statements
from yiwang.kernel.exchange.actions.delivering import deliver
from yiwang.kernel.exchange.actions.following import CLERK
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import of_units
from yiwang.kernel.exchange.models import Delivery, Envelope, new_uid
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.nodes import queries as nodes
from yiwang.kernel.nodes.handlers import Arrived
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit
from yiwang.kernel.signatures import algorithms, certificates
from yiwang.kernel.signatures.actions import trust_authority
from yiwang.kernel.signatures.statements import Signed
from yiwang.kernel.signatures.statements import signed as sign


def make_clerk(**changes: Any) -> Post:
    """A post that handles the mail of its unit."""
    return make_post(**{"roles": [CLERK], "title": "收发员", **changes})


def make_outline(*units: Unit, **changes: Any) -> Outline:
    fields: dict[str, Any] = {
        "kind": "exchange.document",
        "subject": "关于做好防汛工作的通知",
        "main": of_units(units or [make_unit()]),
        "body": {"number": "云政办发〔2026〕8号", "text": "请各单位做好准备。"},
        **changes,
    }
    return Outline(**fields)


def send_from(post: Post, *units: Unit, **changes: Any) -> Envelope:
    return send(actor(post), Side(post.unit), make_outline(*units, **changes))


def make_arrival(clerk: Post | None = None, sender: Post | None = None, **changes: Any) -> Delivery:
    """What a unit has received and not opened."""
    clerk = clerk or make_clerk()
    envelope = send_from(sender or make_clerk(), clerk.unit, **changes)
    deliver(envelope.pk)
    return Delivery.objects.get(envelope=envelope)


def side(post: Post) -> Side:
    return Side(post.unit)


@dataclass
class Foreigner:
    """Another installation with an authority and a unit of its own, whose words we make by hand."""

    node: Node
    unit_code: str = "X00001"

    def __post_init__(self) -> None:
        self.authority = algorithms.generate("ecdsa")
        self.authority_certificate = self._issued(self.authority, "", is_authority=True)
        self.keys: dict[str, Any] = {}

    def _issued(self, key: Any, unit_code: str, **changes: Any) -> certificates.Certificate:
        subject = certificates.Subject(unit_code or "云溪县平台", "云溪县", self.node.code, unit_code)
        is_authority = changes.pop("is_authority", False)
        issuer = certificates.Issuer(self.authority, None if is_authority else self.authority_certificate)
        period = {"not_before": shifted(now(), days=-300), "not_after": shifted(now(), days=300), **changes}
        return certificates.read(
            certificates.issue(subject, key.public, issuer, is_authority=is_authority, **period)
        )

    def trusted(self) -> "Foreigner":
        trust_authority(SYSTEM, self.authority_certificate.pem, self.node.code)
        return self

    def certificate(self, unit_code: str, **period: datetime) -> certificates.Certificate:
        if unit_code not in self.keys or period:
            key = algorithms.generate("ecdsa")
            self.keys[unit_code] = (key, self._issued(key, unit_code, **period))
        found: certificates.Certificate = self.keys[unit_code][1]
        return found

    def sign(self, text: str, unit_code: str) -> Signed:
        certificate = self.certificate(unit_code)
        return sign(text, self.keys[unit_code][0], certificate.fingerprint)

    def body(self, statement: Any, unit_code: str | None = None) -> dict[str, Any]:
        """A parcel's body with the statement signed by the unit (empty: by the installation)."""
        code = self.unit_code if unit_code is None else unit_code
        signed = self.sign(statements.words(statement), code)
        return {
            "text": signed.text,
            "signature": signed.signature,
            "certificate": self.certificate(code).pem,
        }

    def party(self, unit_code: str | None = None) -> statements.Party:
        code = self.unit_code if unit_code is None else unit_code
        return statements.Party(node=self.node.code, unit=code, unit_name=f"单位{code}" if code else "")

    def envelope(self, *recipients: statements.Recipient, **changes: Any) -> statements.Envelope:
        fields: dict[str, Any] = {
            "id": new_uid(),
            "kind": "exchange.document",
            "version": 1,
            "category": "document",
            "sender": self.party(),
            "recipients": list(recipients),
            "subject": "关于报送材料的函",
            "body": {"number": "溪政函〔2026〕3号"},
            "sent_at": now(),
            **changes,
        }
        return statements.Envelope(**fields)

    def envelope_body(self, statement: statements.Envelope, **changes: Any) -> dict[str, Any]:
        body = {**self.body(statement), **changes}
        sent = self.receipt(statement.id, statements.digest(body["text"]), "sent", [])
        signed = self.sign(statements.words(sent), self.unit_code)
        return {**body, "sent": {"text": signed.text, "signature": signed.signature}}

    def receipt(
        self, uid: str, digest: str, kind: str, recipients: list[int], **changes: Any
    ) -> statements.Receipt:
        fields: dict[str, Any] = {
            "id": new_uid(),
            "envelope": uid,
            "digest": digest,
            "receipt": kind,
            "recipients": recipients,
            "by": self.party(),
            "at": now(),
            **changes,
        }
        return statements.Receipt(**fields)

    def arrived(self, kind: str, body: dict[str, Any], **changes: Any) -> Arrived:
        return Arrived(node=self.node, kind=kind, body=body, sent_at=now(), number=1, **changes)


def make_foreigner(unit: Unit | None = None, **changes: Any) -> Foreigner:
    """A trusted county installation, home of ``unit`` and what is below it."""
    fields: dict[str, Any] = {
        "code": "yunxi",
        "name": "云溪县平台",
        "role": "county",
        "unit": unit,
        "carrier": "directory",
        "registered_at": now(),
        **changes,
    }
    return Foreigner(Node.objects.create(**fields)).trusted()


def here(unit: Unit, number: int = 1, part: str = "main") -> statements.Recipient:
    return statements.Recipient(
        number=number, part=part, node=nodes.own().code, unit=unit.code, name=unit.name
    )

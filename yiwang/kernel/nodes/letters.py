"""In which form does a parcel cross to another installation, and how is it known to be genuine?

A letter is a signed header and a body. The header says from whom to whom, which number and kind, and the
digests of the body and of every file: nothing of what travels can be changed, left out or redirected.
Number 0 is a note (a receipt or a heartbeat): it is not itself numbered or acknowledged.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from yiwang.kernel.audit.rules import canonical, moment, sm3
from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes.models import Node, Parcel
from yiwang.kernel.nodes.queries import own
from yiwang.kernel.nodes.rules import MOST_BODY, MOST_EVIDENCE, MOST_FILES, MOST_HEADER
from yiwang.kernel.signatures import keys, trust

FORMAT = "yiwang-parcel/1"
HIGHEST = 2**62
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[int, Field(ge=0, lt=HIGHEST, strict=True)]


class RejectedError(Exception):
    """What came is not let in: nothing of it is kept but the evidence.

    ``is_broken``: its header is genuine, so that the sender can be asked for it again.
    """

    def __init__(
        self,
        why: str,
        *,
        node: Node | None = None,
        claimed: str = "",
        number: int | None = None,
        evidence: str = "",
        is_broken: bool = False,
    ) -> None:
        super().__init__(why)
        self.why = why
        self.node = node
        self.claimed = claimed
        self.number = number
        self.evidence = evidence[:MOST_EVIDENCE]
        self.is_broken = is_broken


class Announced(BaseModel):
    """A file that belongs to a parcel: SHA-256, bytes, and its name there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    digest: Sha256
    size: Annotated[int, Field(gt=0, lt=HIGHEST, strict=True)]
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Header(BaseModel):
    """What the sender signs. ``sent_at``: when it was posted; ``signed_at``: when it was handed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["yiwang-parcel/1"]
    sender: Code = Field(alias="from")
    recipient: Code = Field(alias="to")
    number: Number
    kind: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{1,59}$")]
    attempt: Number
    sent_at: AwareDatetime
    signed_at: AwareDatetime
    digest: Sha256
    files: Annotated[tuple[Announced, ...], Field(max_length=MOST_FILES)]
    certificates: Annotated[tuple[str, ...], Field(max_length=3)]

    @property
    def identity(self) -> str:
        """SM3 of what may not differ when the same number comes again."""
        files = [[file.digest, file.size] for file in self.files]
        return sm3(canonical({"kind": self.kind, "digest": self.digest, "files": files}).encode())


@dataclass(frozen=True)
class Letter:
    """As it travels: header and body as texts, the header's signature, the certificate's fingerprint."""

    header: str
    signature: str
    certificate: str
    body: str

    @property
    def envelope(self) -> str:
        """All but the body, as JSON."""
        return canonical(
            {"header": self.header, "signature": self.signature, "certificate": self.certificate}
        )

    @property
    def wire(self) -> bytes:
        """Header and body as one JSON text, for carriers that move single messages."""
        return canonical({**vars(self)}).encode()


@dataclass(frozen=True)
class Opened:
    """A letter whose signature, recipient and body digest have been checked."""

    node: Node
    header: Header
    text: str
    body: dict[str, Any]


def of_parcel(parcel: Parcel, here: Node, at: datetime) -> Letter:
    """The letter in which a numbered parcel travels now. Fetch ``enclosures__file`` beforehand."""
    files = [enclosure.file for enclosure in parcel.enclosures.all()]
    announced = [{"digest": file.digest, "size": file.size, "name": file.name} for file in files]
    return written(
        here,
        parcel.node.code,
        parcel.text,
        at,
        number=parcel.number,
        kind=parcel.kind,
        attempt=parcel.attempts,
        sent_at=moment(parcel.created_at),
        files=announced,
    )


def of_note(node: Node, here: Node, kind: str, body: dict[str, Any], at: datetime) -> Letter:
    """The letter in which a note travels; ``body["beat"]`` tells notes apart."""
    columns = {"number": 0, "kind": kind, "attempt": body["beat"], "sent_at": moment(at), "files": []}
    return written(here, node.code, canonical(body), at, **columns)


def written(here: Node, to: str, text: str, at: datetime, **columns: Any) -> Letter:
    """Signed by this node's key."""
    key = keys.of_node()
    header = {
        "format": FORMAT,
        "from": here.code,
        "to": to,
        "signed_at": moment(at),
        "digest": sm3(text.encode()),
        "certificates": [key.certificate.pem],
        **columns,
    }
    signed = key.sign(canonical(header))
    return Letter(signed.text, signed.signature, signed.certificate, text)


def read(content: bytes) -> Letter:
    """The letter in a single message. Raises RejectedError where it is none."""
    if len(content) > MOST_BODY * 2 + MOST_HEADER:
        raise RejectedError("邮包超过允许的大小。", evidence=content[:1000].decode("utf-8", "replace"))
    parts = plain_object(content)
    names = ("header", "signature", "certificate", "body")
    if parts is None or set(parts) != set(names) or not all(isinstance(parts[name], str) for name in names):
        raise RejectedError("不是本平台格式的邮包。", evidence=content[:1000].decode("utf-8", "replace"))
    return Letter(**parts)


def plain_object(content: bytes | str) -> dict[str, Any] | None:
    """The JSON object in a text; None where there is none."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def opened(letter: Letter, here: Node | None = None, expected: Node | None = None) -> Opened:
    """Raises RejectedError for anything that is not a genuine letter of a registered node to ours.

    ``here``, ``expected``: our node and the probable sender, where the caller has just fetched them.
    """
    node, header = genuine(letter, here, expected)
    return Opened(node, header, letter.header, body_of(node, header, letter))


def genuine(letter: Letter, here: Node | None, expected: Node | None) -> tuple[Node, Header]:
    """The node and the header that it signed. Raises RejectedError."""
    header = _header(letter.header)
    evidence = letter.header
    is_expected = expected is not None and expected.code == header.sender
    node = expected if is_expected else Node.objects.peers().filter(code=header.sender).first()
    claim: dict[str, Any] = {"claimed": header.sender, "number": header.number, "evidence": evidence}
    if node is None:
        raise RejectedError("发送节点没有在本平台登记。", **claim)
    claim["node"] = node
    if not node.is_active:
        raise RejectedError("发送节点已停用。", **claim)
    if header.recipient != (here or own()).code:
        raise RejectedError(f"收件节点是 {header.recipient}，不是本节点。", **claim)
    if fault := fault_of_signature(
        node, letter.header, letter.signature, letter.certificate, header.certificates, header.signed_at
    ):
        raise RejectedError(fault, **claim)
    return node, header


def _header(text: str) -> Header:
    if len(text) > MOST_HEADER:
        raise RejectedError("邮包的头部超过允许的大小。", evidence=text)
    try:
        return Header.model_validate_json(text)
    except ValidationError:
        pass
    claimed = (plain_object(text) or {}).get("from")
    named = claimed[:60] if isinstance(claimed, str) else ""
    raise RejectedError("邮包的头部不符合格式。", claimed=named, evidence=text)


def fault_of_signature(
    node: Node, text: str, signature: str, fingerprint: str, pems: tuple[str, ...], signed_at: datetime
) -> str:
    """Empty where the node itself signed the text with a certificate of an authority trusted for it."""
    verdict = trust.verified(text, signature, fingerprint, signed_at=signed_at)
    if not verdict.signer and _took_certificates(pems, node):
        verdict = trust.verified(text, signature, fingerprint, signed_at=signed_at)
    if not verdict.is_valid:
        return f"签名无效：{verdict.sentence}"
    if verdict.node_code != node.code or verdict.unit_code:
        return "签名不是由发送节点的节点证书作出的。"
    return ""


def _took_certificates(pems: tuple[str, ...], node: Node) -> bool:
    try:
        for pem in pems:
            trust.take_certificate(pem, node.code)
    except Refused:
        return False
    return True


def body_of(node: Node, header: Header, letter: Letter) -> dict[str, Any]:
    """The body, if it is what the header says. Raises RejectedError."""
    claim: dict[str, Any] = {
        "node": node,
        "claimed": node.code,
        "number": header.number,
        "evidence": letter.header,
        "is_broken": True,
    }
    content = letter.body.encode("utf-8", "surrogatepass")
    if len(content) > MOST_BODY:
        raise RejectedError("邮包的内容超过允许的大小。", **claim)
    if sm3(content) != header.digest:
        raise RejectedError("邮包的内容与签名的摘要不符。", **claim)
    body = plain_object(letter.body)
    if body is None:
        raise RejectedError("邮包的内容不是 JSON 对象。", **claim)
    return body

"""Who makes a single call between two nodes, and is it really theirs?

Beside TLS every call carries a signed line: method, path, digest of what is sent, sender, recipient, time,
and a number used once. So a proxy may end the TLS connection, and a message broker need not be believed.
"""

import base64
import binascii
import secrets
from collections.abc import Mapping
from typing import Annotated, Literal

from django.core.cache import cache
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from yiwang.kernel.audit.rules import canonical, moment, sm3
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.nodes.letters import Code, RejectedError, Sha256, fault_of_signature
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.nodes.queries import own
from yiwang.kernel.signatures import keys

CALL, SIGNATURE, CERTIFICATE = "x-yiwang-call", "x-yiwang-signature", "x-yiwang-certificate"
# Clocks may differ by so much; a call that is older is refused, a younger one is believed once.
WINDOW_SECONDS = 900
LONGEST = 16_000


class Call(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["yiwang-call/1"]
    sender: Code = Field(alias="from")
    recipient: Code = Field(alias="to")
    method: Annotated[str, Field(max_length=10)]
    path: Annotated[str, Field(max_length=2000)]
    digest: Sha256
    at: AwareDatetime
    nonce: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    certificates: Annotated[tuple[str, ...], Field(max_length=3)]


def signed(here: Node, node: Node, method: str, path: str, content: bytes) -> dict[str, str]:
    """The headers that go with a call."""
    key = keys.of_node()
    call = {
        "format": "yiwang-call/1",
        "from": here.code,
        "to": node.code,
        "method": method,
        "path": path,
        "digest": sm3(content),
        "at": moment(now()),
        "nonce": secrets.token_hex(16),
        "certificates": [key.certificate.pem],
    }
    line = key.sign(canonical(call))
    return {
        CALL: base64.b64encode(line.text.encode()).decode(),
        SIGNATURE: line.signature,
        CERTIFICATE: line.certificate,
    }


def caller(headers: Mapping[str, str], method: str, path: str, content: bytes, *, is_live: bool) -> Node:
    """The registered node that makes the call; ``headers`` in small letters.

    ``is_live``: over a connection, so that time and repetition count; not where messages wait in a queue.
    Raises RejectedError.
    """
    text = _text(headers.get(CALL, ""))
    call = _read(text)
    node = Node.objects.peers().active().filter(code=call.sender).first()
    if node is None:
        raise RejectedError("发送节点没有登记或已停用。", claimed=call.sender, evidence=text)
    fault = _fault(call, method, path, content) or fault_of_signature(
        node, text, headers.get(SIGNATURE, ""), headers.get(CERTIFICATE, ""), call.certificates, call.at
    )
    fault = fault or (_untimely(call) if is_live else "")
    if fault:
        raise RejectedError(fault, node=node, claimed=node.code, evidence=text)
    return node


def _text(encoded: str) -> str:
    if not encoded or len(encoded) > LONGEST:
        raise RejectedError("请求没有节点签名。")
    try:
        return base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        raise RejectedError("请求的节点签名不可读。") from None


def _read(text: str) -> Call:
    try:
        return Call.model_validate_json(text)
    except ValidationError:
        raise RejectedError("请求的节点签名不符合格式。", evidence=text) from None


def _fault(call: Call, method: str, path: str, content: bytes) -> str:
    if call.recipient != own().code:
        return f"请求的收件节点是 {call.recipient}，不是本节点。"
    if (call.method, call.path) != (method, path):
        return "请求的方法或地址与签名不符。"
    if call.digest != sm3(content):
        return "请求的内容与签名的摘要不符。"
    return ""


def _untimely(call: Call) -> str:
    drift = (now() - call.at).total_seconds()
    if abs(drift) > WINDOW_SECONDS:
        return f"请求的时间与本机相差 {round(drift)} 秒，请校准双方的时钟。"
    if not cache.add(f"node-call:{call.sender}:{call.nonce}", 1, timeout=2 * WINDOW_SECONDS):
        return "同一个请求来过一次，不再受理。"
    return ""

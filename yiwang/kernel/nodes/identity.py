"""What does an installation show of itself so that another one can know it again?

The document travels any way people like; its fingerprint is compared by telephone.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes import tls
from yiwang.kernel.nodes.letters import Code
from yiwang.kernel.nodes.queries import own
from yiwang.kernel.nodes.rules import fingerprint
from yiwang.kernel.signatures import keys

FORMAT = "yiwang-identity/1"
MOST = 64 << 10
Pem = Annotated[str, StringConstraints(max_length=20_000)]


class Identity(BaseModel):
    """Who a node is: its authority, its own certificate, the one it uses for HTTPS, and its address there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["yiwang-identity/1"]
    code: Code
    name: Annotated[str, Field(min_length=1, max_length=120)]
    zone: Literal["both", "inner", "outer"]
    authority: Pem
    certificate: Pem
    tls_certificate: Pem
    url: Annotated[str, Field(max_length=200)]

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.model_dump())


def own_identity(zone: str, url: str = "") -> Identity:
    """Ours; the keys are made on first use. ``url``: where our node server answers, if it does."""
    here = own()
    document: dict[str, Any] = {
        "format": FORMAT,
        "code": here.code,
        "name": here.name,
        "zone": zone,
        "authority": keys.authority().certificate.pem,
        "certificate": keys.of_node().certificate.pem,
        "tls_certificate": tls.own_pair().certificate,
        "url": url,
    }
    return Identity.model_validate(document)


def read(text: str) -> Identity:
    """Raises Refused where the text is no identity document."""
    if len(text) > MOST:
        raise Refused("节点身份文件过大，请重新导出（yiwang node-identity）。", field="document")
    try:
        return Identity.model_validate_json(text)
    except ValidationError:
        raise Refused(
            "不是节点身份文件，请对方用 yiwang node-identity 重新导出。", field="document"
        ) from None

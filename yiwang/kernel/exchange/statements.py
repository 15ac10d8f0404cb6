"""What exactly is signed: the words of an envelope and of a receipt, the same on every installation?

Plain Python: a machine without database and network reads and proves what another one wrote.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from yiwang.kernel.audit.rules import canonical, sm3
from yiwang.kernel.exchange import rules

LONGEST = 2 << 20


def one_of(words: Iterable[str]) -> StringConstraints:
    """One of the words of ``rules``, so that each of them has one place."""
    return StringConstraints(pattern=f"^({'|'.join(sorted(words))})$")


Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,40}$")]
NodeCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,40}$")]
Uid = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Part = Annotated[str, one_of(rules.PARTS)]
Category = Annotated[str, one_of(rules.CATEGORIES)]
Urgency = Annotated[str, one_of(rules.URGENCIES)]
Secrecy = Annotated[str, one_of(rules.SECRECIES)]
ReceiptKind = Annotated[str, one_of(rules.RECEIPTS)]
Line = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]


class Closed(BaseModel):
    """No field that we do not know, and nothing changed after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Party(Closed):
    """Who acts: an installation, one of its units or systems, a person there; names as they were then."""

    node: NodeCode
    unit: Code = ""
    unit_name: Line = ""
    system: Code = ""
    post: Line = ""
    person: Line = ""


class Recipient(Closed):
    """``number`` counts from 1; ``unit`` is a unit's code, empty where a whole installation is meant."""

    number: int = Field(ge=1, le=rules.MOST_RECIPIENTS)
    part: Part
    node: NodeCode
    unit: Code = ""
    system: Code = ""
    name: Line
    group: Line = ""


class FileEntry(Closed):
    """A file by its SHA-256, with its size in bytes."""

    digest: Sha256
    size: int = Field(gt=0)
    name: Line


class Envelope(Closed):
    """The words that a sender signs."""

    format: Literal["yiwang-envelope/1"] = "yiwang-envelope/1"
    id: Uid
    kind: Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,40}\.[a-z_]{2,40}$")]
    version: int = Field(ge=1)
    category: Category
    sender: Party
    recipients: list[Recipient] = Field(min_length=1, max_length=rules.MOST_RECIPIENTS)
    subject: Line
    body: dict[str, Any]
    files: list[FileEntry] = Field(default=[], max_length=rules.MOST_FILES)
    urgency: Urgency = "normal"
    secrecy: Secrecy = "none"
    valid_until: date | None = None
    reference: Uid | Literal[""] = ""
    sent_at: datetime


class Receipt(Closed):
    """The words by which somebody confirms what happened to an envelope.

    ``digest``: SM3 of the envelope's words; ``recipients``: the numbers of those for whom it happened.
    """

    format: Literal["yiwang-receipt/1"] = "yiwang-receipt/1"
    id: Uid
    envelope: Uid
    digest: Sha256
    receipt: ReceiptKind
    recipients: list[int] = Field(max_length=rules.MOST_RECIPIENTS)
    by: Party
    at: datetime
    reason: Annotated[str, StringConstraints(max_length=600)] = ""


def words(statement: Envelope | Receipt) -> str:
    """The statement as it is signed: canonical JSON."""
    return canonical(statement.model_dump(mode="json"))


def digest(text: str) -> str:
    return sm3(text.encode())


def envelope(text: str) -> Envelope:
    """Raises ValueError with a Chinese sentence where the text is no envelope or not in canonical form."""
    return _read(Envelope, text)


def receipt(text: str) -> Receipt:
    """Raises ValueError with a Chinese sentence where the text is no receipt or not in canonical form."""
    return _read(Receipt, text)


def _read(model: Any, text: str) -> Any:
    if len(text) > LONGEST:
        raise ValueError(f"内容超过{LONGEST >> 20}兆字符。")
    try:
        read = model.model_validate_json(text)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "正文"
        raise ValueError(f"格式不符：{place}（{first['msg']}）"[:300]) from None
    # Two texts with one meaning would be two things signed.
    if words(read) != text:
        raise ValueError("内容不是规范写法。")
    return read

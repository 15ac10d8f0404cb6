"""In which shapes do programs hand in envelopes and read them?"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.models import Delivery, Envelope, EnvelopeFile, Receipt

MOST_AT_ONCE = 200
LARGEST_ID = (1 << 63) - 1
Code = Annotated[str, StringConstraints(max_length=40)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Numbers = Annotated[list[Annotated[int, Field(ge=1, le=rules.MOST_RECIPIENTS)]], Field(max_length=5_000)]
Reason = Annotated[str, StringConstraints(max_length=rules.REASON_LENGTH)]


class Given(BaseModel):
    """What a program hands in: a field that we do not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class To(Given):
    """收件方: exactly one of the three."""

    unit: Code = Field("", title="单位代码")
    system: Code = Field("", title="系统代码")
    group: Id | None = Field(None, title="地址组编号")


class Letter(Given):
    """要发送的内容; ``body`` as GET /exchange/kinds describes it."""

    kind: Annotated[str, StringConstraints(max_length=81)] = Field(title="内容种类")
    subject: Annotated[str, StringConstraints(max_length=rules.SUBJECT_LENGTH)] = Field(title="标题")
    body: dict[str, Any] = Field({}, title="内容")
    main: list[To] = Field(title="主送", min_length=1, max_length=rules.MOST_RECIPIENTS)
    copies: list[To] = Field([], title="抄送", max_length=rules.MOST_RECIPIENTS)
    files: list[Annotated[str, StringConstraints(max_length=400)]] = Field(
        [], title="附件", max_length=rules.MOST_FILES, description="上传文件时得到的 key"
    )
    urgency: Literal["normal", "urgent", "most_urgent"] = Field("normal", title="紧急程度")
    secrecy: Literal["none", "internal"] = Field("none", title="内部标志")
    valid_until: date | None = Field(None, title="有效期至")
    reference: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")] = Field(
        "", title="关联信封编号"
    )


class Returning(Given):
    reason: Reason = Field(title="退回理由")


class Withdrawing(Given):
    reason: Reason = Field(title="撤回理由")
    numbers: Numbers | None = Field(None, title="收件方序号", description="不填：全部未签收的")


class Urging(Given):
    numbers: Numbers | None = Field(None, title="收件方序号", description="不填：全部未签收的")


class Uploaded(BaseModel):
    key: str = Field(title="文件键", description="发送时填入 files；两天内有效，只能由本系统使用")
    digest: str = Field(title="SHA-256")
    size: int = Field(title="字节数")
    name: str = Field(title="文件名")
    state: str = Field(title="状态", description="clean 之外的不能发送")
    notice: str = Field(title="说明")


class Sender(BaseModel):
    node: str = Field(title="节点代码")
    unit: str = Field(title="单位代码", description="本平台名录中没有的为空")
    system: str = Field(title="系统代码")
    name: str = Field(title="名称")


class Item(BaseModel):
    """信封摘要."""

    uid: str = Field(title="信封编号")
    kind: str = Field(title="内容种类")
    category: str = Field(title="类别")
    subject: str = Field(title="标题")
    number: str = Field(title="文号")
    urgency: str = Field(title="紧急程度")
    sender: Sender = Field(title="发件方")
    sent_at: datetime = Field(title="发送时间")
    reference: str = Field(title="关联信封编号")


class Arrival(Item):
    """收到的一件; ``id`` is what /exchange/deliveries/{id}/ takes."""

    id: int = Field(title="来件编号")
    part: str = Field(title="主送或抄送")
    state: str = Field(title="状态")
    delivered_at: datetime | None = Field(title="送达时间")
    ended_at: datetime | None = Field(title="办结时间")


class Dispatch(Item):
    """发出的一件; how many of its recipients are in which state."""

    id: int = Field(title="发件编号")
    states: dict[str, int] = Field(title="各状态的收件方数")


class Page(BaseModel):
    """``after`` goes into the next request; ``more``: there is something after it already."""

    items: list[Arrival | Dispatch] = Field(title="内容")
    after: int = Field(title="下一页从此之后")
    more: bool = Field(title="还有更多")


class FileOut(BaseModel):
    digest: str = Field(title="SHA-256")
    size: int = Field(title="字节数")
    name: str = Field(title="文件名")


class DeliveryOut(BaseModel):
    id: int = Field(title="来件编号")
    number: int = Field(title="收件方序号")
    part: str = Field(title="主送或抄送")
    name: str = Field(title="收件方")
    state: str = Field(title="状态")
    delivered_at: datetime | None = Field(title="送达时间")
    opened_at: datetime | None = Field(title="打开时间")
    ended_at: datetime | None = Field(title="办结时间")
    reason: str = Field(title="理由")
    urges: int = Field(title="催收次数")


class ReceiptOut(BaseModel):
    id: int = Field(title="序号")
    kind: str = Field(title="回执种类")
    at: datetime = Field(title="时间")
    words: str = Field(title="签名原文")
    signature: str = Field(title="签名（base64）")
    certificate: str = Field(title="证书指纹")


class Receipts(BaseModel):
    """Receipts in the order in which they came, with the certificates that prove them."""

    items: list[ReceiptOut] = Field(title="回执")
    certificates: dict[str, str] = Field(title="证书（指纹：PEM）")
    after: int = Field(title="下一页从此之后")
    more: bool = Field(title="还有更多")


class EnvelopeOut(Item):
    """信封全文: the signed words, what proves them, and what became of it as far as the reader may know."""

    words: str = Field(title="签名原文")
    digest: str = Field(title="原文的 SM3 摘要")
    signature: str = Field(title="签名（base64）")
    certificate: str = Field(title="证书（PEM）")
    files: list[FileOut] = Field(title="附件")
    deliveries: list[DeliveryOut] = Field(title="收件方")
    receipts: Receipts = Field(title="回执")


class KindOut(BaseModel):
    code: str = Field(title="内容种类")
    version: int = Field(title="版本")
    label: str = Field(title="名称")
    category: str = Field(title="类别")
    body: dict[str, Any] = Field(title="内容的 JSON Schema")


class Named(BaseModel):
    code: str = Field(title="代码")
    name: str = Field(title="名称")


class UnitOut(BaseModel):
    id: int = Field(title="序号")
    code: str = Field(title="单位代码")
    name: str = Field(title="名称")
    short_name: str = Field(title="简称")
    kind: str = Field(title="类别")
    parent: str = Field(title="上级单位代码")
    systems: list[Named] = Field(title="业务系统")


class Units(BaseModel):
    items: list[UnitOut] = Field(title="单位")
    after: int = Field(title="下一页从此之后")
    more: bool = Field(title="还有更多")


class GroupOut(BaseModel):
    id: int = Field(title="地址组编号")
    name: str = Field(title="组名")


class Done(BaseModel):
    """How many recipients it happened for."""

    count: int = Field(title="件数")


class State(BaseModel):
    id: int = Field(title="来件编号")
    state: str = Field(title="状态")
    ended_at: datetime | None = Field(title="办结时间")


def item(envelope: Envelope) -> dict[str, Any]:
    """What its columns say; the words themselves, which may be long, are not read."""
    unit, system = envelope.sender_unit, envelope.sender_system
    return {
        "uid": envelope.uid,
        "kind": envelope.kind,
        "category": envelope.category,
        "subject": envelope.subject,
        "number": envelope.number,
        "urgency": list(rules.URGENCIES)[envelope.urgency],
        "sender": Sender(
            node=envelope.sender_node.code,
            unit=unit.code if unit else "",
            system=system.code if system else "",
            name=envelope.sender_name,
        ),
        "sent_at": envelope.sent_at,
        "reference": envelope.reference,
    }


def arrival(delivery: Delivery) -> Arrival:
    return Arrival(
        id=delivery.pk,
        part=delivery.part,
        state=delivery.state,
        delivered_at=delivery.delivered_at,
        ended_at=delivery.ended_at,
        **item(delivery.envelope),
    )


def dispatch(envelope: Envelope, states: dict[str, int]) -> Dispatch:
    return Dispatch(id=envelope.pk, states=states, **item(envelope))


def file_out(attachment: EnvelopeFile) -> FileOut:
    stored = attachment.stored
    return FileOut(digest=stored.digest or "", size=stored.size, name=attachment.name)


def delivery_out(delivery: Delivery) -> DeliveryOut:
    names = DeliveryOut.model_fields.keys() - {"id"}
    return DeliveryOut(id=delivery.pk, **{name: getattr(delivery, name) for name in names})


def receipt_out(receipt: Receipt) -> ReceiptOut:
    return ReceiptOut(
        id=receipt.pk,
        kind=receipt.kind,
        at=receipt.at,
        words=receipt.text,
        signature=receipt.signature,
        certificate=receipt.certificate,
    )

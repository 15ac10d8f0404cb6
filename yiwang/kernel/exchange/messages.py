"""Which bodies do the envelopes of this package carry: official documents and items of information?"""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

ShortText = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
LongText = Annotated[str, StringConstraints(max_length=200_000)]

DOCUMENT_TYPES = (
    # 党政机关公文处理工作条例 (2012) art. 8: fifteen kinds.
    *("决议", "决定", "命令（令）", "公报", "公告", "通告", "意见", "通知", "通报", "报告"),
    *("请示", "批复", "议案", "函", "纪要"),
)
INFORMATION_TYPES = ("消息", "通知", "简报", "资料", "其他")


class Body(BaseModel):
    """Titles are what the workbench shows; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Document(Body):
    """公文: the elements of GB/T 9704-2012 that travel as data; the text itself is the first file."""

    number: ShortText = Field("", title="发文字号")
    document_type: ShortText = Field("通知", title="文种")
    issuer: ShortText = Field("", title="发文机关")
    signer: ShortText = Field("", title="签发人")
    written_on: date | None = Field(None, title="成文日期")
    printed_on: date | None = Field(None, title="印发日期")
    copies: int | None = Field(None, ge=1, le=100_000, title="份数")
    disclosure: ShortText = Field("", title="公开属性")
    text: LongText = Field("", title="正文")
    note: ShortText = Field("", title="附注")


class Information(Body):
    """信息: a message, a notice, a briefing; counted apart from documents."""

    information_type: ShortText = Field("消息", title="类型")
    text: LongText = Field("", title="内容")

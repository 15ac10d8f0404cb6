"""What travels to the unit with the paper of a card?"""

from datetime import date

from pydantic import Field

from yiwang.kernel.exchange.messages import Body, LongText, ShortText

NOTICE = "supervision.notice"


class Notice(Body):
    """监察通知书: that a card was issued, or what was decided about it; the paper is the first file."""

    number: ShortText = Field(title="监察牌编号")
    colour: ShortText = Field(title="种类")
    verb: ShortText = Field("", title="")
    document_type: ShortText = Field("监察通知书", title="文种")
    unit: ShortText = Field(title="被监察单位")
    label: ShortText = Field(title="监察事由")
    matter: ShortText = Field("", title="所涉事项")
    reply_until: date | None = Field(None, title="请于此日前说明")
    appeal_until: date | None = Field(None, title="申诉截止")
    text: LongText = Field("", title="正文")

"""What do programs hand in and learn of records?"""

from datetime import datetime
from typing import Any

from ninja import Field, Schema

MOST_AT_ONCE = 500


class FieldOut(Schema):
    code: str = Field(title="字段")
    label: str = Field(title="名称")
    kind: str = Field(title="怎样填写")
    is_required: bool = Field(title="必填")


class SourceOut(Schema):
    code: str = Field(title="数据源")
    label: str = Field(title="名称")
    key: list[str] = Field(title="唯一标识的字段")
    fields: list[FieldOut] = Field(title="字段")


class RecordsIn(Schema):
    source: str = Field(title="数据源", max_length=40)
    records: list[dict[str, Any]] = Field(title="记录", min_length=1, max_length=MOST_AT_ONCE)
    is_trial: bool = Field(False, title="只检查，不保存")


class RejectionOut(Schema):
    row: int = Field(title="第几条")
    field: str = Field(title="字段")
    value: str = Field(title="填写内容")
    sentence: str = Field(title="原因")


class OutcomeOut(Schema):
    id: int | None = Field(title="导入编号，只检查时没有")
    source: str = Field(title="数据源")
    added: int = Field(title="新增")
    changed: int = Field(title="更新")
    same: int = Field(title="没有变化")
    rejected: int = Field(title="退回")
    rejections: list[RejectionOut] = Field(title="退回原因")
    state: str = Field(title="状态")
    at: datetime | None = Field(None, title="完成时间")

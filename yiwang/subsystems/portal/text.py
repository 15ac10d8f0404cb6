"""What does an author write?"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

KINDS: Mapping[str, str] = {
    "news": "政务动态",
    "notice": "通知公告",
    "document": "政府文件",
    "interpretation": "政策解读",
    "information": "政府信息",
}


@dataclass(frozen=True)
class Attributes:
    """The attributes of a public document (政府信息公开条例, 目录要素)."""

    index_number: str = ""
    number: str = ""
    issuer: str = ""
    written_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    subject: str = ""
    subject_words: str = ""
    recipients: str = ""
    copies: str = ""
    disclosure: str = ""


@dataclass(frozen=True)
class Text:
    """One version of an article, whole: what is saved, compared, restored, previewed and published."""

    title: str
    column_id: int
    body: str = ""
    kind: str = "news"
    subtitle: str = ""
    summary: str = ""
    keywords: str = ""
    source: str = ""
    author: str = ""
    more_column_ids: tuple[int, ...] = ()
    cover_id: int | None = None
    cover_alt: str = ""
    files: tuple[tuple[int, str], ...] = field(default=())
    attributes: Attributes = Attributes()


ARTICLE_FIELDS = (
    "title",
    "column_id",
    "body",
    "kind",
    "subtitle",
    "summary",
    "keywords",
    "source",
    "author",
    "cover_id",
    "cover_alt",
)
LABELS: Mapping[str, str] = {
    "title": "标题",
    "column_id": "栏目",
    "kind": "类型",
    "subtitle": "副标题",
    "summary": "摘要",
    "keywords": "关键词",
    "source": "来源",
    "author": "作者",
    "more_column_ids": "同时发布到",
    "cover_id": "封面图片",
    "cover_alt": "封面图片说明",
    "files": "附件",
    "index_number": "索引号",
    "number": "文号",
    "issuer": "发文机关",
    "written_on": "成文日期",
    "effective_on": "生效日期",
    "expires_on": "失效日期",
    "subject": "主题分类",
    "subject_words": "主题词",
    "recipients": "主送",
    "copies": "抄送",
    "disclosure": "公开属性",
}
DATES = ("written_on", "effective_on", "expires_on")


def as_json(text: Text) -> dict[str, Any]:
    """The text in JSON values, for the table of versions."""
    plain = asdict(text)
    plain["attributes"] = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in plain["attributes"].items()
    }
    plain["more_column_ids"] = list(text.more_column_ids)
    plain["files"] = [list(pair) for pair in text.files]
    return plain


def of_json(plain: Mapping[str, Any]) -> Text:
    """The text that ``as_json`` stored; fields that were added later keep their defaults."""
    known = {one.name for one in fields(Text)}
    values = {name: value for name, value in plain.items() if name in known}
    attributes = {one.name: values.get("attributes", {}).get(one.name) for one in fields(Attributes)}
    for name, value in attributes.items():
        if name in DATES:
            attributes[name] = date.fromisoformat(value) if value else None
        else:
            attributes[name] = value or ""
    return replace(
        Text(title=values.pop("title"), column_id=values.pop("column_id")),
        **{
            **values,
            "attributes": Attributes(**attributes),
            "more_column_ids": tuple(values.get("more_column_ids", ())),
            "files": tuple((file_id, name) for file_id, name in values.get("files", ())),
        },
    )

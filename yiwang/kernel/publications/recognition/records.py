"""Which of a record's keys hold the document, and which say something about it?

The names are those that crawlers and registers write; ``parse-document`` answers in the same words.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yiwang.kernel.publications.recognition import header_table
from yiwang.kernel.publications.recognition.document import Recognised, recognise_html, recognise_text
from yiwang.kernel.publications.recognition.parts import Hints

_HTML = ("html", "content_html", "page", "raw_html")
_TEXT = ("text", "body", "content", "fulltext", "正文", "内容")
_KEYS: dict[str, tuple[str, ...]] = {
    "url": ("url", "link", "source_url", "original_url", "网址", "链接"),
    "title": ("title", "name", "标题", "名称"),
    "number": ("doc_number", "doc_number_raw", "number", "document_number", "文号", "发文字号"),
    "index_number": ("index_number", "index", "索引号"),
    "issuer": ("issuer", "organ", "agency", "department", "发文机关", "发布机构"),
    "source": ("site", "source", "来源", "网站"),
    "written_on": ("written_date", "written_on", "成文日期"),
    "published_on": (
        "publish_date",
        "published_on",
        "published_date",
        "pub_date",
        "version_date",
        "date",
        "发布日期",
    ),
    "effective_on": ("effective_date", "effective_on", "实施日期"),
    "expires_on": ("expire_date", "expires_on", "失效日期"),
    "subject": ("subject", "主题分类"),
    "subject_words": ("keywords", "subject_words", "主题词"),
    "disclosure": ("disclosure", "公开方式", "公开属性"),
    "validity": ("validity", "status", "有效性"),
}
_FAILED = frozenset({"error", "none", "null", "nan", "timeout", "404", "403", "500"})
_LONGEST_HINT = 2000


class NoDocument(ValueError):  # noqa: N818 - an answer, not a fault
    """The record holds no document; the message says in Chinese why."""


@dataclass(frozen=True)
class Source:
    """A record taken apart; ``markup`` or ``text`` is the document, a line of a register has neither."""

    hints: Hints
    markup: str = ""
    text: str = ""

    def recognised(self) -> Recognised:
        if self.markup:
            return recognise_html(self.markup, self.hints)
        return recognise_text(self.text, self.hints)


def source_of(record: object) -> Source:
    """Take a record apart. Raises NoDocument where it is no object, or where its document was not fetched."""
    if not isinstance(record, Mapping):
        raise NoDocument("这一行不是 JSON 对象。")
    values = _relabelled({field: _value(record, keys) for field, keys in _KEYS.items()})
    values["issuer"] = values["issuer"] or _maker(record)
    hints = Hints(**values, history=_history(record))
    markup, text = _document(record, _HTML), _document(record, _TEXT)
    if text and not markup and looks_like_html(text):
        markup, text = text, ""
    if not markup and not text and any(key in record for key in (*_HTML, *_TEXT)):
        raise NoDocument("正文为空或抓取失败（body、text、html 为空、null 或 error）。")
    return Source(hints, markup, "" if markup else text)


def fields_of(found: Recognised) -> dict[str, Any]:
    """A recognised document as one JSON object in the words of the records; what was not found is empty."""
    return {
        "title": found.title,
        "doc_number": found.number,
        "index_number": found.index_number,
        "issuer": found.issuer,
        "written_date": _iso(found.written_on),
        "publish_date": _iso(found.published_on),
        "effective_date": _iso(found.effective_on),
        "expire_date": _iso(found.expires_on),
        "recipients": found.recipients,
        "copies": found.copies,
        "subject": found.subject,
        "keywords": " ".join(found.subject_words),
        "disclosure": found.disclosure,
        "validity": found.validity,
        "source": found.source,
        "notes": list(found.notes),
        "printed_by": found.printed_by,
        "printed_date": _iso(found.printed_on),
        "enclosed": [{"title": one.title, "relation": one.relation} for one in found.enclosed],
        "attachments": list(found.annexes),
        "files": [{"name": name, "url": url} for name, url in found.files],
        "history": [{"date": _iso(line.on), "act": line.act, "text": line.text} for line in found.history],
        "body": found.body,
    }


def names_a_title(keys: Iterable[str]) -> bool:
    """Whether one of the column heads of a register is that of the title."""
    return not set(_KEYS["title"]).isdisjoint(keys)


def looks_like_html(text: str) -> bool:
    start = text[:4000].lower()
    return any(
        tag in start
        for tag in (
            "<p",
            "<div",
            "<br",
            "<table",
            "<html",
            "<body",
            "<span",
            "<td",
            "<!doctype",
            "<h1",
            "<h2",
        )
    )


def _document(record: Mapping[Any, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = record.get(key)
        if isinstance(value, str) and value.strip() and value.strip().lower() not in _FAILED:
            return value
    return ""


def _value(record: Mapping[Any, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = record.get(key)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()[:_LONGEST_HINT]
        if isinstance(value, list) and value and all(isinstance(word, str) for word in value):
            return " ".join(value)[:_LONGEST_HINT]
    return ""


def _maker(record: Mapping[Any, Any]) -> str:
    """Who makes texts of a kind: 行政法规 the State Council (立法法 2023, art. 72), 部门规章 a ministry."""
    kind = _value(record, ("kind",))
    if kind == "行政法规":
        return "国务院"
    return _value(record, ("region",)) if kind == "部门规章" else ""


def _relabelled(values: dict[str, str]) -> dict[str, str]:
    """A crawled date may carry a label that says another field than its key: 发文日期：2016-04-24."""
    label = re.match("(?P<label>[^0-9:：]{2,8})[:：]", values["published_on"])
    field = header_table.field_of(label["label"]) if label else ""
    if field == "written_on":
        values["written_on"] = values["written_on"] or values["published_on"]
        values["published_on"] = ""
    return values


def _history(record: Mapping[Any, Any]) -> tuple[str, ...]:
    lines = record.get("history")
    if not isinstance(lines, list):
        return ()
    return tuple(
        line if isinstance(line, str) else str(line.get("text", ""))
        for line in lines[:100]
        if isinstance(line, str | dict)
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""

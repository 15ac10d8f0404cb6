"""Which articles do the exports of other systems hold: CSV, JSON, WXR?"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from yiwang.kernel.publications.recognition import html_text, records
from yiwang.kernel.publications.recognition.records import NoDocument
from yiwang.subsystems.portal.group import rules
from yiwang.subsystems.portal.group.importing.found import Found, moment_of
from yiwang.subsystems.portal.group.importing.sources import Unusable

LONGEST_CELL = 4_000_000
_SECTIONS = ("column", "category", "section", "channel", "栏目", "分类")
_SUMMARIES = ("summary", "abstract", "description", "摘要")
_AUTHORS = ("author", "writer", "作者")
_KEYWORDS = ("keywords", "tags", "关键词")
_WXR = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def of_table(data: bytes) -> Iterator[Found]:
    """CSV with a heading line, in UTF-8 or GB 18030."""
    try:
        text = html_text.decoded(data, html_text.likely_encoding(data[:65536]))
    except html_text.Unreadable as reason:
        raise Unusable(str(reason)) from None
    csv.field_size_limit(LONGEST_CELL)
    rows = csv.reader(io.StringIO(text, newline=""))
    heading: list[str] | None = None
    number = 0
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield Found(f"第 {number} 条", reason=f"不是有效的 CSV（{error}）。")
            continue
        if heading is None:
            heading = [cell.strip().lstrip("\ufeff") for cell in row]
            if not records.names_a_title(heading):
                raise Unusable("表头没有标题一列（title 或 标题）。")
        elif any(cell.strip() for cell in row):
            number += 1
            if len(row) != len(heading):
                fault = f"这一行有 {len(row)} 列，表头有 {len(heading)} 列。"
                yield Found(f"第 {number} 条", title=row[0][:200], reason=fault)
                continue
            yield _record(f"第 {number} 条", dict(zip(heading, row, strict=True)))


def of_json(data: bytes) -> Iterator[Found]:
    """A list of objects, an object that holds such a list, or one object a line."""
    try:
        text = html_text.decoded(data, html_text.likely_encoding(data[:65536]))
    except html_text.Unreadable as reason:
        raise Unusable(str(reason)) from None
    for number, record in enumerate(_objects(text), start=1):
        if isinstance(record, str):
            yield Found(f"第 {number} 条", reason=record)
        else:
            yield _record(f"第 {number} 条", record)


def _objects(text: str) -> Iterator[Mapping[str, Any] | str]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            raise Unusable("不是有效的 JSON。") from None
        for line in lines:
            try:
                yield from _each([json.loads(line)])
            except (ValueError, RecursionError):
                yield "这一行不是有效的 JSON。"
        return
    if isinstance(whole, dict):
        lists = [value for value in whole.values() if isinstance(value, list)]
        whole = max(lists, key=len) if lists else [whole]
    if not isinstance(whole, list):
        raise Unusable("JSON 中没有文章列表。")
    yield from _each(whole)


def _each(values: list[Any]) -> Iterator[Mapping[str, Any] | str]:
    for value in values:
        yield value if isinstance(value, dict) else "这一条不是 JSON 对象。"


def _record(place: str, record: Mapping[str, Any]) -> Found:
    try:
        source = records.source_of(record)
    except NoDocument as reason:
        return Found(place, title=_first(record, ("title", "标题"))[:200], reason=str(reason))
    hints = source.hints
    body = source.markup or "".join(
        f"<p>{escape(line.strip())}</p>" for line in source.text.splitlines() if line.strip()
    )
    return Found(
        place,
        title=hints.title,
        body=body,
        published_at=moment_of(hints.published_on),
        path=rules.path_of(hints.url) if hints.url else "",
        section=_first(record, _SECTIONS),
        summary=_first(record, _SUMMARIES)[:500],
        source=hints.source,
        author=_first(record, _AUTHORS)[:120],
        keywords=_first(record, _KEYWORDS)[:200],
        number=hints.number,
        base=hints.url,
    )


def _first(record: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = record.get(key)
        if isinstance(value, list):
            value = " ".join(str(one) for one in value if isinstance(one, str | int))
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def of_wxr(data: bytes) -> Iterator[Found]:
    """The published posts and pages of a WordPress export.

    An export never needs a document type; one that has it is refused, so no entity is ever resolved (XXE).
    """
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise Unusable("文件含有 DOCTYPE 或实体定义，出于安全没有读取。")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise Unusable("不是有效的 XML 文件。") from None
    items = list(root.iter("item"))
    if not items:
        raise Unusable("文件中没有文章（item），不像 WordPress 导出文件。")
    for number, item in enumerate(items, start=1):
        found = _item(f"第 {number} 条", item)
        if found is not None:
            yield found


def _item(place: str, item: etree._Element) -> Found | None:
    """None for what is no text: pictures, menus, revisions."""
    kind, status = _named(item, "post_type") or "post", _named(item, "status") or "publish"
    if kind not in {"post", "page"}:
        return None
    title = _text(item, "title")
    if status != "publish":
        return Found(place, title=title[:200], reason=f"在原系统中没有发布（{status[:20]}）。")
    link = _text(item, "link")
    categories = [
        (one.text or "").strip() for one in item.findall("category") if one.get("domain") == "category"
    ]
    tags = [(one.text or "").strip() for one in item.findall("category") if one.get("domain") == "post_tag"]
    moment = moment_of(_named(item, "post_date_gmt"), is_utc=True) or moment_of(_named(item, "post_date"))
    return Found(
        place,
        title=title,
        body=_paragraphs(_text(item, f"{{{_WXR['content']}}}encoded")),
        published_at=moment,
        path=rules.path_of(link) if urlsplit(link).scheme in {"", "http", "https"} else "",
        section=categories[0] if categories else "",
        author=_text(item, f"{{{_WXR['dc']}}}creator")[:120],
        keywords=" ".join(tags)[:200],
        base=link,
    )


def _text(item: etree._Element, tag: str) -> str:
    element = item.find(tag)
    return "" if element is None else (element.text or "").strip()


def _named(item: etree._Element, name: str) -> str:
    """Of the wp: namespace, whose version stands in its address."""
    for child in item:
        if isinstance(child.tag, str) and etree.QName(child).localname == name:
            return (child.text or "").strip()
    return ""


def _paragraphs(body: str) -> str:
    """WordPress makes paragraphs of blank lines when it shows a text."""
    if "<p" in body:
        return body
    parts = [part.strip() for part in body.replace("\r\n", "\n").split("\n\n")]
    return "".join(f"<p>{part}</p>" for part in parts if part)

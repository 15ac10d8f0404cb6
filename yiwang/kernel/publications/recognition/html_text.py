"""What text does an HTML page hold, line by line, and which part of it is the document?"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from yiwang.kernel.publications.recognition import header_table
from yiwang.kernel.publications.recognition.characters import INVISIBLE, one_line


class Unreadable(ValueError):  # noqa: N818 - an answer, not a fault
    """The bytes are no text; the message says in Chinese why."""


@dataclass(frozen=True)
class Line:
    """One line or paragraph; ``align`` is center, right or nothing; ``rows`` the cells of a data table."""

    text: str
    align: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Page:
    """``lines`` of the document, ``around`` it, ``stated`` by its tables, ``files`` (name, address)."""

    lines: tuple[Line, ...]
    around: tuple[str, ...] = ()
    stated: header_table.Stated = field(default_factory=header_table.Stated)
    title: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    files: tuple[tuple[str, str], ...] = ()


_DROPPED = (
    "script", "style", "noscript", "template", "iframe", "frame", "frameset", "object", "embed", "applet",
    "svg", "math", "form", "select", "button", "textarea", "input", "nav", "footer", "aside", "audio",
    "video", "canvas", "link", "base",
)  # fmt: skip
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "figcaption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "title",
    ]
)
_CONTENT = frozenset(
    [
        "ucap-content",
        "zoom",
        "trs_editor",
        "trs_ueditor",
        "artibody",
        "articlebody",
        "article-content",
        "article_content",
        "articlecontent",
        "article-body",
        "article_con",
        "content",
        "contenttext",
        "content_text",
        "con_text",
        "pages_content",
        "news_content",
        "newscontent",
        "main-content",
        "xxgk_content",
        "vsb_content",
        "info_content",
        "view-content",
        "conttxt",
        "bt_content",
        "wz_content",
        "art_con",
        "article",
        "detail-content",
    ]
)
_FILE = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|ceb|zip|rar|7z|txt|csv)$", re.IGNORECASE)
_ALIGN = re.compile(r"text-align\s{0,9}:\s{0,9}(center|right)", re.IGNORECASE)
_DECLARED = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s{0,99}<\?xml[^>]{0,200}\?>")
_ASCII = bytes(range(128))
_LONGEST = 8_000_000


def decoded(data: bytes, likely: str = "utf-8") -> str:
    """The text of bytes in UTF-8, UTF-16 with a byte order mark, or GB 18030; else raises Unreadable.

    ``likely`` is tried first: a few Chinese characters in GB 18030 can be valid UTF-8 by chance.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    if b"\0" in data[:8192]:
        raise Unreadable("文件是二进制内容，不是文字。")
    declared = _DECLARED.search(data[:2048])
    name = declared[1].decode("ascii").lower() if declared else ""
    is_gb = name.startswith("gb") or (likely == "gb18030" and not name)
    order = ("gb18030", "utf-8") if is_gb else ("utf-8", "gb18030")
    for encoding in order:
        try:
            return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("无法识别文字编码（既不是 UTF-8，也不是 GB 18030）。")


def likely_encoding(sample: bytes) -> str:
    """``gb18030`` where most of what is not ASCII stands in lines that cannot be UTF-8, else ``utf-8``."""
    weights = {True: 0, False: 0}
    for line in sample.split(b"\n")[:-1] or [sample]:
        weights[_is_utf_8(line)] += len(line.translate(None, _ASCII))
    return "gb18030" if weights[False] > weights[True] else "utf-8"


def _is_utf_8(data: bytes) -> bool:
    """Whether bytes are UTF-8, perhaps cut off within the last character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable("无法识别文字编码。") from None


def of_text(text: str) -> Page:
    """Plain text as a page: one line each, blank lines left out."""
    lines = (Line(one_line(part)) for part in re.split("[\n\r\x0b\x0c\x85\u2028\u2029]", text))
    return Page(tuple(line for line in lines if line.text))


def of_html(markup: str, address: str = "") -> Page:
    """Read a page or a fragment. Never raises: hostile or broken markup gives the text that is left of it."""
    root = _tree(markup)
    if root is None:
        return Page(())
    meta = {
        (element.get("name") or element.get("property") or "").strip().lower(): one_line(
            element.get("content") or ""
        )
        for element in root.iter("meta")
    }
    title = one_line(next((element.text or "" for element in root.iter("title")), ""))
    etree.strip_elements(root, "head", "title", "meta", with_tail=False)
    stated = header_table.Stated()
    for table in _label_tables(root, stated):
        table.drop_tree()
    content = _content(root)
    lines = tuple(_lines(content))
    files = tuple(_files(content, address))
    around: tuple[str, ...] = ()
    if content is not root:
        content.drop_tree()
        around = tuple(line.text for line in _lines(root))
    return Page(lines, around, stated, title, meta, files)


def content_markup(markup: str) -> str:
    """The markup of that part of a page which is the document, its pictures and links with it."""
    root = _tree(markup)
    if root is None:
        return ""
    etree.strip_elements(root, "head", "title", "meta", with_tail=False)
    return html.tostring(_content(root), encoding="unicode", with_tail=False)


def _tree(markup: str) -> html.HtmlElement | None:
    markup = _XML_DECLARATION.sub("", INVISIBLE.sub("", markup[:_LONGEST]))
    if not markup.strip():
        return None
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(markup.encode("utf-8", "ignore"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    return root


def _label_tables(root: html.HtmlElement, stated: header_table.Stated) -> list[html.HtmlElement]:
    """The innermost tables made of labels; ``stated`` gets what they say."""
    tables = [table for table in root.iter("table") if next(table.iterdescendants("table"), None) is None]
    return [table for table in tables if header_table.from_rows(_rows(table)[:60], stated)]


def _rows(table: html.HtmlElement) -> list[tuple[str, ...]]:
    rows = (tuple(_cell(cell) for cell in row.iterchildren("td", "th")) for row in table.iter("tr"))
    return [row for row in rows if row]


def _cell(cell: html.HtmlElement) -> str:
    return one_line("".join(cell.itertext()))


def _is_data(table: html.HtmlElement) -> bool:
    """Whether a table holds data, not layout: no table inside, two columns and rows, short cells."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = _rows(table)
    return sum(len(row) >= 2 for row in rows) >= 2 and all(len(cell) <= 1000 for row in rows for cell in row)


def _content(root: html.HtmlElement) -> html.HtmlElement:
    """The element that holds the document: one with a known name, else the one with most text."""
    body = root.find("body")
    top = root if body is None else body
    scores: dict[html.HtmlElement, int] = {}
    for element, length in _paragraph_lengths(top):
        parent = element.getparent()
        for weight, ancestor in (
            (2, element),
            (2, parent),
            (1, parent.getparent() if parent is not None else None),
        ):
            if ancestor is not None and ancestor is not root:
                scores[ancestor] = scores.get(ancestor, 0) + weight * length
    if not scores:
        return top
    best = max(scores, key=lambda element: scores[element])
    length = len(best.text_content())
    named = [element for element in scores if _is_named(element)]
    named += [ancestor for ancestor in best.iterancestors() if _is_named(ancestor) and ancestor is not top]
    roomy = [element for element in named if len(element.text_content()) * 2 >= length]
    return min(roomy, key=lambda element: len(element.text_content())) if roomy else _whole(best, top)


def _whole(best: html.HtmlElement, top: html.HtmlElement) -> html.HtmlElement:
    """Climb while the parent holds more text than links around it: a document cut into several boxes."""
    while best is not top and best.getparent() is not None and best.getparent() is not top:
        parent = best.getparent()
        more = len(parent.text_content()) - len(best.text_content())
        links = sum(len(link.text_content()) for link in parent.iter("a")) - sum(
            len(link.text_content()) for link in best.iter("a")
        )
        if best.tag in {"td", "tr", "tbody", "table"} or more <= 0 or links * 2 > more:
            break
        best = parent
    if best.tag in {"p", "span", "font", "b", "strong"} and best is not top:
        return top if best.getparent() is None else best.getparent()
    return best


def _is_named(element: html.HtmlElement) -> bool:
    words = f"{element.get('id') or ''} {element.get('class') or ''}".lower().split()
    return not _CONTENT.isdisjoint(words)


def _paragraph_lengths(top: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, int]]:
    """Elements with text of their own (inline markup counted in, links not) and its length."""
    own: dict[html.HtmlElement, int] = {}
    for element in top.iter():
        if element.tag == "a":
            continue
        block = _block(element)
        if element.text and block is not None:
            own[block] = own.get(block, 0) + len(element.text.strip())
        for child in element:
            if child.tail and block is not None:
                own[block] = own.get(block, 0) + len(child.tail.strip())
    yield from ((element, length) for element, length in own.items() if length >= 15)


def _block(element: html.HtmlElement) -> html.HtmlElement | None:
    for _ in range(40):
        if element is None or element.tag in _BLOCKS:
            return element
        element = element.getparent()
    return None


def _lines(top: html.HtmlElement) -> Iterator[Line]:
    """The text line by line; a data table is one line with rows."""
    words: list[str] = []
    skipped: html.HtmlElement | None = None
    for event, element in etree.iterwalk(top, events=("start", "end")):
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
                words.append(element.tail or "" if element is not top else "")
            continue
        breaks = element.tag in _BLOCKS or element.tag == "br"
        if breaks:
            yield from _flushed(words, element if event == "end" else element.getparent())
        if event == "start":
            if element.tag == "table" and _is_data(element):
                rows = tuple(_rows(element))
                yield Line(" ".join(cell for row in rows for cell in row), rows=rows)
                skipped = element
                continue
            words.append(element.text or "")
        elif element is not top:
            words.append(element.tail or "")
    yield from _flushed(words, top)


def _flushed(words: list[str], element: html.HtmlElement | None) -> Iterator[Line]:
    text = one_line("".join(words))
    words.clear()
    if text:
        yield Line(text, _alignment(element))


def _alignment(element: html.HtmlElement | None) -> str:
    for _ in range(4):
        if element is None:
            return ""
        style = _ALIGN.search((element.get("style") or "")[:2000])
        align = style[1].lower() if style else (element.get("align") or "").lower()
        if align in {"center", "right"} or element.tag == "center":
            return align or "center"
        if style or align or element.tag in {"td", "table", "body"}:
            return ""
        element = element.getparent()
    return ""


def _files(top: html.HtmlElement, address: str) -> Iterator[tuple[str, str]]:
    for link in top.iter("a"):
        target = (link.get("href") or "").strip()[:2000]
        try:
            whole = urljoin(address, target)
            parts = urlsplit(whole)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and _FILE.search(parts.path):
            yield one_line(link.text_content())[:300] or parts.path.rsplit("/", 1)[-1], whole

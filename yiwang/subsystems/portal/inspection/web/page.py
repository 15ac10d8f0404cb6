"""What stands on a page: tags, links, pictures, dates, words?"""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from lxml import etree, html

from yiwang.subsystems.portal.inspection.web import addresses, dates

MOST_LINKS = 3000
MOST_TEXT = 300_000
MOST_BLOCK = 400
FRAME_TAGS = {"nav", "header", "footer", "aside"}
FRAME_NAMES = re.compile(
    r"(?i)(?:^|[-_\s])(?:nav|menu|head(?:er)?|foot(?:er)?|bread\w*|crumbs?|sidebar)(?:$|[-_\s])"
)
HIDDEN_TAGS = {"script", "style", "noscript", "template", "svg", "title"}
BLOCKS = {"li", "tr", "dd", "dt", "article", "p"}
CHARSET = re.compile(rb"""(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_-]{2,20})""")
LABELLED = {
    "checkbox",
    "radio",
    "text",
    "search",
    "password",
    "email",
    "tel",
    "number",
    "url",
    "date",
    "file",
}
NO_ZOOM = re.compile(r"(?i)user-scalable\s*=\s*(?:no|0)|maximum-scale\s*=\s*1(?:\.0*)?(?![0-9.])")


@dataclass(frozen=True)
class Link:
    """``day``: the date that stands beside it; ``is_entry``: it stands in a list of dated entries."""

    address: str
    text: str
    day: date | None
    is_in_frame: bool


@dataclass(frozen=True)
class Picture:
    """``alternative`` None: the attribute is missing; ``is_alone``: it is all that a link shows."""

    address: str
    alternative: str | None
    is_alone: bool


@dataclass
class Page:
    """One page as it was read; texts are plain, addresses absolute and in one spelling."""

    address: str
    title: str = ""
    language: str = ""
    metas: dict[str, str] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    text: str = ""
    content: str = ""
    has_icon: bool = False
    has_search: bool = False
    barriers: list[tuple[str, str]] = field(default_factory=list)

    def meta(self, name: str) -> str:
        return self.metas.get(name.lower(), "")

    @property
    def is_article(self) -> bool:
        return bool(self.meta("ArticleTitle") or self.meta("PubDate"))

    @property
    def is_column(self) -> bool:
        return not self.is_article and bool(self.meta("ColumnName") or self.meta("ColumnType"))

    @property
    def entries(self) -> Sequence[Link]:
        """Dated links of the content."""
        return [link for link in self.links if link.day and not link.is_in_frame]

    def published(self) -> date | None:
        """The day of its tag."""
        return dates.first(self.meta("PubDate"))


def read(body: bytes, content_type: str, address: str) -> Page:
    """Whatever the bytes hold, a page comes of it; what cannot be read leaves it empty."""
    page = Page(address)
    text = decoded(body, content_type).replace("\x00", "")
    if not text.strip():
        return page
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=False, encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return page
    _Reader(page, _base(root, address)).walk(root)
    return page


def decoded(body: bytes, content_type: str) -> str:
    """By its mark, its header, its own tag; where they are wrong, as UTF-8 or GB 18030."""
    if body.startswith(codecs.BOM_UTF8):
        return body.decode("utf-8-sig", "replace")
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    said = re.search(r"(?i)charset\s*=\s*[\"']?([a-z0-9_-]{2,20})", content_type)
    inside = CHARSET.search(body[:4096])
    names = [said.group(1)] if said else []
    names += [inside.group(1).decode("ascii")] if inside else []
    for name in [*names, "utf-8", "gb18030"]:
        try:
            return body.decode("gb18030" if name.lower() in {"gb2312", "gbk"} else name)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("utf-8", "replace")


def _base(root: Any, address: str) -> str:
    found = root.find(".//base[@href]")
    said = addresses.absolute(address, found.get("href")) if found is not None else ""
    return said or address


class _Reader:
    """Walks the tree once; knows at each place whether it lies in the frame of the page."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.frames: list[Any] = []
        self.hidden = 0
        self.all: list[str] = []
        self.inner: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[tuple[str, str]] = []

    def walk(self, root: Any) -> None:
        self.page.language = (root.get("lang") or "").strip()
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if not isinstance(element.tag, str):
                if event == "end":
                    self._say(element.tail)
                continue
            if event == "start":
                self._begin(element)
            else:
                self._end(element)
        self.page.text = _joined(self.all)
        self.page.content = _joined(self.inner)
        self._judge_fields()
        if not self.page.language:
            self.page.barriers.append(("没有声明网页语言", "<html>"))

    def _begin(self, element: Any) -> None:
        tag = element.tag
        if tag in HIDDEN_TAGS:
            self.hidden += 1
        if tag != "body" and (tag in FRAME_TAGS or FRAME_NAMES.search(_called(element))):
            self.frames.append(element)
        self._say(element.text)
        take = getattr(self, f"_take_{tag}", None)
        if take is not None:
            take(element)

    def _end(self, element: Any) -> None:
        if element.tag in HIDDEN_TAGS:
            self.hidden -= 1
        if self.frames and self.frames[-1] is element:
            self.frames.pop()
        self._say(element.tail)
        if element.tag in BLOCKS or element.tag in {"div", "br", "h1", "h2", "h3", "td", "ul"}:
            self.all.append("\n")
            self.inner.append("\n")

    def _say(self, text: str | None) -> None:
        if not text or self.hidden:
            return
        self.all.append(text)
        if not self.frames:
            self.inner.append(text)

    # One method for each element that matters; found by the name of its tag.

    def _take_title(self, element: Any) -> None:
        if not self.page.title and element.getparent() is not None and element.getparent().tag != "svg":
            self.page.title = _squeezed(element.text_content())

    def _take_meta(self, element: Any) -> None:
        name = (element.get("name") or element.get("http-equiv") or "").strip().lower()[:60]
        if name and name not in self.page.metas and len(self.page.metas) < 200:
            self.page.metas[name] = _squeezed(element.get("content") or "")[:500]
        if name == "viewport" and NO_ZOOM.search(element.get("content") or ""):
            self.page.barriers.append(("禁止放大网页", _start_of(element)))

    def _take_link(self, element: Any) -> None:
        rel = (element.get("rel") or "").lower().split()
        if "icon" in rel:
            self.page.has_icon = True
        if {"stylesheet", "icon"} & set(rel):
            self._part(element.get("href"))

    def _take_script(self, element: Any) -> None:
        self._part(element.get("src"))

    def _take_iframe(self, element: Any) -> None:
        self._part(element.get("src"))
        if not _squeezed(element.get("title") or element.get("aria-label") or ""):
            self.page.barriers.append(("内嵌框架没有标题", _start_of(element)))

    def _take_img(self, element: Any) -> None:
        source = addresses.absolute(self.base, element.get("src") or "")
        parent = element.getparent()
        is_alone = (
            parent is not None
            and parent.tag == "a"
            and not _squeezed(parent.text_content())
            and not parent.get("aria-label")
        )
        is_silent = element.get("aria-hidden") == "true" or element.get("role") in {"presentation", "none"}
        alternative = element.get("alt")
        if alternative is None and (is_silent or element.get("aria-label")):
            alternative = element.get("aria-label") or ""
        self.page.pictures.append(Picture(source or (element.get("src") or "")[:200], alternative, is_alone))

    def _take_a(self, element: Any) -> None:
        href = element.get("href")
        if href is None or len(self.page.links) >= MOST_LINKS:
            return
        text = _squeezed("".join(islice(element.itertext(), 40)))[:200]
        named = (
            text
            or element.get("aria-label")
            or element.get("title")
            or any((image.get("alt") or "").strip() for image in islice(element.iter("img"), 5))
        )
        if not named and not any(True for _ in element.iter("img")):
            self.page.barriers.append(("链接没有文字", _start_of(element)))
        address = addresses.absolute(self.base, href)
        if not address:
            return
        day = self._day_beside(element, text) if len(text) >= 4 else None
        self.page.links.append(Link(address, text, day, bool(self.frames)))

    def _take_button(self, element: Any) -> None:
        said = _squeezed(element.text_content()) or element.get("aria-label") or element.get("title")
        if not said and not any((image.get("alt") or "").strip() for image in element.iter("img")):
            self.page.barriers.append(("按钮没有文字", _start_of(element)))

    def _take_label(self, element: Any) -> None:
        self.labels.add(element.get("for") or "")

    def _take_input(self, element: Any) -> None:
        kind = (element.get("type") or "text").lower()
        if kind == "search" or (element.get("name") or "").lower() in {
            "q",
            "keyword",
            "searchword",
            "search",
        }:
            self.page.has_search = True
        if kind in LABELLED:
            self._field(element)

    def _take_select(self, element: Any) -> None:
        self._field(element)

    def _take_textarea(self, element: Any) -> None:
        self._field(element)

    def _field(self, element: Any) -> None:
        named = element.get("aria-label") or element.get("aria-labelledby") or element.get("title")
        in_label = any(True for _ in islice(element.iterancestors("label"), 1))
        if not named and not in_label and len(self.fields) < 200:
            self.fields.append((element.get("id") or "", _start_of(element)))

    def _judge_fields(self) -> None:
        for key, shown in self.fields:
            if not key or key not in self.labels:
                self.page.barriers.append(("表单项没有标签", shown))

    def _part(self, given: str | None) -> None:
        address = addresses.absolute(self.base, given or "")
        if address and len(self.page.parts) < 300:
            self.page.parts.append(address)

    def _day_beside(self, element: Any, text: str) -> date | None:
        block = next((one for one in islice(element.iterancestors(), 4) if one.tag in BLOCKS), None)
        if block is None:
            tail = (element.tail or "")[:60]
            return dates.first(tail)
        if sum(1 for _ in islice(block.iter("a"), 4)) > 3:
            return None
        for moment in islice(block.iter("time"), 2):
            day = dates.first(moment.get("datetime") or "")
            if day:
                return day
        around = "".join(_first_of(block.itertext(), MOST_BLOCK)).replace(text, " ", 1)
        return dates.first(around)


def _first_of(texts: Iterator[str], most: int) -> Iterator[str]:
    for text in texts:
        yield text[:most]
        most -= len(text)
        if most <= 0:
            return


def _joined(pieces: Sequence[str]) -> str:
    lines = (" ".join(line.split()) for line in "".join(pieces)[:MOST_TEXT].split("\n"))
    return "\n".join(line for line in lines if line)


def _called(element: Any) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _start_of(element: Any) -> str:
    """The opening tag as it stood, without what it holds."""
    shown = " ".join(f'{name}="{value[:80]}"' for name, value in islice(element.items(), 6))
    return f"<{element.tag} {shown}>"[:300] if shown else f"<{element.tag}>"

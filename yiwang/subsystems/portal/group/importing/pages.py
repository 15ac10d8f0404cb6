"""Which articles do the pages of a static site hold?"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from yiwang.kernel.publications.recognition import dates, html_text
from yiwang.kernel.publications.recognition.characters import one_line
from yiwang.subsystems.portal.group import rules
from yiwang.subsystems.portal.group.importing.found import Found, moment_of
from yiwang.subsystems.portal.group.importing.sources import Tree, Unusable

PAGES = (".html", ".htm", ".shtml", ".xhtml")
LISTS = re.compile(r"(?:^|/)(?:index|list|default|main)(?:[_-]?\d+)?\.[a-z]+$", re.IGNORECASE)
LEAST_WORDS = 20
_DATED = re.compile(r"(?:发布日期|发布时间|发布于|时间|日期|更新时间)[:：\s]{0,3}(?P<day>.{8,24})")
_SOURCE = re.compile(r"(?:信息来源|来源|稿源)[:：]\s{0,3}(?P<name>[^\s\]】|]{2,40})")
_SITE = re.compile(r"\s*[-_—|–]\s*[^-_—|–]{2,40}$")


def found_in(tree: Tree) -> Iterator[Found]:
    """Every page in the order of names; lists of titles are no articles and say so."""
    for name in tree.names():
        if name.lower().endswith(PAGES):
            yield _page(tree, name)


def _page(tree: Tree, name: str) -> Found:
    path = rules.path_of(f"/{name}")
    try:
        markup = html_text.decoded(tree.read(name))
    except (Unusable, html_text.Unreadable) as reason:
        return Found(name, path=path, reason=str(reason))
    page = html_text.of_html(markup)
    title = _title(markup, page)
    body = html_text.content_markup(markup)
    words = "".join(line.text for line in page.lines)
    facts = Found(
        name,
        title=title,
        body=_without_title(body, title),
        published_at=_published(page),
        path=path,
        section=page.meta.get("columnname", "") or dirname(name).rpartition("/")[2],
        summary=page.meta.get("description", "")[:500],
        source=page.meta.get("contentsource", "") or _said(_SOURCE, page, "name"),
        author=page.meta.get("author", "")[:120],
        keywords=page.meta.get("keywords", "")[:200],
        base=name,
        fetch=lambda address: fetched(tree, name, address),
    )
    if LISTS.search(name) or len(words) < LEAST_WORDS:
        return Found(name, title=title, path=path, reason="是列表页、首页，或者没有正文。")
    return facts


def _title(markup: str, page: html_text.Page) -> str:
    """What the page says (网页标签 ArticleTitle), its heading, else its <title> without the site."""
    said = page.meta.get("articletitle", "") or page.meta.get("og:title", "")
    if said:
        return said
    try:
        root = html.document_fromstring(markup.encode("utf-8", "ignore"))
    except (etree.LxmlError, ValueError, AssertionError):
        root = None
    heading = (
        ""
        if root is None
        else next((one_line("".join(str(part) for part in h.itertext())) for h in root.iter("h1")), "")
    )
    return heading or _SITE.sub("", page.title) or page.title


def _published(page: html_text.Page) -> datetime | date | None:
    said = page.meta.get("pubdate", "") or page.meta.get("publishdate", "")
    if said and (moment := moment_of(said)):
        return moment
    for text in (*page.around, *(line.text for line in page.lines[:12])):
        match = _DATED.search(text)
        found = (
            (moment_of(match["day"].strip()) or next(iter(dates.found_in(match["day"])), None))
            if match
            else None
        )
        if found:
            return found
    return None


def _said(pattern: re.Pattern[str], page: html_text.Page, group: str) -> str:
    for text in (*page.around, *(line.text for line in page.lines[:12])):
        if match := pattern.search(text):
            return str(match[group])
    return ""


def _without_title(body: str, title: str) -> str:
    """The portal sets the title itself; the heading of the old page goes."""
    heading = re.compile(rf"<h1[^>]*>\s*{re.escape(title)}\s*</h1>") if title else None
    return heading.sub("", body, count=1) if heading else body


def fetched(tree: Tree, name: str, address: str) -> tuple[str, bytes] | None:
    """The file of the tree that an address on the page leads to; None for other sites and missing files."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path:
        return None
    for path in dict.fromkeys((unquote(parts.path), unquote(parts.path, encoding="gb18030"))):
        inside = normpath(path.lstrip("/") if path.startswith("/") else join(dirname(name), path))
        if inside.startswith(".."):
            continue
        try:
            return inside.rpartition("/")[2], tree.read(inside)
        except (KeyError, Unusable):
            continue
    return None

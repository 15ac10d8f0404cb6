"""How does the text of a document look as clean HTML?"""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from html import escape

from yiwang.kernel.publications.recognition.characters import CHINESE_NUMERALS
from yiwang.kernel.publications.recognition.html_text import Line

_CHAPTER = re.compile(f"第[{CHINESE_NUMERALS}0-9]{{1,5}}[编章](?![^ \u3000]*条)[^。；，]{{0,60}}")
_SECTION = re.compile(f"第[{CHINESE_NUMERALS}0-9]{{1,5}}节[^。；，]{{0,60}}")
_FIRST = re.compile("[一二三四五六七八九十]{1,3}、[^。；]{1,50}")
_SECOND = re.compile("[（(][一二三四五六七八九十]{1,3}[）)][^。；：，]{1,40}[。]?")
_MARKDOWN = re.compile("#{1,6} +")
_ENDS_OPEN = ("：", ":", "；", "，", ",", "、")
_MOST_COLUMNS = 60


class Role(Enum):
    """What a line is in the text."""

    TEXT = "text"
    TITLE = "title"
    SIGNATURE = "signature"


def as_html(pieces: Iterable[tuple[Line, Role]]) -> str:
    """Paragraphs, tables and headings.

    Only p, h2, h3, tables and the class ``signature`` are written, everything else is escaped text.
    """
    return "\n".join(_element(line, role) for line, role in pieces)


def _element(line: Line, role: Role) -> str:
    if line.rows:
        return _table(line.rows)
    text, marked = _MARKDOWN.subn("", line.text, count=1) if line.text.startswith("#") else (line.text, 0)
    escaped = escape(text, quote=False)
    if role is Role.SIGNATURE:
        return f'<p class="signature">{escaped}</p>'
    tag = "h2" if role is Role.TITLE else _tag(text, bool(marked))
    return f"<{tag}>{escaped}</{tag}>"


def _tag(text: str, marked: bool) -> str:
    if len(text) > 80 or text.endswith(_ENDS_OPEN):
        return "p"
    if _CHAPTER.fullmatch(text) or _FIRST.fullmatch(text):
        return "h2"
    if _SECTION.fullmatch(text) or _SECOND.fullmatch(text):
        return "h3"
    return "h2" if marked else "p"


def _table(rows: Sequence[Sequence[str]]) -> str:
    lines = (
        "<tr>" + "".join(f"<td>{escape(cell, quote=False)}</td>" for cell in row[:_MOST_COLUMNS]) + "</tr>"
        for row in rows
    )
    return "<table><tbody>" + "".join(lines) + "</tbody></table>"

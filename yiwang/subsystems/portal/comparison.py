"""What did one version of a text change against another?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from lxml import html

from yiwang.subsystems.portal.text import LABELS, Text

SAME, GONE, NEW = "same", "gone", "new"
BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "figcaption", "hr", "div"}
LONGEST_BY_CHARACTER = 1500


@dataclass(frozen=True)
class Piece:
    """A run of text: ``same``, ``gone`` or ``new``."""

    kind: str
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in pieces; ``kind`` is ``same``, ``gone``, ``new`` or ``changed``."""

    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class FieldChange:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Comparison:
    fields: tuple[FieldChange, ...]
    paragraphs: tuple[Paragraph, ...]

    @property
    def is_empty(self) -> bool:
        return not self.fields and all(paragraph.kind == SAME for paragraph in self.paragraphs)


def compared(old: Text, new: Text, columns: Mapping[int, str]) -> Comparison:
    """``columns`` names the columns by id. Unchanged paragraphs are kept, so that the page reads on."""
    return Comparison(
        tuple(_fields(_described(old, columns), _described(new, columns))),
        tuple(_paragraphs(paragraphs_of(old.body), paragraphs_of(new.body))),
    )


def paragraphs_of(body: str) -> list[str]:
    """The readable paragraphs of an HTML text; a picture is 【图片：说明】, a table row one line."""
    if not body.strip():
        return []
    return paragraphs_in(html.fragment_fromstring(body, create_parent="div"))


def paragraphs_in(element: html.HtmlElement) -> list[str]:
    lines: list[str] = []
    _collect(element, lines)
    return [line for line in (re.sub(r"\s+", " ", line).strip() for line in lines) if line]


def _collect(element: html.HtmlElement, lines: list[str]) -> None:
    if element.tag == "tr":
        lines += [" | ".join(" ".join(paragraphs_in(cell)) for cell in element), ""]
        return
    _open(element, lines)
    lines[-1] += element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            _collect(child, lines)
            if child.tag in BLOCKS or child.tag == "br":
                lines.append("")
        lines[-1] += child.tail or ""


def _open(element: html.HtmlElement, lines: list[str]) -> None:
    if element.tag in BLOCKS or not lines:
        lines.append("")
    if element.tag == "img":
        lines[-1] += f"【图片：{element.get('alt', '')}】"


def _described(text: Text, columns: Mapping[int, str]) -> dict[str, str]:
    described = {
        name: str(getattr(text, name) or "")
        for name in ("title", "subtitle", "summary", "keywords", "source", "author", "cover_alt")
    }
    described["column_id"] = columns.get(text.column_id, str(text.column_id))
    described["more_column_ids"] = "、".join(columns.get(one, str(one)) for one in text.more_column_ids)
    described["cover_id"] = str(text.cover_id or "")
    described["files"] = "、".join(name for _, name in text.files)
    described |= {name: str(value or "") for name, value in vars(text.attributes).items()}
    return described


def _fields(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[FieldChange]:
    for name, label in LABELS.items():
        if old.get(name, "") != new.get(name, ""):
            if name == "cover_id":
                yield FieldChange(label, "有" if old[name] else "无", "已更换" if new[name] else "无")
            else:
                yield FieldChange(label, old.get(name, ""), new.get(name, ""))


def _paragraphs(old: list[str], new: list[str]) -> Iterator[Paragraph]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Paragraph(SAME, (Piece(SAME, line),)) for line in old[i1:i2])
            continue
        paired = min(i2 - i1, j2 - j1)
        for before, now in zip(old[i1 : i1 + paired], new[j1 : j1 + paired], strict=True):
            yield from _changed(before, now)
        yield from (Paragraph(GONE, (Piece(GONE, line),)) for line in old[i1 + paired : i2])
        yield from (Paragraph(NEW, (Piece(NEW, line),)) for line in new[j1 + paired : j2])


def _changed(old: str, new: str) -> Iterator[Paragraph]:
    """One paragraph with its changes inside; two where hardly anything is common, for that reads better."""
    before, now = _tokens(old), _tokens(new)
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    if matcher.ratio() < 0.3:
        yield Paragraph(GONE, (Piece(GONE, old),))
        yield Paragraph(NEW, (Piece(NEW, new),))
        return
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(SAME, "".join(before[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece(GONE, "".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(Piece(NEW, "".join(now[j1:j2])))
    yield Paragraph("changed", tuple(pieces))


def _tokens(text: str) -> list[str]:
    """Characters and Latin words; of a very long paragraph its sentences, which keeps it quick."""
    if len(text) > LONGEST_BY_CHARACTER:
        return re.findall(r"[^。；！？]*[。；！？]?", text)
    return re.findall(r"[A-Za-z0-9]+|.", text)

"""Where in an article does a word stand, and how is it replaced there?

A text is read paragraph by paragraph; a word may begin in one piece of markup and end in another.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import html

from yiwang.subsystems.portal.text import Text

LINES = {
    "title": "标题",
    "subtitle": "副标题",
    "summary": "摘要",
    "keywords": "关键词",
    "cover_alt": "封面图片说明",
}
BODY = "body"
BLOCKS = frozenset(
    ["p", "div", "h2", "h3", "h4", "li", "td", "th", "caption", "figcaption", "blockquote", "br", "hr"]
)


@dataclass(frozen=True)
class Paragraph:
    """``field`` of the article; of the body also which paragraph, counted from 0."""

    field: str
    at: int
    words: str

    @property
    def label(self) -> str:
        return LINES.get(self.field) or f"正文第{self.at + 1}段"


@dataclass
class _Slot:
    """A piece of text in the tree: an element's text, or what follows it."""

    element: Any
    is_tail: bool

    @property
    def words(self) -> str:
        return (self.element.tail if self.is_tail else self.element.text) or ""

    def put(self, words: str) -> None:
        if self.is_tail:
            self.element.tail = words
        else:
            self.element.text = words


def paragraphs(text: Text) -> list[Paragraph]:
    """Everything of an article that a reader reads, with words in it."""
    found = [Paragraph(name, 0, getattr(text, name)) for name in LINES if getattr(text, name).strip()]
    for at, slots in enumerate(_blocks(_root(text.body))):
        found.append(Paragraph(BODY, at, "".join(slot.words for slot in slots)))
    return found


def replaced(text: Text, place: Paragraph, start: int, end: int, by: str) -> Text:
    """The text with these characters of the paragraph replaced."""
    if place.field != BODY:
        words = getattr(text, place.field)
        return replace(text, **{place.field: words[:start] + by + words[end:]})
    root = _root(text.body)
    slots = list(_blocks(root))[place.at]
    offset, is_put = 0, False
    for slot in slots:
        words = slot.words
        first, last = max(start - offset, 0), min(end - offset, len(words))
        offset += len(words)
        if first >= last:
            continue
        slot.put(words[:first] + ("" if is_put else by) + words[last:])
        is_put = True
    return replace(text, body=_written(root))


def _root(body: str) -> Any:
    return html.fragment_fromstring(body or "", create_parent="div")


def _written(root: Any) -> str:
    inside = [root.text or "", *(html.tostring(child, encoding="unicode") for child in root)]
    return "".join(inside)


def _blocks(root: Any) -> Iterator[list[_Slot]]:
    """The pieces of text of each paragraph that has words."""
    waiting: list[_Slot] = []
    for slot, is_new in _walked(root):
        if is_new and waiting:
            if any(one.words.strip() for one in waiting):
                yield waiting
            waiting = []
        if slot is not None:
            waiting.append(slot)
    if any(one.words.strip() for one in waiting):
        yield waiting


def _walked(element: Any) -> Iterator[tuple[_Slot | None, bool]]:
    """Every piece in reading order, and whether a new paragraph begins before it."""
    is_block = element.tag in BLOCKS
    yield (_Slot(element, is_tail=False) if element.text else None), is_block
    for child in element:
        yield from _walked(child)
        yield (_Slot(child, is_tail=True) if child.tail else None), child.tag in BLOCKS

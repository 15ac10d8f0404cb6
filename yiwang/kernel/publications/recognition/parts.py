"""Which lines of a document are its head, its own text, its signature, and which lie in what it encloses?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from yiwang.kernel.publications.recognition import enclosure, furniture, header_table, layout, signing, titles
from yiwang.kernel.publications.recognition.enclosure import Enclosed
from yiwang.kernel.publications.recognition.html_text import Line, Page
from yiwang.kernel.publications.recognition.layout import Head
from yiwang.kernel.publications.recognition.signing import Signature

NOTE = re.compile("[（(](?P<note>(?:此件|本文|本件|联系人|联系单位|注)[^（）()]{0,120})[）)]")
COPIES = re.compile("(?:抄送|抄报|抄送机关|抄送单位)[:：] ?(?P<to>.{2,1500})")
PRINTED = re.compile(r"(?P<by>[^0-9]{2,40}?) {0,9}(?P<on>[0-9〇零○一二三四五六七八九]{4} ?年.{2,12}日) ?印发")
_TAIL_LABEL = re.compile("(?:发布(?:日期|时间)|(?:信息|文章)?来源) ?[:：]")
_LONG_TEXT = 60
_MOST_LABELS = 30


@dataclass(frozen=True)
class Hints:
    """What the record around a document says; every value as it was crawled."""

    url: str = ""
    title: str = ""
    number: str = ""
    index_number: str = ""
    issuer: str = ""
    source: str = ""
    written_on: str = ""
    published_on: str = ""
    effective_on: str = ""
    expires_on: str = ""
    subject: str = ""
    subject_words: str = ""
    disclosure: str = ""
    validity: str = ""
    history: tuple[str, ...] = ()


@dataclass
class Parts:
    """A document taken apart; ``said`` by the page's labels; ``end`` is where its own text ends."""

    page: Page
    hints: Hints
    lines: list[Line]
    said: dict[str, str]
    head: Head
    signatures: list[Signature]
    title: str = ""
    enclosed: tuple[Enclosed, ...] = ()
    end: int = 0
    notes: tuple[str, ...] = field(default=())

    @property
    def signature(self) -> Signature | None:
        """The signature of the document itself, not of what it encloses."""
        own = [one for one in self.signatures if one.last < self.end]
        return own[0] if own else None

    def stated(self, name: str) -> str:
        """What a label on the page says, else what the record says."""
        return self.said.get(name) or str(getattr(self.hints, name, ""))

    def first(self, pattern: re.Pattern[str], group: str) -> str:
        """The group of the first whole line that matches, or nothing."""
        found = (pattern.fullmatch(line.text) for line in self.lines if len(line.text) <= 1600)
        return next((match[group].strip() for match in found if match), "")


def read(page: Page, hints: Hints) -> Parts:
    """Take a page apart: furniture away, labels into ``said``, then head, signatures and enclosed texts."""
    lines = _without_labels(page)
    head = layout.head(lines)
    signatures = signing.signatures(lines, head.body)
    parts = Parts(page, hints, lines, page.stated.values(), head, signatures, end=len(lines))
    parts.notes = tuple(
        match["note"] for line in lines if len(line.text) < 140 and (match := NOTE.fullmatch(line.text))
    )
    parts.title = titles.of_document(_stated_titles(parts))
    _separate(parts)
    if head.order_of and parts.enclosed:
        parts.title = titles.of_document(_stated_titles(parts))
    return parts


def _without_labels(page: Page) -> list[Line]:
    """The document's lines without buttons and labels; what the labels say is put into ``page.stated``."""
    lines = [line for line in page.lines if line.rows or not furniture.is_furniture(line.text)]
    header_table.from_lines([text for text in page.around if not furniture.is_furniture(text)], page.stated)
    top = next((index for index, line in enumerate(lines) if _is_running(line.text)), len(lines))
    texts = [line.text for line in lines]
    labels = header_table.from_lines(texts[: min(top + 1, _MOST_LABELS)], page.stated)
    tail = [index for index in range(max(len(lines) - 6, top), len(lines)) if _is_tail_label(texts[index])]
    header_table.from_lines([texts[index] for index in tail], page.stated)
    dropped = {*labels, *tail}
    return [line for index, line in enumerate(lines) if index not in dropped]


def _is_running(text: str) -> bool:
    """Whether a line is running text and so below every label of the top."""
    is_long = len(text) > _LONG_TEXT and not header_table.is_label_line(text)
    return is_long or text.endswith(("。", "；")) or layout.is_recipients(text)


def _is_tail_label(text: str) -> bool:
    """发布日期 and 来源 also stand under the text; 文号 there belongs to a list in the text."""
    return len(text) <= 60 and _TAIL_LABEL.match(text) is not None


def _stated_titles(parts: Parts) -> titles.Stated:
    promulgated = parts.enclosed[0].title if parts.head.order_of and parts.enclosed else ""
    return titles.Stated(
        label=parts.said.get("title", ""),
        record=parts.hints.title,
        text=parts.head.title,
        promulgated=promulgated,
        meta=parts.page.meta.get("articletitle", ""),
        page=parts.page.title,
    )


def _separate(parts: Parts) -> None:
    """Find what the document encloses, and with it where the document itself ends."""
    first = parts.signatures[0] if parts.signatures else None
    verb = enclosure.relation(parts.title, order=bool(parts.head.order_of))
    start = _after_notes(parts.lines, first.last + 1) if first else parts.head.body
    notice = parts.lines[parts.head.body : start if first else parts.head.body + 6]
    names = enclosure.names_given_out(parts.title, notice) if verb else ()
    parts.enclosed = enclosure.find(parts.lines, start, names, verb if first else "")
    if parts.enclosed:
        parts.end = parts.enclosed[0].start
    elif names:
        end = len(parts.lines)
        parts.enclosed = tuple(Enclosed(name, verb, end, end) for name in names)


def _after_notes(lines: Sequence[Line], index: int) -> int:
    """The index after 附注, 抄送 and 印发 lines."""
    while index < len(lines) and any(kind.fullmatch(lines[index].text) for kind in (NOTE, COPIES, PRINTED)):
        index += 1
    return index

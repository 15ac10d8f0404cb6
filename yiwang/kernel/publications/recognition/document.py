"""What is recognised of a whole public document, given as a page, as text, or as a record with metadata?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from yiwang.kernel.publications.recognition import body, dates, enclosure, fields, parts
from yiwang.kernel.publications.recognition.body import Role
from yiwang.kernel.publications.recognition.characters import joined, one_line
from yiwang.kernel.publications.recognition.enclosure import Enclosed
from yiwang.kernel.publications.recognition.history import HistoryLine
from yiwang.kernel.publications.recognition.html_text import Line, Page, of_html, of_text
from yiwang.kernel.publications.recognition.parts import Hints, Parts

_WORDS = re.compile("[ 、,，;；/|]+")


@dataclass(frozen=True)
class Recognised:
    """A document's fields; what was not found is empty. ``body`` is clean HTML without title and number."""

    title: str = ""
    numbers: tuple[str, ...] = ()
    index_number: str = ""
    issuers: tuple[str, ...] = ()
    written_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    recipients: str = ""
    copies: str = ""
    subject: str = ""
    subject_words: tuple[str, ...] = ()
    disclosure: str = ""
    validity: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: date | None = None
    enclosed: tuple[Enclosed, ...] = ()
    annexes: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    history: tuple[HistoryLine, ...] = ()
    body: str = ""

    @property
    def number(self) -> str:
        return "、".join(self.numbers)

    @property
    def issuer(self) -> str:
        return "、".join(self.issuers)


def recognise_html(markup: str, hints: Hints | None = None) -> Recognised:
    """Recognise a page or a fragment of one. Never raises; what cannot be found stays empty."""
    hints = hints or Hints()
    return _recognise(of_html(markup, hints.url), hints)


def recognise_text(text: str, hints: Hints | None = None) -> Recognised:
    """Recognise plain text, one paragraph a line. Never raises; what cannot be found stays empty."""
    return _recognise(of_text(text), hints or Hints())


def _recognise(page: Page, hints: Hints) -> Recognised:
    found = parts.read(page, hints)
    events = fields.events(found)
    written_on = fields.written_on(found, events)
    return Recognised(
        title=found.title,
        numbers=fields.document_numbers(found),
        index_number=fields.index_number(found),
        issuers=fields.issuers(found, events),
        written_on=written_on,
        published_on=fields.published_on(found),
        effective_on=fields.effective_on(found, written_on, events),
        expires_on=fields.expires_on(found),
        recipients=found.head.recipients or joined(found.said.get("recipients", "")),
        copies=one_line(found.first(parts.COPIES, "to")).rstrip("。"),
        subject=one_line(found.stated("subject")).replace("/", "\\"),
        subject_words=tuple(filter(None, _WORDS.split(one_line(found.stated("subject_words"))))),
        disclosure=fields.disclosure(found),
        validity=fields.validity(found),
        source=one_line(found.stated("source")),
        notes=found.notes,
        printed_by=one_line(found.first(parts.PRINTED, "by")),
        printed_on=dates.parse(found.first(parts.PRINTED, "on")),
        enclosed=found.enclosed,
        annexes=enclosure.annexes(found.lines, found.head.body, found.end),
        files=page.files,
        history=events,
        body=body.as_html(_pieces(found)),
    )


def _pieces(found: Parts) -> Iterator[tuple[Line, Role]]:
    """The text from the recipients on; titles of enclosed texts are headings, signatures stand apart."""
    signed = {index for one in found.signatures for index in range(one.first, one.last + 1)}
    heads = {one.start: one for one in found.enclosed}
    recipients, index = found.head.recipients, found.head.body
    if recipients and not (index < len(found.lines) and found.lines[index].text.startswith(recipients[:20])):
        yield Line(f"{recipients}："), Role.TEXT
    while index < len(found.lines):
        enclosed = heads.get(index)
        if enclosed and enclosed.body > index:
            label, title = enclosure.label_and_title(found.lines[index : enclosed.body])
            if label:
                yield Line(label), Role.TEXT
            yield Line(title), Role.TITLE
            index = enclosed.body
            continue
        yield found.lines[index], Role.SIGNATURE if index in signed else Role.TEXT
        index += 1

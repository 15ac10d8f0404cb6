"""What stands on a paper, whatever it is drawn as?

A maker of papers fills a ``Paper`` and gives it to ``pdf.drawn`` or ``docx.drawn``; texts are always text,
never markup, whatever they hold.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeVar, cast

from yiwang.kernel.errors import Refused

T = TypeVar("T")

MOST_CHARACTERS = 400_000


@dataclass(frozen=True)
class Text:
    """Running text; a line break begins a new paragraph."""

    text: str


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Items:
    """Several short statements, numbered 1. 2. 3. or with a dot."""

    items: Sequence[str]
    is_numbered: bool = True


@dataclass(frozen=True)
class Facts:
    """Labels with their values, one a line: the key facts of a case, or a form to be filled in by hand."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A table whose head is repeated on every page; ``widths`` are shares, equal where none are given."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("Every row has a cell under every column.")
        if self.widths and len(self.widths) != len(self.columns):
            raise ValueError("Every column has a width.")


Block = Text | Heading | Items | Facts | Table


@dataclass(frozen=True)
class Paper:
    """One official paper.

    ``letterhead`` is the red line on top, the signing organ where it is empty; the QR code holds ``qr`` (an
    address or a number) and stands with ``qr_caption`` beside the seal, ``notes`` small below both.
    """

    title: str
    signer: str
    signed_on: date
    number: str = ""
    addressee: str = ""
    blocks: Sequence[Block] = ()
    letterhead: str = ""
    has_seal_place: bool = True
    notes: Sequence[str] = ()
    qr: str = ""
    qr_caption: str = "扫码核验"

    @property
    def head(self) -> str:
        return self.letterhead or self.signer

    @property
    def date_text(self) -> str:
        """``2026年2月9日`` (GB/T 9704-2012: Arabic digits, no leading zero)."""
        return f"{self.signed_on.year}年{self.signed_on.month}月{self.signed_on.day}日"


def readable(paper: Paper) -> Paper:
    """The same paper without characters that no paper can show: controls, direction marks, half surrogates.

    Raises Refused for a paper that would fill hundreds of pages.
    """
    if sum(len(text) for text in texts(paper)) > MOST_CHARACTERS:
        raise Refused("文书内容超过40万字，请改用附件。")
    return cast(Paper, _each_text(paper, _shown))


def texts(thing: object) -> list[str]:
    """Every text on a paper, or on a part of it."""
    if isinstance(thing, str):
        return [thing]
    if is_dataclass(thing):
        return [text for field in fields(thing) for text in texts(getattr(thing, field.name))]
    if isinstance(thing, Sequence):
        return [text for part in thing for text in texts(part)]
    return []


def with_replaced(paper: Paper, characters: dict[int, str]) -> Paper:
    """The same paper with these characters written otherwise, in the manner of ``str.translate``."""
    return cast(Paper, _each_text(paper, lambda text: text.translate(characters))) if characters else paper


def _each_text(thing: Any, change: Any) -> Any:
    if isinstance(thing, str):
        return change(thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        changes = {field.name: _each_text(getattr(thing, field.name), change) for field in fields(thing)}
        return replace(thing, **changes)
    if isinstance(thing, Sequence):
        return tuple(_each_text(part, change) for part in thing)
    return thing


def _shown(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        character
        for character in text
        if character == "\n" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Cn"}
    )

"""How is what an edition says laid out on a page, and where is each fault mended?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from yiwang.subsystems.approvals.items.checks import Fault
from yiwang.subsystems.approvals.items.comparison import KEYS
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.forms.sections import SECTIONS, SHEET, Section, section_of
from yiwang.subsystems.approvals.items.models import Edition
from yiwang.subsystems.approvals.items.office import naming
from yiwang.subsystems.approvals.items.shapes import Kind, Shape, shapes_of, shown


@dataclass(frozen=True)
class Row:
    """``address``: of a file."""

    title: str
    text: str
    address: str = ""


@dataclass(frozen=True)
class PartShown:
    """One material, fee …: its name, and what it says."""

    name: str
    rows: list[Row]


@dataclass(frozen=True)
class Pile:
    title: str
    parts: list[PartShown]


@dataclass(frozen=True)
class SectionShown:
    code: str
    label: str
    rows: list[Row]
    piles: list[Pile]


@dataclass(frozen=True)
class Mending:
    """A fault with the page that mends it."""

    title: str
    sentence: str
    address: str


def sections(edition: Edition) -> list[SectionShown]:
    """What is empty is left out; three queries at most: files, process, units of seats."""
    files = {stored.digest or "": stored.address() for stored in edition.files.all()}
    document = naming.named(edition.document)
    return [_section(section, document, files) for section in SECTIONS]


def _section(section: Section, document: Mapping[str, Any], files: Mapping[str, str]) -> SectionShown:
    shapes = shapes_of(Elements)
    rows = _rows([shapes[name] for name in section.names], document, files)
    piles = [Pile(shapes[name].title, parts_of(shapes[name], document, files)) for name in section.parts]
    return SectionShown(section.code, section.label, rows, [pile for pile in piles if pile.parts])


def _rows(shapes: Iterable[Shape], holder: Mapping[str, Any], files: Mapping[str, str]) -> list[Row]:
    found = []
    for shape in shapes:
        value = holder.get(shape.name)
        text = shown(shape, value) if value != "" else ""
        if text:
            address = files.get(value["digest"], "") if shape.kind is Kind.FILE and value else ""
            found.append(Row(shape.title, text, address))
    return found


def parts_of(shape: Shape, document: Mapping[str, Any], files: Mapping[str, str]) -> list[PartShown]:
    """The parts of one element."""
    if shape.part is None:
        return []
    inner = shapes_of(shape.part).values()
    return [PartShown(part_name(part), _rows(inner, part, files)) for part in document.get(shape.name) or []]


def part_name(part: Mapping[str, Any]) -> str:
    names = ("name", *KEYS[1:])
    return str(next((part[name] for name in names if part.get(name)), "未命名"))


def mendings(edition: Edition, faults: Iterable[Fault]) -> list[Mending]:
    """With the page on which each is mended."""
    shapes = shapes_of(Elements)
    return [
        Mending(
            shapes[fault.element].title if fault.element in shapes else "",
            fault.sentence,
            _address(edition, fault),
        )
        for fault in faults
    ]


def _address(edition: Edition, fault: Fault) -> str:
    shape = shapes_of(Elements).get(fault.element)
    count = len(edition.document.get(fault.element) or []) if shape and shape.kind is Kind.PARTS else 0
    if fault.part is not None and fault.part < count:
        return reverse("items:part", args=[edition.pk, fault.element, fault.part + 1])
    section = section_of(fault.element)
    if section == SHEET:
        return reverse("items:sheet", args=[edition.pk])
    anchor = f"#pile_{fault.element}" if shape and shape.kind is Kind.PARTS else f"#id_{_first(shape, fault)}"
    return f"{reverse('items:section', args=[edition.pk, section])}{anchor}"


def _first(shape: Shape | None, fault: Fault) -> str:
    """Under which name the element is asked for first."""
    ending = {Kind.LIMIT: "_number", Kind.RENEWAL: "_days_before", Kind.THEMES: "_person"}
    return f"{fault.element}{ending.get(shape.kind, '') if shape else ''}"

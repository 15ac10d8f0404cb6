"""How does a paper become a DOCX that an office program opens?"""

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from yiwang.kernel.papers import qr
from yiwang.kernel.papers.paper import Block, Facts, Heading, Items, Paper, Table, Text, readable

BODY, HEAD, TITLE = "仿宋", "黑体", "方正小标宋简体"
RED = RGBColor(0xC8, 0x10, 0x2E)
WIDTH = 156
LINE = Pt(28.95)
SIZE, SMALL = 16, 12
STYLES = {"Normal", "Default Paragraph Font", "Normal Table", "Table Grid", "header", "footer"}
UNUSED = {"customXml", "numbering", "stylesWithEffects", "thumbnail", "webSettings"}
_WRITTEN_AT = struct.pack("<2H", 0, 1 << 5 | 1)  # midnight of 1980-01-01, the first that an archive knows


@dataclass(frozen=True)
class Face:
    """How a paragraph is set; the first line is indented by so many characters."""

    size: int = SIZE
    typeface: str = BODY
    leading: Pt | None = LINE
    indent: int = 2
    alignment: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY
    colour: RGBColor | None = None


PLAIN = Face()
FLUSH = Face(indent=0)
CENTRED = Face(indent=0, alignment=WD_ALIGN_PARAGRAPH.CENTER)
RIGHT = Face(indent=0, alignment=WD_ALIGN_PARAGRAPH.RIGHT)


def drawn(paper: Paper) -> bytes:
    """The paper with the measures of GB/T 9704-2012, the same bytes for the same paper.

    Typefaces are named, not embedded: who opens it sees 仿宋 where it is installed.
    """
    paper = readable(paper)
    document = Document(io.BytesIO(_blank()))
    _properties(document, paper)
    _heading(document, paper)
    for block in paper.blocks:
        _BLOCKS[type(block)](document, block)
    _signature(document, paper)
    _foot(document, paper)
    out = io.BytesIO()
    document.save(out)
    return _with_fixed_times(out.getvalue())


@cache
def _blank() -> bytes:
    """The page that every paper begins with: python-docx's own without what no paper uses, mostly styles."""
    document = Document()
    styles = document.styles.element
    for style in [each for each in styles.style_lst if each.name_val not in STYLES]:
        styles.remove(style)
    for latent in styles.findall(qn("w:latentStyles")):
        styles.remove(latent)
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.rpartition("/")[2] in UNUSED]:
            del rels[key]
    _page(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any) -> None:
    """Measures, typeface and page number: the same on every paper."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    style = document.styles["Normal"]
    style.font.size = Pt(SIZE)
    _set_typeface(style.element.get_or_add_rPr(), BODY)
    number = section.footer.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number.add_run("— ")
    _add_page_number(number)
    number.add_run(" —")


def _properties(document: Any, paper: Paper) -> None:
    signed_at = datetime(paper.signed_on.year, paper.signed_on.month, paper.signed_on.day, tzinfo=UTC)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = paper.title[:255], paper.signer[:255], ""
    properties.created = properties.modified = signed_at.replace(tzinfo=None)


def _heading(document: Any, paper: Paper) -> None:
    size = max(20, min(36, int(442 / max(1, len(paper.head)))))
    _paragraph(document, paper.head, replace(CENTRED, size=size, typeface=TITLE, colour=RED, leading=None))
    _underline(_paragraph(document, paper.number, CENTRED))
    title = _paragraph(document, paper.title, replace(CENTRED, size=22, typeface=TITLE, leading=Pt(36)))
    title.paragraph_format.space_before = title.paragraph_format.space_after = LINE
    if paper.addressee:
        _paragraph(document, f"{paper.addressee}：", FLUSH)


def _text(document: Any, block: Text) -> None:
    for text in block.text.split("\n"):
        if text.strip():
            _paragraph(document, text)


def _subheading(document: Any, block: Heading) -> None:
    paragraph = _paragraph(document, block.text, replace(PLAIN, typeface=HEAD))
    paragraph.paragraph_format.keep_with_next = True


def _items(document: Any, block: Items) -> None:
    for number, text in enumerate(block.items, start=1):
        _paragraph(document, f"{number}. {text}" if block.is_numbered else f"· {text}")


def _facts(document: Any, block: Facts) -> None:
    _grid(document, block.rows, (40, WIDTH - 40), centred=1)


def _table(document: Any, block: Table) -> None:
    shares = block.widths or [1] * len(block.columns)
    widths = [WIDTH * share / sum(shares) for share in shares]
    table = _grid(document, [block.columns, *block.rows], widths)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


_BLOCKS: dict[type[Block], Callable[[Any, Any], None]] = {
    Text: _text,
    Heading: _subheading,
    Items: _items,
    Facts: _facts,
    Table: _table,
}


def _signature(document: Any, paper: Paper) -> None:
    seal = "（印章）" if paper.has_seal_place else ""
    for text in (f"{paper.signer}{seal}", paper.date_text):
        paragraph = _paragraph(document, text, RIGHT)
        paragraph.paragraph_format.right_indent = Pt(2 * SIZE)
        paragraph.paragraph_format.keep_together = True
    document.paragraphs[-2].paragraph_format.space_before = LINE
    document.paragraphs[-2].paragraph_format.keep_with_next = True


def _foot(document: Any, paper: Paper) -> None:
    for note in paper.notes:
        _paragraph(document, note, replace(FLUSH, size=SMALL, leading=Pt(18)))
    if paper.qr:
        picture = document.add_paragraph()
        picture.add_run().add_picture(io.BytesIO(qr.png(paper.qr)), width=Mm(24))
        picture.paragraph_format.keep_with_next = True
        _paragraph(document, paper.qr_caption, replace(FLUSH, size=9, leading=Pt(14)))


def _grid(document: Any, rows: Sequence[Sequence[str]], widths: Sequence[float], centred: int = 0) -> Any:
    """A table with lines; the first ``centred`` columns are centred, short rows are not cut by a page."""
    table = document.add_table(rows=len(rows), cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row, texts in zip(table.rows, rows, strict=True):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for place, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
            cell.width = Mm(width)
            cell.paragraphs[0].add_run(text).font.size = Pt(SMALL)
            shape = cell.paragraphs[0].paragraph_format
            shape.space_before = shape.space_after = Pt(3)
            if place < centred:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    return table


def _paragraph(document: Any, text: str, face: Face = PLAIN) -> Paragraph:
    place = document.add_paragraph()._p
    pattern = deepcopy(_pattern(face))
    place.getparent().replace(place, pattern)
    paragraph = Paragraph(pattern, document._body)
    paragraph.runs[0].text = text
    return paragraph


@cache
def _pattern(face: Face) -> Any:
    """An empty paragraph so set; copying it is much quicker than setting each one."""
    paragraph = Document().add_paragraph()
    run = paragraph.add_run()
    run.font.size = Pt(face.size)
    if face.colour is not None:
        run.font.color.rgb = face.colour
    _set_typeface(run._r.get_or_add_rPr(), face.typeface)
    paragraph.alignment = face.alignment
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.first_line_indent = Pt(face.indent * face.size)
    if face.leading is not None:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, face.leading
    return paragraph._p


def _set_typeface(properties: Any, typeface: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), typeface)


def _underline(paragraph: Paragraph) -> None:
    """The red rule under the number."""
    borders: Any = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for key, value in {"val": "single", "sz": "12", "space": "11", "color": f"{RED}"}.items():
        bottom.set(qn(f"w:{key}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _add_page_number(paragraph: Paragraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _with_fixed_times(content: bytes) -> bytes:
    """The archive without the moment of its making, so that the same paper is the same file.

    The moment of each entry stands at its head and in the directory (APPNOTE.TXT 4.3.7, 4.3.12); what is
    compressed stays as it is.
    """
    fixed = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        place = made.start_dir
        for entry in made.infolist():
            fixed[entry.header_offset + 10 : entry.header_offset + 14] = _WRITTEN_AT
            fixed[place + 12 : place + 16] = _WRITTEN_AT
            place += 46 + sum(struct.unpack_from("<3H", content, place + 28))
    return bytes(fixed)

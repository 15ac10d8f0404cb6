"""How are items written as a workbook or as JSON, and what does an empty workbook to fill in look like?"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from yiwang.kernel.exchange.office.statistics import cell
from yiwang.subsystems.approvals.items import themes
from yiwang.subsystems.approvals.items.shapes import Kind
from yiwang.subsystems.approvals.items.tables import cells
from yiwang.subsystems.approvals.items.tables.columns import ITEMS, NOTES, OWNER, Column, Sheet, sheets

Document = Mapping[str, Any]
_HEAD = PatternFill("solid", fgColor="EAF1F9")
_WIDE = {Kind.TEXT, Kind.LINES, Kind.SCHEMA}


def workbook(documents: Sequence[Document]) -> bytes:
    """One row for each item, and one in the sheets behind for each of its parts."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets():
        _add(book, sheet, documents)
    _add_notes(book)
    return saved(book)


def _add(book: Workbook, sheet: Sheet, documents: Sequence[Document]) -> None:
    page = book.create_sheet(sheet.title)
    lead = [OWNER] if sheet.part else []
    page.append([*lead, *(column.title for column in sheet.columns)])
    page.append([*(["task_code"] if sheet.part else []), *(column.national for column in sheet.columns)])
    _dress(page, sheet, len(lead))
    for document in documents:
        for row in _rows(sheet, document):
            page.append(row)


def _dress(page: Any, sheet: Sheet, lead: int) -> None:
    for row, font in ((1, Font(bold=True)), (2, Font(size=8, color="7A8794"))):
        for place in range(1, len(sheet.columns) + lead + 1):
            head = page.cell(row, place)
            head.font, head.fill, head.alignment = font, _HEAD, Alignment(wrap_text=True, vertical="top")
    for place, column in enumerate(sheet.columns, start=lead + 1):
        page.column_dimensions[get_column_letter(place)].width = 40 if column.shape.kind in _WIDE else 18
    page.freeze_panes = "B3"


def _rows(sheet: Sheet, document: Document) -> Iterator[list[Any]]:
    if not sheet.part:
        yield [_value(column, document) for column in sheet.columns]
        return
    for part in document.get(sheet.part) or []:
        yield [cell(str(document.get("code", ""))), *(_value(column, part) for column in sheet.columns)]


def _value(column: Column, holder: Document) -> Any:
    inside = (holder.get(column.within) or {}) if column.within else holder
    return cells.written(column.shape, inside.get(column.name))


def _add_notes(book: Workbook) -> None:
    page = book.create_sheet(NOTES)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 30, 90
    for line in _notes():
        page.append(line)


def _notes() -> Iterator[list[str]]:
    yield [
        "怎样填写",
        f"“{ITEMS}”表每行一个事项；其他表每行一项，第一列写所属事项的实施编码。第二行是国家交换标准的列名，不要改动。",
    ]
    yield ["多个值", "选项之间用顿号隔开；分条的内容在一个单元格里分行写。"]
    yield ["样表和空表", "不在表里填写，导入后在事项的编辑页上传。"]
    yield ["主题", "填写下面的代码，用顿号隔开。"]
    yield from (
        [theme.code, f"{themes.KINDS[theme.kind]}·{theme.label}"] for theme in themes.shipped().values()
    )
    for sheet in sheets():
        for column in sheet.columns:
            if column.shape.labels and column.shape.kind is not Kind.THEMES:
                labels = [label for label in column.shape.labels.values() if label]
                yield [f"{sheet.title}·{column.title}", "、".join(labels)]


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def as_json(documents: Iterable[Document]) -> str:
    """As ``elements.Elements`` describes each, in one object with the key ``items``."""
    return json.dumps({"items": list(documents)}, ensure_ascii=False, indent=1)

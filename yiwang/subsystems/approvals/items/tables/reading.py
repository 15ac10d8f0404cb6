"""How is a workbook or JSON file of items read without trusting it, and what is wrong with which cell?"""

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.items.tables import cells
from yiwang.subsystems.approvals.items.tables.columns import ITEMS, NATIONAL, OWNER, Column, Sheet, sheets

MOST_ITEMS, MOST_ROWS = 5_000, 100_000
MOST_BYTES, MOST_UNPACKED = 30 << 20, 300 << 20


@dataclass(frozen=True)
class Rejection:
    """``place``: sheet and cell, or the number in a JSON file."""

    place: str
    code: str
    element: str
    value: str
    reason: str


@dataclass
class Read:
    """An item as the file has it; ``rows``: where each part stands, by element."""

    place: str
    document: dict[str, Any]
    rows: dict[str, list[str]] = field(default_factory=dict)
    has: frozenset[str] = frozenset()

    @property
    def code(self) -> str:
        return str(self.document.get("code") or "")


@dataclass
class File:
    items: list[Read] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)


def read(content: bytes) -> File:
    """By what it holds, not by its name. Raises Refused where it is no such file or too large."""
    if len(content) > MOST_BYTES:
        raise Refused("文件超过30MB，请分批导入。", field="file")
    return _workbook(content) if content.startswith(b"PK") else _json(content)


def _json(content: bytes) -> File:
    try:
        given = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Refused("文件不是Excel工作簿（.xlsx），也不是UTF-8编码的JSON。", field="file") from None
    listed = given.get("items") if isinstance(given, dict) else given
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise Refused("JSON文件应为事项的列表，或以“items”为键的列表。", field="file")
    _check_count(len(listed))
    return File(
        [Read(f"第{number}个事项", each, has=frozenset(each)) for number, each in enumerate(listed, start=1)]
    )


def _check_count(count: int) -> None:
    if count > MOST_ITEMS:
        raise Refused(f"一次最多导入{MOST_ITEMS}个事项，请分批导入。", field="file")


def _workbook(content: bytes) -> File:
    _check_archive(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    except Exception as broken:  # openpyxl raises whatever the broken part of the file provokes
        raise Refused("Excel文件已损坏或不是.xlsx格式，请另存为.xlsx后再导入。", field="file") from broken
    if ITEMS not in book.sheetnames:
        raise Refused(f"Excel文件没有“{ITEMS}”工作表，请用导入模板填写。", field="file")
    return _Reading(book).done()


def _check_archive(content: bytes) -> None:
    try:
        unpacked = sum(entry.file_size for entry in zipfile.ZipFile(BytesIO(content)).infolist())
    except zipfile.BadZipFile:
        raise Refused("Excel文件已损坏，请重新保存后再导入。", field="file") from None
    if unpacked > MOST_UNPACKED:
        raise Refused("Excel文件解开后过大，请分批导入。", field="file")


class _Reading:
    """Sheet after sheet; what cannot be read is noted with its cell, and the rest goes on."""

    def __init__(self, book: Any) -> None:
        self.book, self.file = book, File()
        self.known: dict[str, Read] = {}

    def done(self) -> File:
        for sheet in sheets():
            if sheet.title in self.book.sheetnames:
                self._sheet(sheet)
        _check_count(len(self.file.items))
        return self.file

    def _sheet(self, sheet: Sheet) -> None:
        rows = self.book[sheet.title].iter_rows(values_only=True)
        head = next(rows, ())
        places = _places(head, sheet)
        owner = _place_of(head, {OWNER, "task_code"}) if sheet.part else None
        for number, row in enumerate(rows, start=2):
            if number > MOST_ROWS:
                raise Refused(f"“{sheet.title}”工作表超过{MOST_ROWS}行，请分批导入。", field="file")
            if _is_empty(row) or _is_head(row):
                continue
            if sheet.part:
                self._part(sheet, number, row, places, owner)
            else:
                self._item(sheet, number, row, places)

    def _item(self, sheet: Sheet, number: int, row: Sequence[Any], places: Mapping[int, Column]) -> None:
        has = frozenset(column.within or column.name for column in places.values())
        read = Read(f"“{sheet.title}”第{number}行", {}, has=has)
        read.document = self._values(sheet, number, row, places, _code(row, places))
        if not read.code:
            self._reject(sheet, number, "", OWNER, "", "请填写实施编码。")
        elif read.code in self.known:
            self._reject(sheet, number, read.code, OWNER, read.code, "实施编码与前面的行重复。")
        else:
            self.known[read.code] = read
            self.file.items.append(read)

    def _part(
        self,
        sheet: Sheet,
        number: int,
        row: Sequence[Any],
        places: Mapping[int, Column],
        owner: int | None,
    ) -> None:
        code = str(row[owner] or "").strip() if owner is not None and owner < len(row) else ""
        read = self.known.get(code)
        if read is None:
            reason = f"“{ITEMS}”工作表没有这个实施编码。" if code else "请填写所属事项的实施编码。"
            self._reject(sheet, number, code, OWNER, code, reason)
            return
        read.document.setdefault(sheet.part, []).append(self._values(sheet, number, row, places, code))
        read.rows.setdefault(sheet.part, []).append(f"“{sheet.title}”第{number}行")

    def _values(
        self, sheet: Sheet, number: int, row: Sequence[Any], places: Mapping[int, Column], code: str
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for place, column in places.items():
            given = row[place] if place < len(row) else None
            try:
                value = cells.read(column.shape, given)
            except cells.UnreadableError as unreadable:
                self._reject(sheet, number, code, column.title, str(given), str(unreadable), place)
                continue
            if value is not None:
                inside = found.setdefault(column.within, {}) if column.within else found
                inside[column.name] = value
        return found

    def _reject(
        self,
        sheet: Sheet,
        number: int,
        code: str,
        element: str,
        value: str,
        reason: str,
        place: int | None = None,
    ) -> None:
        at = f"{get_column_letter(place + 1)}{number}" if place is not None else f"第{number}行"
        self.file.rejections.append(Rejection(f"“{sheet.title}”{at}", code, element, value[:200], reason))


def _places(head: Sequence[Any], sheet: Sheet) -> dict[int, Column]:
    """Columns by their place, under their Chinese or their national name."""
    named = {column.title: column for column in sheet.columns}
    named |= {column.national: column for column in sheet.columns if column.national}
    titles = ((place, str(title or "").strip()) for place, title in enumerate(head))
    return {place: named[title] for place, title in titles if title in named}


def _place_of(head: Sequence[Any], names: set[str]) -> int | None:
    return next((place for place, title in enumerate(head) if str(title or "").strip() in names), None)


def _code(row: Sequence[Any], places: Mapping[int, Column]) -> str:
    place = next((place for place, column in places.items() if column.name == "code"), None)
    return str(row[place] or "").strip() if place is not None and place < len(row) else ""


def _is_empty(row: Sequence[Any]) -> bool:
    return all(value is None or not str(value).strip() for value in row)


_NATIONAL = frozenset(NATIONAL.values())


def _is_head(row: Sequence[Any]) -> bool:
    """The second row of the template holds the national names."""
    said = [str(value) for value in row if value]
    return bool(said) and all(each in _NATIONAL for each in said)


def texts(rejections: Sequence[Rejection]) -> Iterator[list[str]]:
    for each in rejections:
        yield [each.place, each.code, each.element, each.value, each.reason]

"""What does a unit ledger in Excel or CSV say, row by row?"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from yiwang.kernel.errors import Refused

MOST_ROWS = 20_000
UNCLOSED_QUOTE = 10_000
MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_COLUMNS = 50
LONGEST_CELL = 500
HEADERS = {
    "code": ("机构代码", "单位代码", "代码", "编码", "code"),
    "name": ("名称", "机构名称", "单位名称", "全称", "name"),
    "short_name": ("简称", "机构简称", "单位简称", "short_name", "short name"),
    "kind": ("类别", "机构类别", "单位类别", "类型", "kind"),
    "parent_code": (
        "上级代码",
        "上级机构代码",
        "上级单位代码",
        "隶属代码",
        "parent_code",
        "parent code",
        "parent",
    ),
    "document_mark": ("机关代字", "代字", "document_mark", "document mark", "mark"),
    "order": ("排序", "序号", "排序号", "order"),
}
REQUIRED = ("code", "name", "kind")


@dataclass(frozen=True)
class Row:
    """One line of the ledger as it was typed; ``number`` is what Excel shows, with the heading as 1."""

    number: int
    code: str = ""
    name: str = ""
    short_name: str = ""
    kind: str = ""
    parent_code: str = ""
    document_mark: str = ""
    order: str = ""


@dataclass(frozen=True)
class Rejection:
    """A line that was not taken, and why."""

    number: int
    code: str
    name: str
    reason: str


def rows_of(stream: IO[bytes], name: str) -> list[Row]:
    """The rows of an .xlsx, .csv or .txt file in UTF-8 (with or without BOM) or GB18030.

    Raises Refused where the file is no ledger: another type, unreadable, too big, no heading.
    """
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused("文件超过10 MB，请分成几个文件导入。", field="file")
    if content[:4] == b"PK\x03\x04":
        return _rows(_sheet(content))
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Refused("这是旧版Excel（.xls）文件，请另存为.xlsx或CSV再导入。", field="file")
    if not name.lower().endswith((".csv", ".txt")):
        raise Refused("请选择Excel（.xlsx）或CSV文件。", field="file")
    return _rows(_lines(content))


def rejections_csv(rejections: Iterable[Rejection]) -> str:
    """For Excel: with BOM, and no cell that Excel would take for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["行号", "机构代码", "名称", "原因"])
    for rejection in rejections:
        cells = (str(rejection.number), rejection.code, rejection.name, rejection.reason)
        writer.writerow([harmless(cell) for cell in cells])
    return "\ufeff" + out.getvalue()


def harmless(cell: str) -> str:
    """A cell that a spreadsheet takes for text, by an apostrophe if need be (OWASP: CSV Injection)."""
    return (
        f"'{cell}"
        if cell.lstrip()[:1] in {"=", "+", "-", "@", "＝", "＋", "－", "＠"} or cell[:1] in {"\t", "\r", "\n"}
        else cell
    )


def _lines(content: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refused("文件编码无法识别，请用UTF-8或GB18030编码保存。", field="file")
    if "\0" in text:
        raise Refused("这不是CSV文件，请用Excel另存为CSV或.xlsx。", field="file")
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(len(cell) > UNCLOSED_QUOTE for cell in cells):
                raise Refused("有单元格超过一万字，引号可能没有成对，请核对。", field="file")
            yield cells
    except csv.Error as unreadable:
        raise Refused("CSV格式有误，无法读取。", field="file") from unreadable


def _sheet(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise Refused("文件解压后过大，已拒绝导入。", field="file")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        OSError,
        SyntaxError,
    ) as unreadable:
        raise Refused("这不是有效的Excel（.xlsx）文件。", field="file") from unreadable
    try:
        for cells in book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS):
            yield [_text(cell) for cell in cells]
    finally:
        book.close()


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _rows(lines: Iterator[list[str]]) -> list[Row]:
    columns: dict[str, int] = {}
    rows: list[Row] = []
    for number, line in enumerate(lines, start=1):
        if not any(cell.strip() for cell in line):
            continue
        if not columns:
            columns = _columns(line)
            continue
        if len(rows) >= MOST_ROWS:
            raise Refused(f"一次最多导入{MOST_ROWS}行，请分成几个文件。", field="file")
        rows.append(
            Row(
                number,
                **{field: line[at].strip()[:LONGEST_CELL] for field, at in columns.items() if at < len(line)},
            )
        )
    if not columns:
        raise Refused("文件是空的。", field="file")
    return rows


def _columns(heading: list[str]) -> dict[str, int]:
    """Where each field stands. Raises Refused naming the columns that are missing."""
    titles = [title.strip().lstrip("*＊").strip().lower() for title in heading]
    columns = {
        field: next(at for at, title in enumerate(titles) if title in names)
        for field, names in HEADERS.items()
        if any(title in names for title in titles)
    }
    missing = [HEADERS[field][0] for field in REQUIRED if field not in columns]
    if missing:
        raise Refused(f"第一行表头缺少：{'、'.join(missing)}。", field="file")
    return columns

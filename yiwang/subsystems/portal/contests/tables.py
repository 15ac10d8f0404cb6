"""How does the result become a workbook that no spreadsheet program runs anything of?"""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Every cell is text, also one that begins like a formula."""
    book = Workbook()
    sheet = book.create_sheet("评比结果", 0)
    for number, row in enumerate([head, *rows], 1):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(number, place)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            cell.data_type = "s"
    del book["Sheet"]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

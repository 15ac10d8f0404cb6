"""How is what was not taken in given back, row by row with its reason?"""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font

from yiwang.kernel.exchange.office.statistics import cell
from yiwang.subsystems.approvals.items.tables.reading import Rejection, texts
from yiwang.subsystems.approvals.items.tables.writing import saved

TITLE = "退回清单"
HEAD = ["位置", "实施编码", "要素", "填写内容", "原因"]
_WIDTHS = (22, 36, 20, 36, 60)


def workbook(rejections: Sequence[Rejection]) -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    page.title = TITLE
    page.append(HEAD)
    for head in page[1]:
        head.font = Font(bold=True)
    for letter, width in zip("ABCDE", _WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    for row in texts(rejections):
        page.append([cell(text) for text in row])
    page.freeze_panes = "A2"
    return saved(book)

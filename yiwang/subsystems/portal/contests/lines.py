"""What does a table of problems from a report say, line by line?"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from yiwang.kernel.errors import Refused
from yiwang.kernel.publications.recognition import html_text

MOST_BYTES, MOST_LINES = 2 << 20, 2000
HEADS: Mapping[str, tuple[str, ...]] = {
    "site": ("网站", "网站名称", "站点"),
    "text": ("问题", "问题描述", "存在问题"),
    "address": ("网址", "网页地址", "问题地址", "链接"),
    "due": ("整改期限", "期限", "整改截止日期"),
}
LABELS = "网站、问题、网址、整改期限"


@dataclass(frozen=True)
class Line:
    """As it was typed; ``number`` is what a spreadsheet program shows, with the heading as 1."""

    number: int
    site: str
    text: str
    address: str
    due: str


def read(data: bytes) -> list[Line]:
    """CSV in UTF-8 or GB 18030. Raises Refused for what is no table, lacks a column or is too long."""
    if len(data) > MOST_BYTES:
        raise Refused("文件超过2MB，请拆分后导入。", field="file")
    try:
        text = html_text.decoded(data, html_text.likely_encoding(data[:65536]))
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True))
    except (html_text.Unreadable, csv.Error):
        raise Refused("文件不是可以读取的CSV表格，请另存为CSV后再导入。", field="file") from None
    if not rows:
        raise Refused("文件是空的，请重新选择。", field="file")
    if len(rows) > MOST_LINES + 1:
        raise Refused(f"一次最多导入{MOST_LINES}行，请拆分后导入。", field="file")
    return list(_lines(rows, _places(rows[0])))


def _places(head: list[str]) -> dict[str, int]:
    cells = [cell.strip() for cell in head]
    found = {
        name: next((at for at, cell in enumerate(cells) if cell in aliases), -1)
        for name, aliases in HEADS.items()
    }
    missing = [HEADS[name][0] for name, at in found.items() if at < 0 and name != "address"]
    if missing:
        raise Refused(f"第一行缺少“{'、'.join(missing)}”列，须有{LABELS}。", field="file")
    return found


def _lines(rows: list[list[str]], places: dict[str, int]) -> Iterator[Line]:
    for number, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            cells = {
                name: row[at].replace("\x00", "").strip() if 0 <= at < len(row) else ""
                for name, at in places.items()
            }
            yield Line(number, **cells)


def day_of(text: str) -> date | None:
    """``2026-12-31``, ``2026/12/31``, ``2026.12.31`` or ``2026年12月31日``; None for anything else."""
    for sign in "年月/.":
        text = text.replace(sign, "-")
    parts = text.strip().rstrip("日").split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None

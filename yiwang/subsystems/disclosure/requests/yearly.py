"""What does the table on requests in the yearly report look like, and does it add up?

国办公开办函〔2021〕30号, chapter 三: 25 numeric rows, six kinds of applicants and their total. Plain Python.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yiwang.subsystems.disclosure.requests import results, rules

NEW, CARRIED_IN, HANDLED, CARRIED_OUT = "1", "2", "3.7", "4"
TOTAL = "total"
COLUMNS = {**rules.APPLICANTS, TOTAL: "总计"}
ROWS: Mapping[str, str] = {
    NEW: "一、本年新收政府信息公开申请数量",
    CARRIED_IN: "二、上年结转政府信息公开申请数量",
    **results.ROWS,
    HANDLED: "（七）总计",
    CARRIED_OUT: "四、结转下年度继续办理",
}
Cells = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Row:
    """``cells``: of each column in their order."""

    code: str
    label: str
    cells: tuple[tuple[str, int], ...]


def table(counted: Cells) -> list[Row]:
    """All rows out of what was counted by row and kind of applicant; sums are worked out here alone."""
    sums = dict(counted)
    for column in rules.APPLICANTS:
        sums[HANDLED, column] = sum(counted.get((row, column), 0) for row in results.ROWS)
    for row in ROWS:
        sums[row, TOTAL] = sum(sums.get((row, column), 0) for column in rules.APPLICANTS)
    return [
        Row(code, label, tuple((column, sums.get((code, column), 0)) for column in COLUMNS))
        for code, label in ROWS.items()
    ]


def faults(rows: Sequence[Row]) -> list[str]:
    """What does not add up: row 1 + row 2 = row 3.7 + row 4; 3.7 is the sum of what stands above it; a
    total is the sum of the six.
    """
    cells = {(row.code, column): number for row in rows for column, number in row.cells}
    found = []
    for column, label in COLUMNS.items():
        came = cells[NEW, column] + cells[CARRIED_IN, column]
        went = cells[HANDLED, column] + cells[CARRIED_OUT, column]
        if came != went:
            found.append(f"“{label}”一列：新收加结转为{came}件，办结加结转下年为{went}件，两者不相等。")
        parts = sum(cells[row, column] for row in results.ROWS)
        if parts != cells[HANDLED, column]:
            found.append(f"“{label}”一列：各类答复合计{parts}件，总计填了{cells[HANDLED, column]}件。")
    for code, label in ROWS.items():
        parts = sum(cells[code, column] for column in rules.APPLICANTS)
        if parts != cells[code, TOTAL]:
            found.append(f"“{label}”一行：各类申请人合计{parts}件，总计填了{cells[code, TOTAL]}件。")
    return found

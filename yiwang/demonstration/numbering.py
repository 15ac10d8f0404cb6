"""Which document and index numbers do the documents of the demonstration bear?"""

from collections import defaultdict
from datetime import date

BUSY_YEAR = {"云政发": 38, "云政办发": 64, "云政办函": 90, "云政人": 26}
USUAL_YEAR = 120
CODE_LENGTH = 9


class Numbering:
    """Numbers that grow with the days, from 1 in every year; ask in the order of days."""

    def __init__(self) -> None:
        self._documents: dict[tuple[str, int], int] = defaultdict(int)
        self._indexes: dict[tuple[str, int], int] = defaultdict(int)

    def document(self, mark: str, day: date) -> str:
        """``云政发〔2026〕17号``: as far into the numbers as the day is into the year."""
        key = (mark, day.year)
        expected = day.timetuple().tm_yday * BUSY_YEAR.get(mark, USUAL_YEAR) // 366
        self._documents[key] = max(self._documents[key] + 1, expected)
        return f"{mark}〔{day.year}〕{self._documents[key]}号"

    def index(self, code: str, day: date) -> str:
        """``990100D01/2026-00017``: organ, year, five digits (standards/disclosure.md §2)."""
        key = (code, day.year)
        self._indexes[key] += 1
        return f"{code.ljust(CODE_LENGTH, '0')}/{day.year}-{self._indexes[key]:05d}"

"""What does a text of the demonstration say once its blanks are filled in?

A blank is a word in braces: ``{place}`` from the row of the article, ``{unit}`` (short name), ``{issuer}``
(full name) and the days below. ``{day+10}`` is ten calendar days later, ``{day-1}`` one working day earlier,
``{year-2}`` two years ago.
"""

import re
from collections.abc import Mapping
from datetime import date

from yiwang.demonstration.days import Days
from yiwang.kernel.deadlines.moments import shifted

BLANK = re.compile(r"\{([a-z][a-z0-9_]*)([+-]\d+)?\}")
QUARTERS = ("一", "二", "三", "四")
SPANS = ("前三季度", "一季度", "上半年")
MOST_NESTED = 4


def filled(text: str, words: Mapping[str, str], day: date, days: Days) -> str:
    """The text with every blank filled. Raises KeyError for a word nobody gave."""
    for _ in range(MOST_NESTED):
        if not BLANK.search(text):
            return text
        text = BLANK.sub(
            lambda blank: _word(blank.group(1), int(blank.group(2) or 0), words, day, days), text
        )
    raise ValueError(f"Blanks within blanks: {text[:60]}")


def full(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _word(name: str, offset: int, words: Mapping[str, str], day: date, days: Days) -> str:
    if name in words:
        return words[name]
    if name == "year":
        return str(day.year + offset)
    if name in {"day", "full_day"}:
        other = _moved(day, offset, days)
        return full(other) if name == "full_day" else f"{other.month}月{other.day}日"
    return _of_calendar(day)[name]


def _moved(day: date, offset: int, days: Days) -> date:
    return days.before(day, -offset) if offset < 0 else shifted(day, days=offset)


def _of_calendar(day: date) -> Mapping[str, str]:
    """Years, months and quarters as a report of that day would name the last finished ones."""
    quarter = (day.month - 1) // 3  # quarters of this year that are over
    quarter_year = day.year if quarter else day.year - 1
    month_year = day.year if day.month > 1 else day.year - 1
    return {
        "last_year": str(day.year - 1),
        "next_year": str(day.year + 1),
        "month": str(day.month),
        "last_month": str(day.month - 1 or 12),
        "last_month_year": str(month_year),
        "last_quarter": QUARTERS[quarter - 1],
        "last_quarter_year": str(quarter_year),
        "span": f"{day.year - 1}年" if quarter == 0 else f"{day.year}年{SPANS[quarter % 3]}",
    }

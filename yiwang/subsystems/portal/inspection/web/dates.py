"""Which day does a text name?"""

import re
from datetime import date

WRITTEN = re.compile(
    r"(?<![0-9])(20[0-9]{2})\s?(?:[-/.]|年)\s?(1[0-2]|0?[1-9])\s?(?:[-/.]|月)\s?(3[01]|[12][0-9]|0?[1-9])(?![0-9])"
)
# Dates that a page shows by itself every day, and those of its makers.
EMPTY_TALK = re.compile(r"(?:今天是|现在是|当前日期|当前时间|版权所有|[Cc]opyright|©)[^\n]{0,12}$")
PUBLISHED = re.compile(r"(?:发布时间|发布日期|发文日期|发稿时间|日期|时间)\s?[:：]?\s?$")
IN_PATH = re.compile(r"/t?(20[0-9]{2})[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12][0-9]|3[01])(?:_|/|\.|$)")


def found(text: str) -> list[date]:
    """Every day that the text names and that exists; what a page says of today is none."""
    return [day for _, day in placed(text)]


def placed(text: str) -> list[tuple[int, date]]:
    """The same with the place in the text."""
    days = []
    for match in WRITTEN.finditer(text):
        if EMPTY_TALK.search(text[max(0, match.start() - 20) : match.start()]):
            continue
        day = _day(*match.groups())
        if day:
            days.append((match.start(), day))
    return days


def first(text: str) -> date | None:
    days = found(text)
    return days[0] if days else None


def published(text: str) -> date | None:
    """The day that stands behind 发布时间 or the like."""
    for at, day in placed(text):
        if PUBLISHED.search(text[max(0, at - 10) : at]):
            return day
    return None


def in_path(path: str) -> date | None:
    """The day in an address such as ``/202611/t20261101_12.html``."""
    match = IN_PATH.search(path)
    return _day(*match.groups()) if match else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None

"""Which day does a date in any of the written forms name?"""

import re
from datetime import date

from yiwang.kernel.publications.recognition.characters import CHINESE_DIGITS, narrow, visible, whole_number

# ○, О and o stand for 零 on many pages; digits may be full-width and blanks stand between the parts.
_B = r"[ \t\xa0\u3000\u2000-\u200a]{0,12}"
_YEAR = f"(?:[0-9]{{4}}|(?:[0-9{CHINESE_DIGITS}]{_B}){{3}}[0-9{CHINESE_DIGITS}])"
_MONTH = f"(?:[0-9]{{1,2}}|[{CHINESE_DIGITS}十]{{1,3}})"
_DAY = f"(?:[0-9]{{1,2}}|[{CHINESE_DIGITS}十廿卅]{{1,3}})"

_WRITTEN = f"(?P<year>{_YEAR}){_B}年{_B}(?P<month>{_MONTH}){_B}月{_B}(?P<day>{_DAY}){_B}[日号]"
_SHORT = r"(?P<y>[0-9]{4})(?P<mark>[-/.])(?P<m>[0-9]{1,2})(?P=mark)(?P<d>[0-9]{1,2})(?![0-9])"
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_DATE = re.compile(f"(?<![0-9{CHINESE_DIGITS}])(?:{_WRITTEN}|{_SHORT})")
_ZONE = "(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
_TIME = rf"(?:[ T]{{0,3}}[0-9]{{1,2}}[:：][0-9]{{1,2}}(?:[:：][0-9]{{1,2}}(?:\.[0-9]{{1,6}})?)?{_ZONE})?"
_ALONE = re.compile(f"{_DATE.pattern}{_B}{_TIME}{_B}")
_TO = f"{_B}(?:至|到|—|－|～|~|-|–|起至)+{_B}"
_RANGE = re.compile(
    f"{_TO}(?:{_WRITTEN}|{_SHORT}|(?:(?P<to_month>{_MONTH}){_B}月{_B})?(?P<to_day>{_DAY}){_B}日)"
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


def parse(text: str) -> date | None:
    """The day that a text names which holds a date, perhaps a label and a time of day, and nothing else."""
    text = _plain(text).strip()
    label, colon, rest = text.replace("：", ":", 1).partition(":")
    if colon and len(label) <= 8 and not any(c.isdigit() for c in label):
        text = rest.strip()
    match = _ALONE.fullmatch(text)
    if match:
        return _day(match)
    compact = _COMPACT.fullmatch(text)
    return _made(*compact.groups()) if compact else None


def found_in(text: str) -> list[date]:
    """Every day named inside running text, in order."""
    days = (_day(match) for match in _DATE.finditer(_plain(text)))
    return [day for day in days if day is not None]


def span(text: str) -> tuple[date, date] | None:
    """First and last day of the first range such as 2004年8月5日至8日 or 2019年1月1日至2023年12月31日."""
    plain = _plain(text)
    for match in _DATE.finditer(plain):
        first, end = _day(match), _RANGE.match(plain, match.end())
        last = _end(first, end) if first and end else None
        if first and last and first <= last:
            return first, last
    return None


def chinese(day: date) -> str:
    """2012年7月1日, the form of GB/T 9704-2012 (Arabic digits, no leading zero)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _plain(text: str) -> str:
    return narrow(visible(text))


def _day(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    if parts["year"]:
        return _made(re.sub(_B, "", parts["year"]), parts["month"], parts["day"])
    return _made(parts["y"], parts["m"], parts["d"])


def _end(first: date, match: re.Match[str]) -> date | None:
    if match["to_day"]:
        month = match["to_month"] or str(first.month)
        return _made(str(first.year), month, match["to_day"])
    return _day(match)


def _made(year: str, month: str, day: str) -> date | None:
    numbers = [whole_number(part) for part in (year, month, day)]
    if any(number is None for number in numbers):
        return None
    y, m, d = (number or 0 for number in numbers)
    if not _FIRST_YEAR <= y <= _LAST_YEAR:
        return None
    try:
        return date(y, m, d)
    except ValueError:
        return None

"""Which days does the wording of a notice on days off name?

Reads the State Council's notices of 2007 to 2026 and what is written like them: “2月4日至10日放假调休，
共7天。2月2日（星期六）、2月3日（星期日）上班。” Weekdays and totals that the notice states are checked
against what was read, so that a slip of the pen or of the reader is refused and not entered.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from yiwang.kernel.deadlines.calendar import OFF, WEEKDAYS, WORK, Day
from yiwang.kernel.errors import Refused

HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
OTHER_NAMES = {"五一": "劳动节", "十一": "国庆节"}

_OUTSIDE_BRACKETS = r"(?![^()]*\))"
_CLAUSE_END = re.compile(r"[,。;:\n]" + _OUTSIDE_BRACKETS)
_DATE = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^()]*)\))?")
_RANGE = re.compile(r"至|到|[-—–―~]+")
_SECTION = re.compile(r"(?:^|(?<=[\n。:]))[一二三四五六七八九十]+、(?P<name>[^:\n\d]{0,30})")
_TOTAL = re.compile(r"共(\d+)天")
_NUMBER = re.compile(r"(国(?:办)?发(?:明电)?)[〔\[(【](\d{4})[〕\])】]第?(\d+)号")
_TITLE = re.compile(r"(?:国务院办公厅|国务院)?关于[^,。\n]{0,60}的通知")
_ISSUED = re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})日$", re.MULTILINE)
_EXTENDED = re.compile(r"延长.*假期至")
_WEEKDAY = re.compile(r"(?:星期|周)([一二三四五六日天])")


@dataclass(frozen=True)
class Reading:
    """What was understood of a notice; ``missing`` are the usual holidays it does not name."""

    year: int
    number: str
    title: str
    published_on: date | None
    days: tuple[Day, ...]
    missing: tuple[str, ...]

    @property
    def covers_year(self) -> bool:
        return not self.missing


@dataclass
class _Section:
    """What was read of one holiday so far; dates take year and month they do not say from dates before."""

    holiday: str
    year: int
    first: date | None = None
    last: date | None = None
    off: set[date] = field(default_factory=set)
    work: set[date] = field(default_factory=set)
    swapped: set[date] = field(default_factory=set)
    span: int = 0


def read(text: str, *, year: int | None = None, holiday: str = "", known: Collection[Day] = ()) -> Reading:
    """Read a whole notice. ``year`` and ``holiday`` fill in what the text does not say.

    ``known`` are the days in force: a notice that only extends a holiday (2020) goes on from its last day.
    Raises Refused where no year, no day or no holiday name is found, or where the notice contradicts itself.
    """
    text = _plain(text)
    title = found[0] if (found := _TITLE.search(text)) else ""
    year = year or _year(title + text)
    sections = _sections(text, holiday or _named(title) or _occasion(title))
    days = _checked(day for name, wording in sections for day in _days(name, wording, year, known))
    number, issued = _NUMBER.search(text), _ISSUED.search(text)
    return Reading(
        year=year,
        number=f"{number[1]}〔{number[2]}〕{number[3]}号" if number else "",
        title=title,
        published_on=date(*map(int, issued.groups())) if issued else None,
        days=days,
        missing=tuple(name for name in HOLIDAYS if not any(name in day.holiday for day in days)),
    )


def read_sentences(text: str, year: int, holiday: str = "") -> list[Day]:
    """The days that sentences about one holiday name, days off first."""
    return list(_days(holiday, _plain(text), year, ()))


def _plain(text: str) -> str:
    return re.sub(r"[^\S\n]", "", unicodedata.normalize("NFKC", text))


def _year(text: str) -> int:
    found = re.search(r"(\d{4})年", text)
    if not found:
        raise Refused("没有认出通知是哪一年的，请填写年份。", field="year")
    return int(found[1])


def _named(text: str) -> str:
    """The holidays in the order of the text, in their usual form, joined by 、."""
    for short, name in OTHER_NAMES.items():
        text = re.sub(rf"[“\"'‘]{short}[”\"'’]", name, text)
    return "、".join(sorted((name for name in HOLIDAYS if name in text), key=text.index))


def _occasion(title: str) -> str:
    """A day off given once: 中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日 (2015)."""
    found = re.search(r"关于([^,。\n]{0,40}?周年纪念日)", title)
    return found[1] if found else ""


def _sections(text: str, holiday: str) -> Iterator[tuple[str, str]]:
    """Pairs of holiday name and wording; a notice without numbered holidays is one section."""
    starts = list(_SECTION.finditer(text))
    if not starts:
        yield holiday, text
        return
    ends = [start.start() for start in starts[1:]] + [len(text)]
    for start, end in zip(starts, ends, strict=True):
        yield _named(start["name"]) or holiday, text[start.start("name") : end]


def _days(holiday: str, wording: str, year: int, known: Collection[Day]) -> Iterator[Day]:
    section = _Section(holiday, year)
    for clause in _CLAUSE_END.split(wording):
        _read_clause(section, clause, known)
    yield from (Day(day, OFF, holiday) for day in sorted(section.off))
    # A rest day that is moved (公休日调至…) is worked, unless it lies in the holiday itself.
    worked = section.work | (section.swapped - section.off)
    yield from (Day(day, WORK, holiday) for day in sorted(worked))


def _read_clause(section: _Section, clause: str, known: Collection[Day]) -> None:
    """A clause says of its dates that they are off, or worked, or nothing new (照常公休, 法定节假日)."""
    before, moved, after = clause.partition("调至")
    days = _dates(section, before)
    if moved:
        section.swapped.update(days)
        section.off.update(_dates(section, after))
    elif _EXTENDED.search(clause):
        section.off.update(_extension(section, days[-1:], known))
    elif days and re.search(r"放假|补休|调休", clause):
        section.off.update(days)
        section.span = len(days)
    elif "上班" in clause and not re.search(r"起\D*上班", clause):
        section.work.update(_weekend(day) for day in days)
    total = _TOTAL.search(clause)
    if total and section.span and int(total[1]) != section.span:
        raise Refused(f"通知写明{total[0]}，按日期却是{section.span}天，请核对：{clause}", field="text")


def _dates(section: _Section, clause: str) -> list[date]:
    """All days of a clause, ranges filled in."""
    days: list[date] = []
    end = 0
    for found in _DATE.finditer(clause):
        day = _date(section, found)
        if days and _RANGE.fullmatch(clause[end : found.start()]):
            days += _days_between(days[-1], day)
        days.append(day)
        section.first, section.last = section.first or day, day
        end = found.end()
    return days


def _date(section: _Section, found: re.Match[str]) -> date:
    year, month, day, said = found.groups()
    try:
        read = _whole_date(section, int(year or 0), int(month or 0), int(day))
    except ValueError as error:
        raise Refused(f"没有这一天：{found[0]}，请核对。", field="text") from error
    weekday = _WEEKDAY.search(said or "")
    if weekday and "一二三四五六日".index(weekday[1].replace("天", "日")) != read.weekday():
        raise Refused(
            f"通知写明{found[0]}，{read:%Y-%m-%d}却是{WEEKDAYS[read.weekday()]}，请核对年份和日期。",
            field="text",
        )
    return read


def _whole_date(section: _Section, year: int, month: int, day: int) -> date:
    """Without a month: that of the date before. Without a year: the one nearest to the first date."""
    if not month:
        if not section.last:
            raise ValueError("a day without month")
        return section.last.replace(day=day)
    if year or not section.first:
        return date(year or section.year, month, day)
    first = section.first
    nearby = (date(first.year + shift, month, day) for shift in (0, -1, 1))
    return min(nearby, key=lambda candidate: abs(candidate - first))


def _days_between(start: date, end: date) -> list[date]:
    """The days after ``start`` and before ``end``."""
    if not 0 < (end - start).days < 60:
        raise Refused(f"{start:%Y-%m-%d}至{end:%Y-%m-%d}不像一个假期，请核对。", field="text")
    return [start + timedelta(days=number) for number in range(1, (end - start).days)]


def _extension(section: _Section, last: list[date], known: Collection[Day]) -> list[date]:
    """The days from the end of the holiday as it was known up to its new last day."""
    days = [
        day.date
        for day in known
        if day.kind == OFF and day.date.year == section.year and section.holiday in day.holiday
    ]
    if not last or not days:
        raise Refused(f"没有找到{section.year}年{section.holiday}原来的放假安排，不能延长。", field="text")
    return [*_days_between(max(days), last[0]), last[0]]


def _weekend(day: date) -> date:
    if day.weekday() < 5:
        raise Refused(
            f"{day:%Y-%m-%d}是{WEEKDAYS[day.weekday()]}，本来就上班，请核对年份和日期。", field="text"
        )
    return day


def _checked(days: Iterable[Day]) -> tuple[Day, ...]:
    """Every day once, by date; Refused for a day that is both off and worked or has no holiday."""
    by_date: dict[date, Day] = {}
    for day in days:
        if not day.holiday:
            raise Refused("没有认出节日名称，请填写。", field="holiday")
        if by_date.setdefault(day.date, day).kind != day.kind:
            raise Refused(f"通知里{day.date:%Y-%m-%d}又放假又上班，请核对。", field="text")
    if not by_date:
        raise Refused("没有认出放假或上班的日期，请核对通知原文。", field="text")
    return tuple(by_date[key] for key in sorted(by_date))

"""Which dates and times of a text cannot be?"""

import re
from collections.abc import Iterator
from datetime import date

from yiwang.subsystems.portal.wording.mistakes import DATE, NUMBER, Mistake

WEEKDAYS = "一二三四五六日"
DAY = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})\s*年\s*)?(?<!\d)(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日"
    r"(?:\s*[（(]?\s*(?:星期|周|礼拜)(?P<week>[一二三四五六日天])(?!至|到|—|-|、|和))?"
)
MONTH = re.compile(r"(?P<year>(?:19|20)\d{2})\s*年\s*(?P<month>\d{1,2})\s*月(?!\s*\d)")
TIME = re.compile(r"(?<![\d:：.])(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?![\d:：])")
HOUR = re.compile(r"日\s*(?:上午|下午|晚)?\s*(?P<hour>\d{1,2})\s*时(?:\s*(?P<minute>\d{1,2})\s*分)?(?!钟|间)")
NUMBER_OF_DOCUMENT = re.compile(
    r"(?P<mark>[一-鿿]{2,12}[发函办字令规])(?P<open>[\[［(（【])(?P<year>(?:19|20)\d{2})"
    r"(?P<close>[\]］)）】])(?=第?\d{1,5}号)"
)


def mistakes(text: str) -> Iterator[Mistake]:
    for found in DAY.finditer(text):
        yield from _of_day(found)
    for found in MONTH.finditer(text):
        if not 1 <= int(found["month"]) <= 12:
            yield _said(found, "", f"没有{found['month']}月")
    for pattern in (TIME, HOUR):
        for found in pattern.finditer(text):
            hour, minute = int(found["hour"]), int(found["minute"] or 0)
            if pattern is TIME and not _is_time(text, found):
                continue
            if hour > 24 or minute > 59 or (hour == 24 and minute):
                yield _said(found, "", "没有这样的时间")
    for found in NUMBER_OF_DOCUMENT.finditer(text):
        start, end = found.start("open"), found.end("close")
        right = f"〔{found['year']}〕"
        reason = "发文字号的年份用六角括号“〔〕”（GB/T 9704-2012）"
        yield Mistake(start, end, text[start:end], right, NUMBER, reason)


def _of_day(found: re.Match[str]) -> Iterator[Mistake]:
    month, day = int(found["month"]), int(found["day"])
    if not 1 <= month <= 12:
        yield _said(found, "", f"没有{month}月")
        return
    # Without a year 29 February may be.
    year = int(found["year"]) if found["year"] else 2024
    try:
        on = date(year, month, day)
    except ValueError:
        yield _said(found, "", f"{f'{year}年' if found['year'] else ''}{month}月没有{day}日")
        return
    said = found["week"]
    if said and found["year"]:
        right = WEEKDAYS[on.weekday()]
        if said.replace("天", "日") != right:
            start = found.start("week")
            reason = f"{on.year}年{on.month}月{on.day}日是星期{right}"
            yield Mistake(start, start + 1, said, right, DATE, reason)


def _is_time(text: str, found: re.Match[str]) -> bool:
    """A colon between figures is a time of day only where something beside it says so."""
    before, after = text[max(0, found.start() - 6) : found.start()], text[found.end() : found.end() + 3]
    return bool(
        re.search(r"[日午晚晨]\s*$|[-—–~至]\s*$", before)
        or re.match(r"\s*(?:[-—–~至]\s*\d|开始|前|后)", after)
    )


def _said(found: re.Match[str], right: str, reason: str) -> Mistake:
    return Mistake(found.start(), found.end(), found.group(), right, DATE, reason)

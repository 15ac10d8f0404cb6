"""Who signed a document, and on which day?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yiwang.kernel.publications.recognition import dates, organs
from yiwang.kernel.publications.recognition.characters import narrow
from yiwang.kernel.publications.recognition.html_text import Line

_DIGITS = "0-9〇零○ОOо一二三四五六七八九"
_NAME_AND_DATE = re.compile(
    f"(?P<who>[^{_DIGITS}]{{2,80}}?)[ ，,]{{0,4}}(?P<on>[{_DIGITS} ]{{4,12}}年[^。；：]{{2,14}}[日号])"
)
_ENTITY = re.compile("&[a-z]{2,6};?")
_LONGEST = 110
_MOST_LINES = 12


@dataclass(frozen=True)
class Signature:
    """Who signed and when; ``first`` and ``last`` are the indices of its first line and of the date."""

    organs: tuple[str, ...]
    person: str
    on: date
    first: int
    last: int


def signatures(lines: Sequence[Line], start: int) -> list[Signature]:
    """Every signature from ``start`` on: a date on its own line, organs or a leader above or before it."""
    found: list[Signature] = []
    for index in range(start, len(lines)):
        if len(lines[index].text) > _LONGEST or lines[index].rows:
            continue
        signature = _signature(lines, index, found[-1].last + 1 if found else start)
        if signature:
            found.append(signature)
    return found


def _signature(lines: Sequence[Line], index: int, floor: int) -> Signature | None:
    text = _bare(lines[index].text)
    on = dates.parse(text) if len(text) <= 40 and "：" not in text else None
    if on is not None:
        return _signed_above(lines, index, floor, on)
    match = _NAME_AND_DATE.fullmatch(narrow(text))
    on = dates.parse(match["on"]) if match else None
    if match is None or on is None:
        return None
    names = organs.split(match["who"])
    person = match["who"].strip() if organs.is_person(match["who"]) else ""
    return Signature(names, person, on, index, index) if names or person else None


def _signed_above(lines: Sequence[Line], index: int, floor: int, on: date) -> Signature:
    """Organs and leader on the lines right above a date."""
    names: list[str] = []
    person, first = "", index
    for above in range(index - 1, max(floor, index - _MOST_LINES) - 1, -1):
        text = _bare(lines[above].text)
        if (
            len(text) > 60
            or lines[above].rows
            or text.endswith(("。", "：", "；"))
            or text.startswith("附件")
        ):
            break
        organ = organs.split(text)
        if not organ and not organs.is_person(text):
            break
        names = [*organ, *names]
        person = person if organ else person or text
        first = above
    return Signature(tuple(dict.fromkeys(names)), person, on, first, index)


def _bare(text: str) -> str:
    return _ENTITY.sub("", text).strip(" （）()")

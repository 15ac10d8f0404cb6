"""Which document number (发文字号) is written here?

Grammar: 机关代字〔年份〕序号号 (GB/T 9704-2012, 7.2.5), for orders 第×号 (10.2). What sites print differs:
other brackets, blanks, zero-width characters, labels in front, leading zeros, 第 before the serial, no 号.
"""

import re
from dataclasses import dataclass

from yiwang.kernel.publications.recognition.characters import CHINESE_NUMERALS, narrow, solid, whole_number


class NotANumber(ValueError):  # noqa: N818 - an answer, not a fault
    """The text is no document number; the message says in Chinese why."""


@dataclass(frozen=True)
class DocumentNumber:
    """``mark`` 机关代字; ``year`` is None for orders counted through; ``bracketed`` is the ordinary form."""

    mark: str
    year: int | None
    serial: int
    bracketed: bool = True

    def __str__(self) -> str:
        if self.bracketed:
            return f"{self.mark}〔{self.year}〕{self.serial}号"
        return f"{self.mark}{self.year}年第{self.serial}号" if self.year else f"{self.mark}第{self.serial}号"


STANDARD = re.compile(r"[\u4e00-\u9fa5A-Za-z]{2,15}〔(19|20)\d{2}〕[1-9]\d*号")

_OPEN = "〔\\[【（(﹝［〈<「{｛〖"
_CLOSE = "〕\\]】）)﹞］〉>」}｝〗"
_MARK = "[\u3007\u3400-\u9fffA-Za-z]"
_DIGITS = f"[0-9{CHINESE_NUMERALS}]"
_YEAR = f"(?:[0-9]{{4}}|[0-9]{{2}}|[{CHINESE_NUMERALS}]{{4}})"

_LABEL = re.compile(
    r"(?:发文字号|公文字号|文件字号|文件编号|发文文号|公文文号|发文号|文件号|文号|字号|编号)[:：]?"
)
_BRACKETED = re.compile(
    f"(?P<mark>{_MARK}{{1,24}})[{_OPEN}](?P<year>{_YEAR})年?[{_CLOSE}]"
    f"(?:(?:字)?第?(?P<serial>{_DIGITS}{{1,6}})号?|号(?P<late>[0-9]{{1,6}}))"
)
_YEAR_FIRST = re.compile(
    f"[{_OPEN}](?P<year>{_YEAR})年?[{_CLOSE}](?P<mark>{_MARK}{{1,24}}?)字?第?(?P<serial>[0-9]{{1,6}})号"
)
_NUMBERED = re.compile(
    f"(?P<mark>{_MARK}{{1,40}}?)[{_OPEN}]?(?:(?P<year>[0-9]{{4}})年)?第(?P<serial>{_DIGITS}{{1,6}})号(?P<close>[{_CLOSE}]?)"
)
_LEFTOVER = re.compile(f"[{_OPEN}{_CLOSE}。，,、；;：:]*")
_SEPARATOR = re.compile("[、，,；;/和]")
_IN_TEXT = re.compile(f"{_MARK}{{1,24}}[{_OPEN}](?:[0-9]{{4}}|[0-9]{{2}})[{_CLOSE}]第?[0-9]{{1,6}}号")
_LONGEST = 400


def parse(raw: str) -> DocumentNumber:
    """The first document number of a text that should hold nothing else.

    Accepts a label in front and several numbers of a joint document. Raises NotANumber with the reason.
    """
    return parse_all(raw)[0]


def parse_all(raw: str) -> tuple[DocumentNumber, ...]:
    """Every document number of a text that should hold nothing else; raises NotANumber with the reason."""
    text = narrow(solid(raw[: _LONGEST * 4]))
    text = text[_label_end(text) :]
    if not text:
        raise NotANumber("文号为空。")
    if len(text) > _LONGEST:
        raise NotANumber("文字过长，不是文号。")
    whole = _one(text)
    if whole is not None:
        return (whole,)
    found = [_one(part) for part in _parts(text)]
    numbers = tuple(number for number in found if number is not None)
    if not numbers or len(numbers) != len(found):
        raise NotANumber(_why_not(text))
    return numbers


def normalised(raw: str) -> str:
    """The number or numbers in the form of the standard, joined with 、; raises NotANumber."""
    return "、".join(map(str, parse_all(raw)))


def is_standard(text: str) -> bool:
    """Whether a number may be issued in this form (GB/T 9704-2012, 7.2.5)."""
    return STANDARD.fullmatch(text) is not None


def found_in(text: str) -> tuple[str, ...]:
    """Every bracketed number that stands inside running text, normalised, in order, each once."""
    numbers = (_one(match[0]) for match in _IN_TEXT.finditer(narrow(text)))
    return tuple(dict.fromkeys(str(number) for number in numbers if number is not None))


def _label_end(text: str) -> int:
    label = _LABEL.match(text)
    return label.end() if label else 0


def _parts(text: str) -> list[str]:
    """Cut after each 号 and at separators: 甲〔2019〕1号乙〔2019〕2号, 甲〔2019〕1号、乙〔2019〕2号."""
    pieces = re.split("(?<=号)", text)
    return [
        part for piece in pieces for part in _SEPARATOR.split(piece) if part and not _LEFTOVER.fullmatch(part)
    ]


def _one(text: str) -> DocumentNumber | None:
    for pattern in (_BRACKETED, _YEAR_FIRST, _NUMBERED):
        match = pattern.match(text)
        if match and _LEFTOVER.fullmatch(text, match.end()):
            return _number(match, bracketed=pattern is not _NUMBERED)
    return None


def _number(match: re.Match[str], *, bracketed: bool) -> DocumentNumber | None:
    parts = match.groupdict()
    serial = whole_number(parts["serial"] or parts.get("late") or "")
    year = _four_digits(parts["year"]) if parts["year"] else None
    if not serial or (bracketed and year is None) or (year is not None and not 1900 <= year <= 2099):
        return None
    return DocumentNumber(parts["mark"], year, serial, bracketed)


def _four_digits(written: str) -> int | None:
    """The year; two digits from 49 on mean 19xx, as before the four-digit rule, lower ones are refused."""
    year = whole_number(written)
    if year is not None and len(written) == 2:
        return 1900 + year if year >= 49 else None
    return year


def _why_not(text: str) -> str:
    if re.match(f"[{_OPEN}]", text) or text.startswith("第"):
        return "缺少机关代字，不能识别为文号。"
    if re.search(f"[{_OPEN}][0-9]{{1,3}}[{_CLOSE}]", text):
        return "年份应为四位数字，不能识别为文号。"
    if not re.search("[0-9]", text):
        return "没有年份和序号，不能识别为文号。"
    return "不符合“机关代字〔年份〕序号号”或“第×号”的写法，不能识别为文号。"

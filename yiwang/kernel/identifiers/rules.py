"""Is this the number of a document, of an organisation, of a project, and if not, what is wrong with it?

Sources: GB 11643-1999 (identity numbers), GB 32100-2015 (unified social credit codes), GB 11714-1997
(organisation codes), GA/T 2000.156 (codes of the kinds), 发改投资〔2020〕1439号 and GB/T 40058-2021 (project
codes).
Numbers come in as people type them: spaces, full-width characters and small letters are understood.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yiwang.kernel.errors import Refused

IDENTITY, CREDIT, ORGANISATION = "identity", "credit", "organisation"
PASSPORT, PERMIT_HK_MO, PERMIT_TW, OTHER = "passport", "permit_hk_mo", "permit_tw", "other"

KINDS: dict[str, str] = {
    IDENTITY: "居民身份证",
    CREDIT: "统一社会信用代码",
    ORGANISATION: "组织机构代码",
    PASSPORT: "普通护照",
    PERMIT_HK_MO: "港澳居民来往内地通行证",
    PERMIT_TW: "台湾居民来往大陆通行证",
    OTHER: "其他证件",
}
NATIONAL: dict[str, str] = {
    IDENTITY: "111",
    PASSPORT: "414",
    PERMIT_HK_MO: "516",
    PERMIT_TW: "511",
    OTHER: "990",
    # GA/T 2000.156 knows persons only; exchange tables write organisations into the same three digits.
    CREDIT: "001",
    ORGANISATION: "002",
}
LONGEST = 50

_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_REGISTRARS = "123456789ANY"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MEANT = {"O": "0", "I": "1", "Z": "2", "S": "5"}
_PLAIN = {0xFEE0 + code: code for code in range(0x21, 0x7F)} | {
    ord(letter): ord(letter) - 32 for letter in "abcdefghijklmnopqrstuvwxyz"
}
_PLAIN |= {0xFEE0 + ord(letter): ord(letter) - 32 for letter in "abcdefghijklmnopqrstuvwxyz"}
_DASHES = re.compile("[‐‑‒–—―−－]")
_PATTERNS: dict[str, tuple[str, str]] = {
    PASSPORT: (r"[A-Z0-9]{5,17}", "应为5至17位字母或数字"),
    PERMIT_HK_MO: (r"[HM](\d{8}|\d{10})", "应为字母H或M后接8位或10位数字"),
    PERMIT_TW: (r"\d{8}|\d{10}(\([A-Z]\)|[A-Z])?", "应为8位数字，旧证为10位数字，可后接1个字母"),
    OTHER: (r"[0-9A-Z\u4e00-\u9fff()/.-]{2,50}", "应为2至50位字母、数字或汉字"),
}


class Fault(StrEnum):
    """What is wrong with a number, for programs."""

    LENGTH = "length"
    FORMAT = "format"
    DATE = "date"
    CHECKSUM = "checksum"


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"

    @property
    def label(self) -> str:
        return "男" if self is Sex.MALE else "女"


@dataclass(frozen=True)
class Judgement:
    """The canonical form of a number, or its fault with a sentence that names it."""

    canonical: str = ""
    fault: Fault | None = None
    sentence: str = ""


@dataclass(frozen=True)
class IdentityFacts:
    """What an identity number says of its holder; the region is that of the first registration."""

    region: str
    born_on: date
    sex: Sex


@dataclass(frozen=True)
class ProjectCode:
    """The parts of an investment project's code; ``period`` is ``2017`` in old ones, ``2104`` in new ones."""

    period: str
    region: str
    industry_or_department: str
    type: str
    serial: str

    @property
    def text(self) -> str:
        return "-".join((self.period, self.region, self.industry_or_department, self.type, self.serial))

    @property
    def is_old(self) -> bool:
        """Given out by year and industry, before 2020-11-01."""
        return 2015 <= int(self.period) <= 2020

    @property
    def type_label(self) -> str:
        return {"01": "审批", "02": "核准", "03": "备案"}.get(self.type, "其他")


def check(kind: str, number: str) -> str:
    """The canonical form: capitals, no spaces, an identity number with 18 characters, no hyphen in an
    organisation code.

    Raises Refused naming what is wrong: the length, a character, the date of birth or the check digit.
    """
    judgement = judged(kind, number)
    if judgement.fault:
        raise Refused(judgement.sentence)
    return judgement.canonical


def judged(kind: str, number: str) -> Judgement:
    """As ``check``, but a fault is an answer; raises Refused for a kind that is none of ``KINDS``."""
    if kind not in KINDS:
        raise Refused("请选择证件类型。")
    plain = _plain(number)
    if not plain:
        return Judgement(fault=Fault.LENGTH, sentence=f"请填写{_name(kind)}。")
    judge = _JUDGES.get(kind)
    return judge(plain) if judge else _judged_by_pattern(kind, plain)


def likely_kind(number: str) -> str | None:
    """Which kind this number is meant to be, by its check digit or else by its looks; None where unclear."""
    plain = _plain(number)
    for kind in (IDENTITY, CREDIT, ORGANISATION):
        if not judged(kind, plain).fault:
            return kind
    if len(plain) == 15 or re.fullmatch(r"\d{6}(18|19|20)\d{9}.?", plain):
        return IDENTITY
    return {18: CREDIT, 17: CREDIT, 19: CREDIT, 9: ORGANISATION, 10: ORGANISATION}.get(len(plain))


def read_identity(number: str) -> IdentityFacts:
    """Born when, male or female (the sequence is odd for men). Raises Refused as ``check``."""
    canonical = check(IDENTITY, number)
    born_on = date(int(canonical[6:10]), int(canonical[10:12]), int(canonical[12:14]))
    return IdentityFacts(canonical[:6], born_on, Sex.MALE if int(canonical[16]) % 2 else Sex.FEMALE)


def masked(kind: str, number: str) -> str:
    """As shown where it is not needed in full (standards/security.md §6): ``410303********1234``.

    Codes of organisations are public and stay; of other documents the first and the last two characters stay.
    """
    plain = _plain(number)
    if kind in {CREDIT, ORGANISATION}:
        return plain
    if kind == IDENTITY and len(plain) == 18:
        return f"{plain[:6]}********{plain[-4:]}"
    if len(plain) < 7:
        return "*" * len(plain)
    return f"{plain[0]}{'*' * (len(plain) - 3)}{plain[-2:]}"


def kind_of_national(code: str) -> str:
    """The kind behind a code of GA/T 2000.156; what is not known is another document."""
    return {national: kind for kind, national in NATIONAL.items()}.get(code.strip(), OTHER)


def project_code(text: str) -> ProjectCode:
    """The parts of ``2104-440100-04-01-123456``; the check digit's rule is not public and is not asked.

    Raises Refused naming the part that is wrong.
    """
    parts = _DASHES.sub("-", _plain(text)).split("-")
    lengths = {"时间代码": 4, "地区代码": 6, "行业或部门代码": 2, "项目类型代码": 2, "序号": 6}
    if len(parts) != len(lengths):
        raise Refused("投资项目代码应为五段，形如 2104-440100-04-01-123456。")
    for part, (name, length) in zip(parts, lengths.items(), strict=True):
        if len(part) != length or not _is_digits(part):
            raise Refused(f"投资项目代码的{name}应为{length}位数字，现为“{part[:LONGEST]}”。")
    code = ProjectCode(*parts)
    is_new = 1 <= int(code.period[2:]) <= 12 and code.period >= "2011"
    if not (code.is_old or is_new):
        raise Refused(
            f"投资项目代码的时间代码“{code.period}”既不是2015至2020年，也不是2020年11月以来的年月。"
        )
    return code


def _judged_identity(number: str) -> Judgement:
    is_short = len(number) == 15
    if not is_short and len(number) != 18:
        return _length(IDENTITY, "18", number)
    for place, character in enumerate(number, start=1):
        if character not in ("0123456789X" if place == 18 else "0123456789"):
            expected = "数字或X" if place == 18 else "数字"
            return _character(IDENTITY, place, character, expected)
    full = f"{number[:6]}19{number[6:]}" if is_short else number
    year, month, day = full[6:10], full[10:12], full[12:14]
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        hint = "；现行号码为18位，此号码只有15位" if is_short else ""
        sentence = f"身份证号码中的出生日期{year}年{month}月{day}日不存在{hint}。"
        return Judgement(fault=Fault.DATE, sentence=sentence)
    due = _identity_check(full)
    if is_short:
        return Judgement(full + due)
    return Judgement(full) if full[17] == due else _checksum(IDENTITY, due, full[17])


def _judged_credit(number: str) -> Judgement:
    if len(number) != 18:
        return _length(CREDIT, "18", number)
    for place, character in enumerate(number, start=1):
        if character not in _CREDIT_ALPHABET:
            return _character(CREDIT, place, character, "数字或除I、O、S、V、Z外的大写字母")
    if number[0] not in _REGISTRARS:
        return _character(CREDIT, 1, number[0], "登记管理部门代码1至9、A、N或Y")
    for place in range(3, 9):
        if not _is_digits(number[place - 1]):
            return _character(CREDIT, place, number[place - 1], "数字（行政区划代码）")
    values = (_CREDIT_ALPHABET.index(character) for character in number[:17])
    total = sum(value * weight for value, weight in zip(values, _CREDIT_WEIGHTS, strict=True))
    due = _CREDIT_ALPHABET[-total % 31]
    return Judgement(number) if number[17] == due else _checksum(CREDIT, due, number[17])


def _judged_organisation(number: str) -> Judgement:
    body = _DASHES.sub("-", number)
    bare = body[:8] + body[9:] if body[8:9] == "-" else body
    if len(bare) != 9:
        return _length(ORGANISATION, "9", bare)
    for place, character in enumerate(bare, start=1):
        if character not in ("0123456789X" if place == 9 else _ORGANISATION_ALPHABET):
            expected = "数字或X" if place == 9 else "数字或大写字母"
            return _character(ORGANISATION, place, character, expected)
    values = (_ORGANISATION_ALPHABET.index(character) for character in bare[:8])
    total = sum(value * weight for value, weight in zip(values, _ORGANISATION_WEIGHTS, strict=True))
    due = "0123456789X"[-total % 11]
    return Judgement(bare) if bare[8] == due else _checksum(ORGANISATION, due, bare[8])


def _judged_by_pattern(kind: str, number: str) -> Judgement:
    pattern, expected = _PATTERNS[kind]
    if re.fullmatch(pattern, _DASHES.sub("-", number), re.ASCII):
        return Judgement(_DASHES.sub("-", number))
    return Judgement(fault=Fault.FORMAT, sentence=f"{_name(kind)}{expected}。")


def _identity_check(number: str) -> str:
    digits = (int(digit) for digit in number[:17])
    total = sum(digit * weight for digit, weight in zip(digits, _IDENTITY_WEIGHTS, strict=True))
    return _IDENTITY_CHECKS[total % 11]


def _length(kind: str, due: str, number: str) -> Judgement:
    return Judgement(fault=Fault.LENGTH, sentence=f"{_name(kind)}应为{due}位，现为{len(number)}位。")


def _character(kind: str, place: int, character: str, expected: str) -> Judgement:
    hint = f"；是否应为数字{_MEANT[character]}" if character in _MEANT else ""
    sentence = f"{_name(kind)}第{place}位是“{character}”，应为{expected}{hint}。"
    return Judgement(fault=Fault.FORMAT, sentence=sentence)


def _checksum(kind: str, due: str, found: str) -> Judgement:
    sentence = f"{_name(kind)}的最后一位校验码应为{due}，现为{found}，请核对是否有错字。"
    return Judgement(fault=Fault.CHECKSUM, sentence=sentence)


def _name(kind: str) -> str:
    return KINDS[kind] if kind in {CREDIT, ORGANISATION} else f"{KINDS[kind]}号码"


def _plain(number: str) -> str:
    return "".join(number.split()).translate(_PLAIN)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


_JUDGES: Mapping[str, Callable[[str], Judgement]] = {
    IDENTITY: _judged_identity,
    CREDIT: _judged_credit,
    ORGANISATION: _judged_organisation,
}

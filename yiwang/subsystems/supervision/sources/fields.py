"""Which fields may a record have, and how is the text of a cell read as each?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.office.statistics import FORMULA
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.subsystems.supervision.sources import rules

LONGEST = 500
_DATES = ("-", "/", ".")
_LARGEST = Decimal(10) ** 12
SEPARATORS = "；;|"
# Control characters but tab and line ends, and halves of characters.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Kind(StrEnum):
    TEXT = "文字"
    UNIT = "单位名称或机构代码"
    PARTY = "统一社会信用代码"
    PROJECT = "投资项目代码"
    DATE = "日期，如2026-01-31"
    MONEY = "金额（元）"
    PRICE = "单价（元，最多四位小数）"
    QUANTITY = "数量"
    CHOICE = "选项"
    NAMES = "名称，用分号隔开"
    SUMS = "金额（元），用分号隔开"


_PLACES = {Kind.MONEY: 2, Kind.PRICE: 4, Kind.QUANTITY: 3}


class UnreadableError(ValueError):
    """Says what is wrong with one field."""


@dataclass(frozen=True)
class Field:
    """``label``: the title of its column. ``aliases``: other titles. ``codes``: of a choice, with labels."""

    code: str
    label: str
    kind: Kind = Kind.TEXT
    is_required: bool = False
    aliases: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    length: int = 200

    @property
    def titles(self) -> tuple[str, ...]:
        return (self.label, self.code, *self.aliases)

    @property
    def hint(self) -> str:
        return "、".join(self.codes.values()) if self.codes else self.kind.value


def read(about: Field, given: Any) -> Any:
    """The value as JSON holds it (money and quantities as text); None where the cell is empty.

    Raises UnreadableError.
    """
    text = _text(_joined(about, given) if isinstance(given, list) else given)
    if not text and about.is_required:
        raise UnreadableError("请填写。")
    return _read(about, text) if text else None


def _read(about: Field, text: str) -> Any:
    match about.kind:
        case Kind.MONEY | Kind.PRICE | Kind.QUANTITY:
            return _number(about.kind, text)
        case Kind.DATE:
            return _date(text).isoformat()
        case Kind.CHOICE:
            return _choice(about, text)
        case Kind.PARTY:
            return _party(text)
        case Kind.PROJECT:
            return _refusing(lambda: identifiers.project_code(text).text)
        case Kind.NAMES | Kind.SUMS:
            one = Kind.TEXT if about.kind is Kind.NAMES else Kind.MONEY
            return [_read(replace(about, kind=one), part) for part in _parts(text)]
        case _:
            return _plain(about, text)


def shown(about: Field, value: Any) -> str:
    """The value as people read it."""
    if value is None:
        return ""
    match about.kind:
        case Kind.MONEY | Kind.PRICE:
            return rules.yuan(Decimal(value))
        case Kind.QUANTITY:
            return rules.number(Decimal(value))
        case Kind.CHOICE:
            return about.codes.get(value, value)
        case Kind.NAMES:
            return "；".join(value)
        case Kind.SUMS:
            return "；".join(rules.yuan(Decimal(each)) for each in value)
        case _:
            return str(value)


def _joined(about: Field, given: Sequence[Any]) -> str:
    if about.kind not in {Kind.NAMES, Kind.SUMS}:
        raise UnreadableError("只能有一个值。")
    if any(isinstance(each, (list, dict)) for each in given):
        raise UnreadableError("应为文字或数字的列表。")
    return "；".join(_text(each) for each in given)


def _text(given: Any) -> str:
    if given is None:
        return ""
    if isinstance(given, (dict, bool)):
        raise UnreadableError("应为文字或数字。")
    text = str(given).strip()
    if len(text) > LONGEST * 20:
        raise UnreadableError("内容过长。")
    if _UNFIT.search(text):
        raise UnreadableError("含有不可见的控制字符，请去掉。")
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _plain(about: Field, text: str) -> str:
    if text.startswith(FORMULA):
        raise UnreadableError(f"以“{text[0]}”开头，像是电子表格的公式，请改为文字。")
    if len(text) > about.length:
        raise UnreadableError(f"不能超过{about.length}个字。")
    return " ".join(text.split())


def _parts(text: str) -> list[str]:
    for separator in SEPARATORS[1:]:
        text = text.replace(separator, SEPARATORS[0])
    parts = [part.strip() for part in text.split(SEPARATORS[0]) if part.strip()]
    if len(parts) > LONGEST:
        raise UnreadableError(f"最多{LONGEST}项。")
    return parts


def _number(kind: Kind, text: str) -> str:
    bare = text.replace(",", "").replace("，", "").removeprefix("￥").removeprefix("¥").removesuffix("元")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        raise UnreadableError(f"应为数字，现为“{text[:30]}”。") from None
    if not number.is_finite() or "_" in bare or abs(number) >= _LARGEST:
        raise UnreadableError("数字过大或不是数字。")
    if number < 0:
        raise UnreadableError("不能小于0。")
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > _PLACES[kind]:
        raise UnreadableError(f"最多{_PLACES[kind]}位小数。")
    return f"{number:f}"


def _date(text: str) -> date:
    plain = text.replace("年", "-").replace("月", "-").removesuffix("日")
    for separator in _DATES:
        plain = plain.replace(separator, "-")
    parts = [plain[:4], plain[4:6], plain[6:]] if plain.isdigit() and len(plain) == 8 else plain.split("-")
    try:
        day = date(*(int(part) for part in parts))
    except (TypeError, ValueError):
        raise UnreadableError(f"应为日期，如2026-01-31，现为“{text[:30]}”。") from None
    if not 1990 <= day.year <= 2100:
        raise UnreadableError("年份应在1990至2100之间。")
    return day


def _choice(about: Field, text: str) -> str:
    meant = {label: code for code, label in about.codes.items()} | {code: code for code in about.codes}
    if text not in meant:
        raise UnreadableError(f"只能是{'、'.join(about.codes.values())}。")
    return meant[text]


def _party(text: str) -> str:
    """A unified social credit code, or the older organisation code."""
    bare = text.replace("-", "").replace(" ", "")
    kind = identifiers.ORGANISATION if len(bare) == 9 else identifiers.CREDIT
    return _refusing(lambda: identifiers.check(kind, text))


def _refusing(call: Any) -> str:
    try:
        return str(call())
    except Refused as refused:
        raise UnreadableError(refused.sentence) from None

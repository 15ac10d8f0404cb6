"""Are these answers what the form asks for, and if not, what is wrong with each?"""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from yiwang.kernel.errors import Refused
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.kernel.intake.forms import PHONE
from yiwang.subsystems.approvals.sheets import fields, writing
from yiwang.subsystems.approvals.sheets.fields import COUNTED, WRITTEN, Field, Kind, Sheet

STRANGE = "表单里没有这一项。"
READ_AND_TICK = "请阅读后勾选。"
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
_FORMATS = FormatChecker(formats=("date",))
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Checked:
    """``answers``: cleaned, without what was left empty. ``faults``: a sentence each for ``name``,
    ``members`` (the whole list) or ``members.0.name``.
    """

    answers: dict[str, Any]
    faults: dict[str, str]

    @property
    def is_right(self) -> bool:
        return not self.faults


def read(sheet: Sheet, data: Any) -> dict[str, Any]:
    """The cleaned answers. Raises Refused with the first fault and its field."""
    checked = check(sheet, data)
    for path, sentence in checked.faults.items():
        raise Refused(f"{titled(sheet, path)}：{sentence}", field=path)
    return checked.answers


def check(sheet: Sheet, data: Any) -> Checked:
    """Whoever hands in answers, a person or a program, is held to the same."""
    if not isinstance(data, Mapping):
        return Checked({}, {"": "填写的内容应当是一个对象。"})
    known = {field.key for field in sheet.fields}
    faults = {str(key)[:60]: STRANGE for key in data if key not in known}
    clean = _cleaned(sheet.fields, data)
    for error in Draft202012Validator(writing.written(sheet), format_checker=_FORMATS).iter_errors(clean):
        for path, sentence in _said(sheet, error):
            faults.setdefault(path, sentence)
    for path, field, value in _written(sheet, clean):
        if path not in faults and (fault := _written_fault(field, value)):
            faults[path] = fault
    return Checked(_canonical(sheet.fields, clean, faults), _ordered(sheet, faults))


checked = check


def titled(sheet: Sheet, path: str) -> str:
    """``members.0.name`` in words: 股东第1行 姓名."""
    key, *rest = path.split(".")
    field = sheet.field(key)
    if field is None:
        return f"“{key}”" if key else "申请表"
    if not rest:
        return field.title
    column = field.column(rest[-1]) if len(rest) > 1 else None
    return f"{field.title}第{int(rest[0]) + 1}行" + (f"“{column.title}”" if column else "")


def _cleaned(asked: tuple[Field, ...], data: Mapping[str, Any]) -> dict[str, Any]:
    clean = {field.key: _clean(field, data[field.key]) for field in asked if field.key in data}
    return {key: value for key, value in clean.items() if value is not None}


def _clean(field: Field, value: Any) -> Any:
    """The value in one form; None where nothing was said."""
    if isinstance(value, str):
        return _line(value, is_long=field.kind is Kind.LONG_TEXT) or None
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if field.kind is Kind.CONSENT and value is False:
        return None
    if isinstance(value, list) and field.kind is Kind.ROWS:
        return [_row(field, row) for row in value] or None
    return None if value in ([], {}) else value


def _row(field: Field, row: Any) -> Any:
    if not isinstance(row, Mapping):
        return row
    strangers = {key: value for key, value in row.items() if field.column(str(key)) is None}
    return {**_cleaned(field.columns, row), **strangers}


def _line(text: str, *, is_long: bool) -> str:
    text = _CONTROL.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    return text.strip() if is_long else " ".join(text.split())


def _said(sheet: Sheet, error: ValidationError) -> Iterator[tuple[str, str]]:
    path = ".".join(str(part) for part in error.absolute_path)
    if error.validator == "required":
        holder = _columns(sheet, list(error.absolute_path))
        for key in error.validator_value:
            if key not in error.instance:
                yield f"{path}.{key}" if path else key, _missing(holder, key)
    elif error.validator == "additionalProperties":
        yield path, STRANGE
    else:
        yield path, _sentence(_field_at(sheet, list(error.absolute_path)), error)


def _columns(sheet: Sheet, path: list[str | int]) -> tuple[Field, ...]:
    field = sheet.field(str(path[0])) if path else None
    return field.columns if field else sheet.fields


def _field_at(sheet: Sheet, path: list[str | int]) -> Field | None:
    field = sheet.field(str(path[0])) if path else None
    return field.column(str(path[2])) if field and field.kind is Kind.ROWS and len(path) > 2 else field


def _missing(holder: tuple[Field, ...], key: str) -> str:
    field = next(field for field in holder if field.key == key)
    if field.kind is Kind.CONSENT:
        return READ_AND_TICK
    if field.kind in {Kind.CHOICE, Kind.CHOICES, Kind.YES_NO}:
        return f"请选择{field.title}。"
    return f"请填写{field.title}。"


def _sentence(field: Field | None, error: ValidationError) -> str:
    asked, value = error.validator_value, error.instance
    sentences = {
        "minLength": lambda: f"至少填写{asked}个字，现有{len(value)}个字。",
        "maxLength": lambda: f"不要超过{asked}个字，现有{len(value)}个字。",
        "minimum": lambda: f"不能小于{asked:g}。",
        "maximum": lambda: f"不能大于{asked:g}。",
        "minItems": lambda: f"至少要有{asked}项，现有{len(value)}项。",
        "maxItems": lambda: f"不能超过{asked}项，现有{len(value)}项。",
        "pattern": lambda: f"写法不对：{field.example}" if field and field.example else _UNFIT,
        "enum": lambda: "请从列出的选项中选择。",
        "uniqueItems": lambda: "同一个选项只能选一次。",
        "format": lambda: "日期的写法不对，例如 2026-03-05。",
        "const": lambda: READ_AND_TICK,
    }
    if said := sentences.get(str(error.validator)):
        return said()
    return _TYPES.get(field.kind if field else Kind.TEXT, "填写的内容不是这一项要求的形式。")


_UNFIT = "写法不符合要求，请核对。"
_TYPES = {
    Kind.WHOLE: "请填写整数，例如 12。",
    Kind.NUMBER: "请填写数字，例如 12.5。",
    Kind.YES_NO: "请选择是或者否。",
    Kind.CONSENT: READ_AND_TICK,
    Kind.ROWS: "明细的形式不对。",
}


def _written(sheet: Sheet, clean: Mapping[str, Any]) -> Iterator[tuple[str, Field, Any]]:
    """Every written or counted answer with its path, those in rows too."""
    for field in sheet.fields:
        value = clean.get(field.key)
        if field.kind is Kind.ROWS:
            for number, row in enumerate(value if isinstance(value, list) else []):
                for column in field.columns:
                    if isinstance(row, Mapping) and column.key in row:
                        yield f"{field.key}.{number}.{column.key}", column, row[column.key]
        elif value is not None:
            yield field.key, field, value


def _written_fault(field: Field, value: Any) -> str:
    """What JSON Schema cannot say."""
    if field.kind in COUNTED and abs(value) > fields.LARGEST_NUMBER:
        return "数字太大，请核对。"
    if field.kind not in WRITTEN:
        return ""
    ceiling = fields.LONGEST_TEXT if field.kind is Kind.LONG_TEXT else fields.LONGEST_LINE
    if len(value) > (field.longest or ceiling):
        return f"不要超过{field.longest or ceiling}个字，现有{len(value)}个字。"
    if field.kind is Kind.IDENTIFIER:
        return _identifier_fault(field.identifier, value)
    if field.kind is Kind.PHONE and not PHONE.fullmatch(_phone(value)):
        return "电话号码的写法不对，请填写手机号，或者带区号的固定电话。"
    if field.kind is Kind.EMAIL and not EMAIL.fullmatch(value):
        return "电子邮箱的写法不对，例如 name@example.com。"
    return ""


def _identifier_fault(kind: str, value: str) -> str:
    try:
        _identifier(kind, value)
    except Refused as refused:
        return refused.sentence
    return ""


def _identifier(kind: str, value: str) -> str:
    if kind == fields.PROJECT:
        return identifiers.project_code(value).text
    return identifiers.check(kind, value)


def _phone(value: str) -> str:
    return re.sub(r"[\s()（）]", "", unicodedata.normalize("NFKC", value))


def _canonical(asked: tuple[Field, ...], clean: dict[str, Any], faults: Mapping[str, str]) -> dict[str, Any]:
    """Numbers of documents and phones as they are written officially, where they are right."""
    return {key: _one_canonical(asked, key, value, faults, key) for key, value in clean.items()}


def _one_canonical(
    asked: tuple[Field, ...], key: str, value: Any, faults: Mapping[str, str], path: str
) -> Any:
    field = next((field for field in asked if field.key == key), None)
    if field is None or path in faults:
        return value
    if field.kind is Kind.IDENTIFIER:
        return _identifier(field.identifier, value)
    if field.kind is Kind.PHONE:
        return _phone(value)
    if field.kind is Kind.ROWS:
        return [
            {
                name: _one_canonical(field.columns, name, one, faults, f"{path}.{number}.{name}")
                for name, one in row.items()
            }
            if isinstance(row, dict)
            else row
            for number, row in enumerate(value)
        ]
    return value


def _ordered(sheet: Sheet, faults: Mapping[str, str]) -> dict[str, str]:
    """In the order in which somebody reads the form."""
    places = {field.key: number for number, field in enumerate(sheet.fields)}
    inner = {
        (field.key, column.key): number
        for field in sheet.fields
        for number, column in enumerate(field.columns)
    }

    def place(path: str) -> tuple[int, int, int]:
        key, *rest = path.split(".")
        row = int(rest[0]) if rest and rest[0].isdigit() else -1
        return places.get(key, len(places)), row, inner.get((key, rest[-1]), 0) if rest else 0

    return {path: faults[path] for path in sorted(faults, key=place)}

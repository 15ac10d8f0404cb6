"""What did a browser send of a form, as answers, and which row did a button ask for?

Names are ``answers-name`` and ``answers-members-0-name``; ``answers-members-rows`` says how many rows.
What cannot be read as the kind asks stays as it was typed, so that the form shows it again.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from yiwang.subsystems.approvals.sheets.fields import MOST_ROWS, Field, Kind, Sheet

PREFIX = "answers"
_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,9})?")


def entered(sheet: Sheet, data: QueryDict, prefix: str = PREFIX) -> dict[str, Any]:
    """Everything that was typed, right or wrong; nothing for what was left empty."""
    found = {field.key: _entry(field, data, f"{prefix}-{field.key}") for field in sheet.fields}
    return {key: value for key, value in found.items() if value not in (None, "", [])}


def _entry(field: Field, data: QueryDict, name: str) -> Any:
    if field.kind is Kind.ROWS:
        return [_row(field, data, f"{name}-{number}") for number in range(_rows(data, name))]
    if field.kind is Kind.CHOICES:
        return data.getlist(name)
    if field.kind is Kind.CONSENT:
        return True if data.get(name) else None
    return _typed(field.kind, data.get(name, ""))


def _row(field: Field, data: QueryDict, name: str) -> dict[str, Any]:
    found = {column.key: _entry(column, data, f"{name}-{column.key}") for column in field.columns}
    return {key: value for key, value in found.items() if value not in (None, "")}


def _rows(data: QueryDict, name: str) -> int:
    said = data.get(f"{name}-rows", "0")
    return min(int(said), MOST_ROWS) if said.isdecimal() and len(said) < 4 else 0


def _typed(kind: Kind, text: str) -> Any:
    plain = text.strip().replace("，", ",").replace(",", "")
    if kind is Kind.WHOLE and _WHOLE.fullmatch(plain):
        return int(plain)
    if kind is Kind.NUMBER and _NUMBER.fullmatch(plain):
        return int(plain) if _WHOLE.fullmatch(plain) else float(plain)
    if kind is Kind.DATE and (found := _DATE.fullmatch(text.strip())):
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    if kind is Kind.YES_NO:
        return {"yes": True, "no": False}.get(text)
    return text


def rearranged(
    sheet: Sheet, given: Mapping[str, Any], data: QueryDict, prefix: str = PREFIX
) -> dict[str, Any] | None:
    """The answers with a row more or less where a button asked for it; None where none did."""
    if (key := data.get(f"{prefix}-add")) is not None:
        return _with_rows(sheet, given, key, lambda rows, most: [*rows, {}] if len(rows) < most else rows)
    if (place := data.get(f"{prefix}-drop")) is not None:
        key, _, number = place.partition(".")
        return _with_rows(
            sheet, given, key, lambda rows, _: [row for at, row in enumerate(rows) if str(at) != number]
        )
    return None


def _with_rows(sheet: Sheet, given: Mapping[str, Any], key: str, change: Any) -> dict[str, Any]:
    field = sheet.field(key)
    if field is None or field.kind is not Kind.ROWS:
        return dict(given)
    most = int(field.most) if field.most is not None else MOST_ROWS
    return {**given, key: change(given.get(key, []), most)}


def without_empty_rows(sheet: Sheet, given: Mapping[str, Any]) -> dict[str, Any]:
    """Rows in which nothing was written do not count when the form is sent."""
    kept = dict(given)
    for field in sheet.fields:
        if field.kind is Kind.ROWS and isinstance(kept.get(field.key), list):
            kept[field.key] = [row for row in kept[field.key] if row]
    return {key: value for key, value in kept.items() if value != []}

"""In which words and in which shape does a program learn what is wrong with its request?"""

from collections.abc import Mapping, Sequence
from typing import Any

from ninja import Field, Schema
from pydantic import BaseModel

# What a program may be answered beside what it asked for; every operation declares them all.
CODES = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429})

_WORDS = {
    "missing": "请提供“{name}”。",
    "extra_forbidden": "没有“{name}”这一项，请去掉。",
    "string_type": "“{name}”应为文字。",
    "string_too_short": "“{name}”至少{min_length}个字符。",
    "string_too_long": "“{name}”不能超过{max_length}个字符。",
    "string_pattern_mismatch": "“{name}”的格式不对。",
    "int_type": "“{name}”应为整数。",
    "int_parsing": "“{name}”应为整数。",
    "int_from_float": "“{name}”应为整数。",
    "bool_type": "“{name}”应为 true 或 false。",
    "bool_parsing": "“{name}”应为 true 或 false。",
    "list_type": "“{name}”应为列表。",
    "dict_type": "“{name}”应为 JSON 对象。",
    "model_type": "“{name}”应为 JSON 对象。",
    "model_attributes_type": "“{name}”应为 JSON 对象。",
    "too_short": "“{name}”至少要有{min_length}项。",
    "too_long": "“{name}”最多{max_length}项。",
    "literal_error": "“{name}”只能是 {expected}。",
    "enum": "“{name}”只能是 {expected}。",
    "greater_than_equal": "“{name}”不能小于{ge}。",
    "less_than_equal": "“{name}”不能大于{le}。",
    "date_type": "“{name}”应为日期，如 2026-01-31。",
    "date_parsing": "“{name}”应为日期，如 2026-01-31。",
    "date_from_datetime_parsing": "“{name}”应为日期，如 2026-01-31。",
    "date_from_datetime_inexact": "“{name}”应为日期，如 2026-01-31。",
}


class Fault(Schema):
    """What is wrong, in one sentence, and with which field, where it is one."""

    error: str = Field(title="原因")
    field: str | None = Field(None, title="字段")


def shape(sentence: str, field: str | None = None) -> dict[str, str | None]:
    return {"error": sentence, "field": field}


def named(error: Mapping[str, Any], model: type[BaseModel]) -> tuple[str, str | None]:
    """The sentence for a pydantic error of ``model``, and the field in the program's own words."""
    place = [part for part in error["loc"] if not isinstance(part, int)]
    title = _title(place, model)
    told = {**(error.get("ctx") or {}), "name": title or "请求正文"}
    if "expected" in told:
        told["expected"] = str(told["expected"]).replace(" or ", "、").replace(", ", "、").replace("'", "")
    words = _WORDS.get(error["type"], "“{name}”填写有误。")
    return words.format_map(_Filled(told)), str(place[-1]) if place else None


class _Filled(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def _title(place: Sequence[Any], model: type[BaseModel]) -> str:
    """The Chinese title of the last field on the way, or its name where it has none."""
    title, at = "", model
    for part in place:
        field = at.model_fields.get(str(part)) if isinstance(at, type) and issubclass(at, BaseModel) else None
        title = (field.title if field and field.title else "") or str(part)
        at = _inside(field.annotation) if field else Any  # type: ignore[assignment]
    return title


def _inside(annotation: Any) -> Any:
    """The model that a field's annotation holds: itself, in a list, or where it is not None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _inside(argument)
        if found is not None:
            return found
    return None

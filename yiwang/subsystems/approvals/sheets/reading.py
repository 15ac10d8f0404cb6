"""Which JSON Schema is an application form? Draft 2020-12, cut down to what a form on paper can ask.

Anything else is refused, and the refusal names the keyword. ``x-yiwang`` says what JSON Schema has no word
for.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any, NoReturn

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.sheets import fields, patterns
from yiwang.subsystems.approvals.sheets.fields import Field, Group, Kind, Option, Sheet

DIALECT = "https://json-schema.org/draft/2020-12/schema"
OWN = "x-yiwang"
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
SOURCE = re.compile(r"[a-z][a-z_]{0,29}\.[a-z][a-z0-9_]{0,29}")
TITLE_LENGTH, HINT_LENGTH, OPTION_LENGTH = 60, 300, 100

_SHARED = {"type", "title", "description", OWN}
_OBJECT = {"properties", "required", "additionalProperties"}
_KEYWORDS: Mapping[str, Collection[str]] = {
    "string": _SHARED | {"minLength", "maxLength", "pattern", "format", "enum"},
    "integer": _SHARED | {"minimum", "maximum"},
    "number": _SHARED | {"minimum", "maximum"},
    "boolean": _SHARED | {"const"},
    "array": _SHARED | {"items", "minItems", "maxItems", "uniqueItems"},
}
_OWN_KEYS = {"widget", "group", "source", "was", "identifier", "labels", "example", "unit"}
_WIDGETS = {"text", "textarea", "phone", "select", "radio", "checkboxes"}


def read(schema: Any) -> Sheet:
    """The form that a schema describes. Raises Refused naming the place and the keyword that is not
    allowed.
    """
    top = _mapping(schema, "表单")
    _only(top, _SHARED | _OBJECT | {"$schema"}, "表单")
    if top.get("$schema", DIALECT) != DIALECT:
        _refuse("表单", "$schema", f"只能是 {DIALECT}")
    if top.get("type") != "object":
        _refuse("表单", "type", "最外层只能是 object")
    own = _own(top, {"groups", "order"}, "表单")
    groups = _groups(own.get("groups", []))
    read_fields = _fields(top, own, "", fields.MOST_FIELDS)
    strangers = {field.group for field in read_fields} - {"", *(group.key for group in groups)}
    if strangers:
        _refuse("表单", OWN, f"没有“{min(strangers)}”这个分组")
    return Sheet(
        _text(top, "title", "表单"), _text(top, "description", "表单", HINT_LENGTH), read_fields, groups
    )


def _groups(given: Any) -> tuple[Group, ...]:
    groups = tuple(_group(_mapping(one, "分组")) for one in _sequence(given, "分组", 40))
    if len({group.key for group in groups}) < len(groups):
        _refuse("分组", "key", "不能重复")
    return groups


def _group(given: Mapping[str, Any]) -> Group:
    _only(given, {"key", "title", "description"}, "分组")
    key = given.get("key")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        _refuse("分组", "key", "只能由小写字母、数字和下划线组成，以字母开头")
    title = _text(given, "title", "分组")
    return Group(key, title or key, _text(given, "description", "分组", HINT_LENGTH))


def _fields(holder: Mapping[str, Any], own: Mapping[str, Any], place: str, most: int) -> tuple[Field, ...]:
    """The fields of an object in their order: JSON objects have none, so ``x-yiwang.order`` says it."""
    if holder.get("additionalProperties", False) is not False:
        _refuse(place or "表单", "additionalProperties", "只能是 false")
    properties = _mapping(holder.get("properties", {}), place or "表单")
    if len(properties) > most:
        _refuse(place or "表单", "properties", f"最多{most}项")
    required = _names(holder.get("required", []), properties, "required", place)
    order = _names(own.get("order", []), properties, "order", place)
    keys = [*order, *(key for key in properties if key not in order)]
    return tuple(_field(key, properties[key], f"{place}{key}", key in required) for key in keys)


def _names(given: Any, properties: Mapping[str, Any], keyword: str, place: str) -> list[str]:
    names = _sequence(given, place or "表单", fields.MOST_FIELDS)
    for name in names:
        if not isinstance(name, str) or name not in properties:
            _refuse(place or "表单", keyword, f"没有“{name}”这一项")
    return list(dict.fromkeys(names))


def _field(key: str, given: Any, place: str, is_required: bool) -> Field:
    if not KEY.fullmatch(key):
        _refuse(place[:60], "properties", "键只能由小写字母、数字和下划线组成，以字母开头，最多40个字符")
    schema = _mapping(given, place)
    kind = schema.get("type")
    if not isinstance(kind, str) or kind not in _KEYWORDS:
        _refuse(place, "type", "只能是 string、integer、number、boolean 或者 array")
    _only(schema, _KEYWORDS[kind], place)
    own = _own(schema, _OWN_KEYS, place)
    about = {
        "key": key,
        "title": _text(schema, "title", place) or key,
        "hint": _text(schema, "description", place, HINT_LENGTH),
        "is_required": is_required,
        "group": _line(own, "group", place),
        "source": _source(own, place),
        "was": _former(own, place),
        "example": _line(own, "example", place, HINT_LENGTH),
        "unit": _line(own, "unit", place),
    }
    if own.get("widget", "text") not in _WIDGETS:
        _refuse(place, "x-yiwang.widget", f"只能是 {'、'.join(sorted(_WIDGETS))}")
    return _READERS[kind](schema, own, about, place)


def _string(schema: Mapping[str, Any], own: Mapping[str, Any], about: dict[str, Any], place: str) -> Field:
    if "enum" in schema:
        _only(schema, _SHARED | {"enum"}, place)
        return Field(kind=Kind.CHOICE, options=_options(schema["enum"], own, place), **about)
    kind = _kind_of_string(schema, own, place)
    if kind is Kind.DATE:
        _only(schema, _SHARED | {"format"}, place)
        return Field(kind=kind, **about)
    ceiling = fields.LONGEST_TEXT if kind is Kind.LONG_TEXT else fields.LONGEST_LINE
    shortest = _count(schema, "minLength", place, ceiling)
    longest = _count(schema, "maxLength", place, ceiling)
    pattern = schema.get("pattern", "")
    if pattern:
        _check_pattern(pattern, place)
    if (shortest or 0) > (longest or ceiling):
        _refuse(place, "minLength", "不能大于 maxLength")
    return Field(
        kind=kind,
        shortest=shortest,
        longest=min(longest or ceiling, patterns.LONGEST_MATCHED if pattern else ceiling),
        pattern=pattern,
        identifier=own.get("identifier", ""),
        **about,
    )


def _kind_of_string(schema: Mapping[str, Any], own: Mapping[str, Any], place: str) -> Kind:
    written = schema.get("format")
    if written not in {None, "date", "email"}:
        _refuse(place, "format", "只能是 date 或者 email")
    if identifier := own.get("identifier"):
        if identifier not in fields.IDENTIFIERS:
            _refuse(place, "x-yiwang.identifier", f"只能是 {'、'.join(fields.IDENTIFIERS)}")
        return Kind.IDENTIFIER
    if written:
        return Kind.DATE if written == "date" else Kind.EMAIL
    return {"textarea": Kind.LONG_TEXT, "phone": Kind.PHONE}.get(own.get("widget", ""), Kind.TEXT)


def _number(schema: Mapping[str, Any], own: Mapping[str, Any], about: dict[str, Any], place: str) -> Field:
    least, most = (_bound(schema, keyword, place) for keyword in ("minimum", "maximum"))
    if least is not None and most is not None and least > most:
        _refuse(place, "minimum", "不能大于 maximum")
    kind = Kind.WHOLE if schema["type"] == "integer" else Kind.NUMBER
    return Field(kind=kind, least=least, most=most, **about)


def _boolean(schema: Mapping[str, Any], own: Mapping[str, Any], about: dict[str, Any], place: str) -> Field:
    if "const" not in schema:
        return Field(kind=Kind.YES_NO, **about)
    if schema["const"] is not True:
        _refuse(place, "const", "只能是 true")
    return Field(kind=Kind.CONSENT, **about)


def _array(schema: Mapping[str, Any], own: Mapping[str, Any], about: dict[str, Any], place: str) -> Field:
    items = _mapping(schema.get("items"), f"{place}.items")
    ceiling = fields.MOST_ROWS if items.get("type") == "object" else fields.MOST_OPTIONS
    least = _count(schema, "minItems", place, ceiling)
    most = _count(schema, "maxItems", place, ceiling)
    if (least or 0) > (most or ceiling):
        _refuse(place, "minItems", "不能大于 maxItems")
    about |= {"least": least, "most": most}
    if items.get("type") == "string":
        _only(items, {"type", "enum"}, f"{place}.items")
        options = _options(items.get("enum", []), own, f"{place}.items")
        return Field(kind=Kind.CHOICES, options=options, **about)
    if items.get("type") != "object":
        _refuse(f"{place}.items", "type", "只能是 object，或者带 enum 的 string")
    _only(items, _SHARED | _OBJECT, f"{place}.items")
    inner = _own(items, {"order"}, f"{place}.items")
    columns = _fields(items, inner, f"{place}.", fields.MOST_COLUMNS)
    for column in columns:
        if column.kind in {Kind.ROWS, Kind.CHOICES}:
            _refuse(f"{place}.{column.key}", "type", "明细里不能再有 array")
    if not columns:
        _refuse(f"{place}.items", "properties", "明细至少要有一栏")
    return Field(kind=Kind.ROWS, columns=columns, **about)


_READERS = {"string": _string, "integer": _number, "number": _number, "boolean": _boolean, "array": _array}


def _options(given: Any, own: Mapping[str, Any], place: str) -> tuple[Option, ...]:
    values = _sequence(given, place, fields.MOST_OPTIONS)
    labels = _mapping(own.get("labels", {}), place)
    if not values or len(set(map(str, values))) < len(values):
        _refuse(place, "enum", "至少一个选项，不能重复")
    for text in (*values, *labels.values()):
        if not isinstance(text, str) or not 0 < len(text.strip()) <= OPTION_LENGTH:
            _refuse(place, "enum", f"选项只能是1至{OPTION_LENGTH}字的文字")
    return tuple(Option(value, labels.get(value, value)) for value in values)


def _check_pattern(pattern: Any, place: str) -> None:
    if not isinstance(pattern, str):
        _refuse(place, "pattern", "只能是文字")
    try:
        patterns.check(pattern)
    except Refused as refused:
        _refuse(place, "pattern", refused.sentence.rstrip("。"))


def _former(own: Mapping[str, Any], place: str) -> tuple[str, ...]:
    given = own.get("was", [])
    names = [given] if isinstance(given, str) else _sequence(given, place, 20)
    if not all(isinstance(name, str) and KEY.fullmatch(name) for name in names):
        _refuse(place, "x-yiwang.was", "只能是以前用过的键")
    return tuple(names)


def _source(own: Mapping[str, Any], place: str) -> str:
    source = _line(own, "source", place)
    if source and not SOURCE.fullmatch(source):
        _refuse(place, "x-yiwang.source", "应当像 party.name 这样写")
    return source


def _own(schema: Mapping[str, Any], allowed: Collection[str], place: str) -> Mapping[str, Any]:
    own = _mapping(schema.get(OWN, {}), place)
    for name in own:
        if name not in allowed:
            _refuse(place, f"{OWN}.{name}", "表单不支持这个关键字")
    return own


def _only(schema: Mapping[str, Any], allowed: Collection[str], place: str) -> None:
    for name in schema:
        if name not in allowed:
            _refuse(place, str(name)[:60], "表单不支持这个关键字")


def _mapping(given: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise Refused(f"表单定义“{place}”应当是一个对象。", field="schema")
    return given


def _sequence(given: Any, place: str, most: int) -> list[Any]:
    if not isinstance(given, list) or len(given) > most:
        raise Refused(f"表单定义“{place}”里应当是不超过{most}项的列表。", field="schema")
    return given


def _text(schema: Mapping[str, Any], keyword: str, place: str, longest: int = TITLE_LENGTH) -> str:
    return _line(schema, keyword, place, longest)


def _line(schema: Mapping[str, Any], keyword: str, place: str, longest: int = TITLE_LENGTH) -> str:
    text = schema.get(keyword, "")
    if not isinstance(text, str) or len(text) > longest:
        _refuse(place, keyword, f"应当是不超过{longest}字的文字")
    return text.strip()


def _count(schema: Mapping[str, Any], keyword: str, place: str, ceiling: int) -> int | None:
    number = schema.get(keyword)
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= ceiling:
        _refuse(place, keyword, f"应当是0至{ceiling}的整数")
    return number


def _bound(schema: Mapping[str, Any], keyword: str, place: str) -> float | None:
    number = schema.get(keyword)
    if number is None:
        return None
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    if not is_number or not -fields.LARGEST_NUMBER <= number <= fields.LARGEST_NUMBER:
        _refuse(place, keyword, f"应当是绝对值不超过{fields.LARGEST_NUMBER}的数字")
    return number


def _refuse(place: str, keyword: str, why: str) -> NoReturn:
    raise Refused(f"表单定义“{place}”的 {keyword}：{why}。", field="schema")

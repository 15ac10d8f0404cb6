"""How is the description of the interface written for people to read?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from yiwang.kernel.systems import happenings, rules, scopes

DEEPEST = 2
METHODS = ("get", "post", "put", "patch", "delete")
_KINDS = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "是否",
    "object": "对象",
    "array": "列表",
    "null": "空",
}
_FORMATS = {"date": "日期", "date-time": "时间"}


@dataclass(frozen=True)
class Row:
    """A parameter or a field: its name, what it is called, of which kind it is."""

    name: str
    title: str
    kind: str
    is_required: bool
    note: str = ""


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    summary: str
    description: str
    scope: str
    scope_label: str
    parameters: list[Row]
    given: list[Row]
    outcome: list[Row]

    @property
    def anchor(self) -> str:
        return f"{self.method}-{self.path}".lower().replace("/", "-").replace("{", "").replace("}", "")


@dataclass(frozen=True)
class Guide:
    title: str
    version: str
    description: str
    groups: dict[str, list[Operation]] = field(default_factory=dict)
    scopes: Mapping[str, str] = field(default_factory=dict)
    happenings: Mapping[str, str] = field(default_factory=dict)
    tolerance: int = rules.TOLERANCE_SECONDS


def written(schema: Mapping[str, Any]) -> Guide:
    """The guide to an OpenAPI schema, its operations by tag."""
    about = schema["info"]
    guide = Guide(
        about["title"],
        about["version"],
        about["description"],
        scopes=scopes.declared(),
        happenings=happenings.declared(),
    )
    models = schema["components"]["schemas"]
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                details = methods[method]
                tag = details.get("tags", ["其他"])[0]
                guide.groups.setdefault(tag, []).append(_operation(method, path, details, models))
    return guide


def _operation(method: str, path: str, details: Mapping[str, Any], models: Mapping[str, Any]) -> Operation:
    scope = details.get("x-scope", "")
    content = details.get("requestBody", {}).get("content", {})
    given = content.get("application/json") or content.get("multipart/form-data") or {}
    success = next(answer for code, answer in details["responses"].items() if str(code).startswith("2"))
    outcome = success.get("content", {}).get("application/json", {})
    return Operation(
        method=method.upper(),
        path=path,
        summary=details.get("summary", ""),
        description=details.get("description", ""),
        scope=scope,
        scope_label=scopes.label(scope),
        parameters=[_parameter(each) for each in details.get("parameters", [])],
        given=_rows(given.get("schema", {}), models),
        outcome=_rows(outcome.get("schema", {}), models),
    )


def _parameter(told: Mapping[str, Any]) -> Row:
    schema = told["schema"]
    note = _choices(schema) or schema.get("description", "")
    return Row(told["name"], schema.get("title", ""), _kind(schema), bool(told.get("required")), note)


def _rows(schema: Mapping[str, Any], models: Mapping[str, Any]) -> list[Row]:
    """The fields of what is handed in or answered, those inside others under dotted names, each once."""
    rows: dict[str, Row] = {}
    for row in _fields(schema, models, "", 0):
        rows.setdefault(row.name, row)
    return list(rows.values())


def _fields(schema: Mapping[str, Any], models: Mapping[str, Any], before: str, depth: int) -> Iterator[Row]:
    for model in _models(schema, models):
        required = set(model.get("required", ()))
        for name, told in model.get("properties", {}).items():
            note = told.get("description", "") or _choices(told)
            yield Row(f"{before}{name}", told.get("title", ""), _kind(told), name in required, note)
            if depth < DEEPEST:
                mark = "[]" if "items" in told else ""
                yield from _fields(told, models, f"{before}{name}{mark}.", depth + 1)


def _models(schema: Mapping[str, Any], models: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The models that a schema means: itself, what a list holds, or one of several."""
    if "$ref" in schema:
        yield models[schema["$ref"].rsplit("/", 1)[-1]]
    elif "anyOf" in schema:
        for each in schema["anyOf"]:
            yield from _models(each, models)
    elif "items" in schema:
        yield from _models(schema["items"], models)
    elif "properties" in schema:
        yield schema


def _kind(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return "对象"
    if "anyOf" in schema:
        return "或".join(dict.fromkeys(_kind(each) for each in schema["anyOf"]))
    return _FORMATS.get(schema.get("format", "")) or _KINDS.get(schema.get("type", ""), "任意")


def _choices(schema: Mapping[str, Any]) -> str:
    choices = [str(choice) for choice in schema.get("enum", ()) if choice != ""]
    return f"可填：{'、'.join(choices)}" if choices else ""

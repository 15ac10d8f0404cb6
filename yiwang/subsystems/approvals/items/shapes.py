"""Of which shape is each element, so that forms, tables and pages treat equals alike?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from yiwang.subsystems.approvals.items import themes
from yiwang.subsystems.approvals.items.codes import CodeSet
from yiwang.subsystems.approvals.items.parts import Attached, Limit, Part, Renewal


class Kind(Enum):
    LINE = auto()
    TEXT = auto()
    CODE = auto()
    CODES = auto()
    THEMES = auto()
    FLAG = auto()
    NUMBER = auto()
    MONEY = auto()
    LINES = auto()
    LIMIT = auto()
    RENEWAL = auto()
    FILE = auto()
    PARTS = auto()
    SCHEMA = auto()


@dataclass(frozen=True)
class Shape:
    """``labels``: of a code set; ``part``: the model of which there are several; ``longest``: characters."""

    name: str
    title: str
    kind: Kind
    is_required: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    part: type[Part] | None = None
    longest: int = 0
    least: int | None = None
    most: int | None = None
    example: str = ""


_ONE: dict[Any, Kind] = {Limit: Kind.LIMIT, Renewal: Kind.RENEWAL, Attached: Kind.FILE, bool: Kind.FLAG}
_LONG = 200


@cache
def shapes_of(model: type[BaseModel]) -> dict[str, Shape]:
    """By name, in the order in which the model names them."""
    return {name: _shape(name, info) for name, info in model.model_fields.items()}


def _shape(name: str, info: FieldInfo) -> Shape:
    facts: dict[str, Any] = {"name": name, "title": info.title or name, "is_required": info.is_required()}
    if info.examples:
        facts["example"] = str(info.examples[0])
    inner = _inner(info.annotation)
    if inner in _ONE:
        return Shape(**facts, kind=_ONE[inner])
    if inner is int:
        kind = Kind.MONEY if name.endswith("_fen") else Kind.NUMBER
        return Shape(**facts, kind=kind, least=_bound(info, "ge"), most=_bound(info, "le"))
    if inner is str:
        return _text(facts, info.metadata)
    return _several(facts, name, info.annotation)


def _inner(annotation: Any) -> Any:
    """Without the None of what may be missing."""
    given = [each for each in get_args(annotation) if each is not type(None)]
    is_optional = type(None) in get_args(annotation)
    return given[0] if is_optional and len(given) == 1 else annotation


def _text(facts: dict[str, Any], metadata: Sequence[Any]) -> Shape:
    labels = _labels(metadata)
    if labels is not None:
        return Shape(**facts, kind=Kind.CODE, labels=labels)
    longest = next((each.max_length for each in metadata if getattr(each, "max_length", None)), 60)
    return Shape(**facts, kind=Kind.TEXT if longest > _LONG else Kind.LINE, longest=longest)


def _several(facts: dict[str, Any], name: str, annotation: Any) -> Shape:
    if annotation == dict[str, Any]:
        return Shape(**facts, kind=Kind.SCHEMA)
    (each,) = get_args(annotation)
    if isinstance(each, type) and issubclass(each, Part):
        return Shape(**facts, kind=Kind.PARTS, part=each)
    labels = _labels(each.__metadata__)
    if labels is not None:
        return Shape(**facts, kind=Kind.CODES, labels=labels)
    if name == "themes":
        listed = {theme.code: theme.label for theme in themes.shipped().values()}
        return Shape(**facts, kind=Kind.THEMES, labels=listed)
    return Shape(**facts, kind=Kind.LINES, longest=_text({**facts}, each.__metadata__).longest)


def _labels(metadata: Sequence[Any]) -> Mapping[str, str] | None:
    return next((each.labels for each in metadata if isinstance(each, CodeSet)), None)


def _bound(info: FieldInfo, name: str) -> int | None:
    return next((getattr(each, name) for each in info.metadata if hasattr(each, name)), None)


def shown(shape: Shape, value: Any) -> str:
    """What people read; empty where nothing is said. ``value`` as JSON holds it."""
    if value in (None, "", [], {}):
        return shape.labels.get("", "") if value == "" and shape.kind is Kind.CODE else ""
    match shape.kind:
        case Kind.CODE:
            return shape.labels.get(value, str(value))
        case Kind.CODES:
            return "、".join(shape.labels.get(each, str(each)) for each in value)
        case Kind.THEMES:
            return "、".join(_theme(each) for each in value)
        case Kind.FLAG:
            return "是" if value else "否"
        case Kind.MONEY:
            return f"{yuan(value)}元"
        case Kind.LINES:
            return "\n".join(map(str, value))
        case Kind.PARTS:
            return f"{len(value)}项"
        case Kind.SCHEMA:
            return f"{len(value.get('properties', {}))}个填写项"
        case _:
            return _one(shape, value)


def _one(shape: Shape, value: Any) -> str:
    match shape.kind:
        case Kind.LIMIT:
            limit = Limit.model_validate(value)
            return f"{limit}（{limit.note}）" if limit.note else str(limit)
        case Kind.RENEWAL:
            renewal = Renewal.model_validate(value)
            late = shapes_of(Renewal)["when_late"].labels[renewal.when_late]
            return f"届满前{renewal.days_before}日申请；逾期的{late}"
        case Kind.FILE:
            return str(value["name"])
        case _:
            return str(value)


def _theme(code: str) -> str:
    theme = themes.named(code)
    return f"{themes.KINDS[theme.kind]}·{theme.label}" if theme else code


def yuan(fen: int) -> str:
    """Two places, no grouping: ``1234`` is 12.34."""
    return f"{fen // 100}.{fen % 100:02d}"

"""How is a form written as JSON Schema again?

``reading.read(written(sheet)) == sheet``. The order of fields stands in ``x-yiwang.order``: a database may
keep the keys of an object in any order it likes, so whoever stores a schema stores ``settled(schema)``.
"""

from collections.abc import Sequence
from typing import Any

from yiwang.subsystems.approvals.sheets.fields import Field, Group, Kind, Sheet
from yiwang.subsystems.approvals.sheets.reading import DIALECT, OWN, read


def settled(schema: Any) -> dict[str, Any]:
    """The same form with its order written down. Raises Refused as ``read`` does."""
    return written(read(schema))


def written(sheet: Sheet) -> dict[str, Any]:
    own = {"groups": [_group(group) for group in sheet.groups]} if sheet.groups else {}
    return {
        "$schema": DIALECT,
        **_given(title=sheet.title, description=sheet.hint),
        **_object(sheet.fields, own),
    }


def _group(group: Group) -> dict[str, str]:
    return {"key": group.key, **_given(title=group.title, description=group.hint)}


def _object(fields: Sequence[Field], own: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field.key: _field(field) for field in fields},
        "required": [field.key for field in fields if field.is_required],
        "additionalProperties": False,
        OWN: {**own, "order": [field.key for field in fields]},
    }


def _field(field: Field) -> dict[str, Any]:
    own = _given(
        group=field.group,
        source=field.source,
        was=list(field.was),
        identifier=field.identifier,
        example=field.example,
        unit=field.unit,
        labels={one.value: one.label for one in field.options if one.label != one.value},
        widget={Kind.LONG_TEXT: "textarea", Kind.PHONE: "phone"}.get(field.kind, ""),
    )
    return {
        **_typed(field),
        **_given(title=field.title, description=field.hint),
        **({OWN: own} if own else {}),
    }


def _typed(field: Field) -> dict[str, Any]:
    values = [option.value for option in field.options]
    match field.kind:
        case Kind.ROWS:
            return {"type": "array", "items": _object(field.columns, {}), **_counted(field)}
        case Kind.CHOICES:
            items = {"type": "string", "enum": values}
            return {"type": "array", "items": items, "uniqueItems": True, **_counted(field)}
        case Kind.CHOICE:
            return {"type": "string", "enum": values}
        case Kind.WHOLE | Kind.NUMBER:
            kind = "integer" if field.kind is Kind.WHOLE else "number"
            return {"type": kind, **_known(minimum=field.least, maximum=field.most)}
        case Kind.YES_NO:
            return {"type": "boolean"}
        case Kind.CONSENT:
            return {"type": "boolean", "const": True}
        case Kind.DATE:
            return {"type": "string", "format": "date"}
    return {
        "type": "string",
        **_known(minLength=field.shortest, maxLength=field.longest),
        **_given(pattern=field.pattern, format="email" if field.kind is Kind.EMAIL else ""),
    }


def _counted(field: Field) -> dict[str, Any]:
    return _known(minItems=field.least, maxItems=field.most)


def _given(**facts: Any) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}


def _known(**facts: Any) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}

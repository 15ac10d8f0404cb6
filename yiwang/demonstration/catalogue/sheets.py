"""What does the application form of an item ask?"""

from functools import cache
from typing import Any

from yiwang.demonstration.catalogue.texts import Entry
from yiwang.demonstration.ledger import rows

NUMBERS = {"whole": "integer", "number": "number"}
CONSENT = "本人（本单位）承诺所填内容和提交的材料真实、完整、有效，并承担相应的法律责任"
OPTIONAL = {"purpose", "contact_person", "bank", "pickup"}
GROUPS = [{"key": "matter", "title": "申请内容"}, {"key": "statement", "title": "声明"}]
MOST_INVESTMENT = 100_000_000  # 万元


def sheet_of(entry: Entry) -> dict[str, Any]:
    """A JSON Schema as sheets.reading reads it: the fields of the entry, then the statement of truth."""
    asked = list(dict.fromkeys(entry.fields))
    properties = {key: _property(_fields()[key]) for key in asked}
    properties["is_true"] = {
        "type": "boolean",
        "const": True,
        "title": CONSENT,
        "x-yiwang": {"group": "statement"},
    }
    return {
        "type": "object",
        "title": f"{entry.name}申请表"[:60],
        "properties": properties,
        "required": [key for key in properties if key not in OPTIONAL],
        "x-yiwang": {"groups": GROUPS, "order": list(properties)},
    }


@cache
def _fields() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in rows("item_fields")}


def _property(row: dict[str, str]) -> dict[str, Any]:
    own: dict[str, Any] = {"group": "matter"}
    if row["source"]:
        own["source"] = row["source"]
    about: dict[str, Any] = {"title": row["title"], "x-yiwang": own}
    if row["kind"] in NUMBERS:
        own["unit"] = row["unit"]
        return {"type": NUMBERS[row["kind"]], "minimum": 0, "maximum": MOST_INVESTMENT, **about}
    if row["kind"] == "date":
        return {"type": "string", "format": "date", **about}
    if row["kind"] == "choice":
        return {"type": "string", "enum": row["options"].split(), **about}
    if row["kind"] == "project":
        own["identifier"] = "project"
        return {"type": "string", **about}
    if row["kind"] == "long_text":
        own["widget"] = "textarea"
        return {"type": "string", "minLength": 2, "maxLength": 500, **about}
    return {"type": "string", "minLength": 1, "maxLength": 100, **about}

"""What does a test fill in?"""

from typing import Any

from django.http import QueryDict

from yiwang.subsystems.approvals.sheets.fields import Sheet
from yiwang.subsystems.approvals.sheets.reading import read

IDENTITY = "11010519491231002X"
CREDIT = "91350100M000100Y43"


def schema(**changes: Any) -> dict[str, Any]:
    """A form with every kind of field; ``changes``: properties beside or instead (None: without)."""
    properties = {
        "name": {"type": "string", "title": "店铺名称", "minLength": 2, "maxLength": 20},
        "scope": {"type": "string", "title": "经营范围", "x-yiwang": {"widget": "textarea"}},
        "seats": {"type": "integer", "title": "座位数", "minimum": 1, "maximum": 500},
        "area": {
            "type": "number",
            "title": "面积",
            "minimum": 0.5,
            "x-yiwang": {"unit": "平方米", "source": "place.area", "group": "place"},
        },
        "opens_on": {"type": "string", "format": "date", "title": "开业日期"},
        "form": {
            "type": "string",
            "enum": ["single", "chain"],
            "title": "经营形式",
            "x-yiwang": {"labels": {"single": "单店", "chain": "连锁"}},
        },
        "dishes": {
            "type": "array",
            "items": {"type": "string", "enum": ["热食", "冷食", "生食"]},
            "title": "经营项目",
        },
        "has_gas": {"type": "boolean", "title": "是否使用燃气"},
        "promise": {"type": "boolean", "const": True, "title": "以上内容真实"},
        "owner": {
            "type": "string",
            "title": "负责人身份证号",
            "x-yiwang": {"identifier": "identity", "source": "party.number"},
        },
        "phone": {
            "type": "string",
            "title": "联系电话",
            "x-yiwang": {"widget": "phone", "source": "party.phone"},
        },
        "email": {"type": "string", "format": "email", "title": "邮箱"},
        "staff": {
            "type": "array",
            "title": "从业人员",
            "maxItems": 3,
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "title": "姓名"},
                    "health": {
                        "type": "string",
                        "title": "健康证编号",
                        "pattern": r"^\d{6}$",
                        "x-yiwang": {"example": "六位数字"},
                    },
                },
                "required": ["name"],
            },
        },
    }
    properties = {key: about for key, about in {**properties, **changes}.items() if about}
    wanted = ("name", "form", "promise")
    return {
        "type": "object",
        "title": "食品经营许可申请表",
        "properties": properties,
        "required": [key for key in wanted if key in properties],
        "x-yiwang": {"groups": [{"key": "place", "title": "经营场所"}]},
    }


def sheet(**changes: Any) -> Sheet:
    return read(schema(**changes))


def small(*, required: tuple[str, ...] = (), **properties: Any) -> Sheet:
    """A form of these fields alone; a text stands for a line with that title."""
    whole = {
        key: {"type": "string", "title": about} if isinstance(about, str) else about
        for key, about in properties.items()
    }
    return read({"type": "object", "title": "表", "properties": whole, "required": list(required)})


def right(**changes: Any) -> dict[str, Any]:
    """Answers to ``schema()`` without a fault (None: without)."""
    given = {"name": "云门小馆", "form": "single", "promise": True, **changes}
    return {key: value for key, value in given.items() if value is not None}


def typed(**entries: Any) -> QueryDict:
    """What a browser sends: ``name="..."``, ``**{"staff-0-name": "..."}``."""
    data = QueryDict(mutable=True)
    for key, value in entries.items():
        data.setlist(f"answers-{key}", value if isinstance(value, list) else [value])
    return data

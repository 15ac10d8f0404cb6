"""Who applies in the demonstration city, and what do they write into a form?"""

from collections.abc import Collection
from random import Random
from typing import Any

from yiwang.demonstration import numbers
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.subsystems.approvals.items.elements import Elements

PERSON, COMPANY, OTHER = "1", "2", "6"
PROJECT = "2610-990102-04-01-512836"
WORDS = {
    "premises": "云泽市澄湖区临湖路36号",
    "residence": "云泽市栖云区清风里12号",
    "business_scope": "热食类食品制售，冷食类食品制售",
    "products": "速冻鱼糜制品",
    "project": "澄湖水产品精深加工产业园",
    "certificate_number": "20260315",
    "school": "云泽市第三中学",
    "hospital": "云泽市第一人民医院",
    "spouse": "江晚舟",
    "work_unit": "云泽市澄湖小学",
    "contact_person": "李女士",
    "household_place": "云泽市澄湖区",
    "destination": "国外旅行",
}
NUMBERS = {"area": 86, "staff": 12, "family_members": 3, "family_income": 6200, "loan_amount": 500_000}


def party_of(name: str, seed: int, audience: Collection[str]) -> dict[str, Any]:
    """A person by a name of two or three characters; others are companies, or sole traders where allowed."""
    random = Random(seed)  # noqa: S311 - invented people, no secret
    if is_person(name):
        kind, id_kind, number = PERSON, identifiers.IDENTITY, numbers.identity_number(random)
    else:
        kind = COMPANY if (COMPANY in audience and "公司" in name) or OTHER not in audience else OTHER
        registrar = numbers.COMPANY if kind == COMPANY else numbers.SOLE_TRADER
        id_kind, number = identifiers.CREDIT, numbers.credit_code(registrar, 500_000 + seed)
    return {
        "kind": kind,
        "name": name,
        "identifier_kind": id_kind,
        "identifier": number,
        "legal_representative": "" if kind == PERSON else "周远山",
        "phone": numbers.mobile(random),
        "address": WORDS["residence"] if kind == PERSON else WORDS["premises"],
    }


def is_person(name: str) -> bool:
    return len(name) <= len("欧阳晚晴")


def identity_of(seed: int) -> str:
    """The number that a person of that seed shows at the window."""
    return numbers.identity_number(Random(seed))  # noqa: S311 - invented people, no secret


def answers_of(elements: Elements) -> dict[str, Any]:
    """Something fitting for every field of the item's form."""
    properties = (elements.sheet or {}).get("properties", {})
    return {key: _answer(key, about) for key, about in properties.items()}


def _answer(key: str, about: dict[str, Any]) -> Any:
    if "const" in about:
        return about["const"]
    if "enum" in about:
        return about["enum"][0]
    if about["type"] in {"integer", "number"}:
        return NUMBERS.get(key, 20)
    if about.get("format") == "date":
        return shifted(today(), days=-30).isoformat()
    if about.get("x-yiwang", {}).get("identifier") == "project":
        return PROJECT
    return WORDS.get(key, "详见提交的材料")

"""How is what somebody filled in shown again: in words, with numbers and phones masked?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yiwang.kernel.identifiers import rules as identifiers
from yiwang.kernel.organizations import masking
from yiwang.subsystems.approvals.applications.messages import Application, Party, Signature
from yiwang.subsystems.approvals.applications.rules import PERSON
from yiwang.subsystems.approvals.hall.content import Content
from yiwang.subsystems.approvals.items.codes import AUDIENCES, DELIVERIES
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.sheets import drafts, fields, signing
from yiwang.subsystems.approvals.sheets.fields import EMPTY, Field, Kind
from yiwang.subsystems.approvals.sheets.reading import read

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Handed:
    """A material with the names of its files."""

    name: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Drawn:
    """A signature: the name, and the strokes as an SVG path where it was drawn."""

    name: str
    path: str
    width: int = signing.WIDTH
    height: int = signing.HEIGHT


def party(said: Party) -> Pairs:
    is_person = said.kind == PERSON
    pairs = [
        ("申请人类型", AUDIENCES[said.kind]),
        ("姓名" if is_person else "单位名称", said.name),
        (
            identifiers.KINDS.get(said.identifier_kind, "证件号码"),
            _number(said.identifier_kind, said.identifier),
        ),
        ("法定代表人或者负责人", said.legal_representative),
        ("联系电话", phone(said.phone)),
        ("地址", masking.address(said.address) if said.address and is_person else said.address),
    ]
    if said.agent:
        pairs += [("经办人", said.agent.name), ("经办人电话", phone(said.agent.phone))]
    return [(label, value) for label, value in pairs if value]


def of_draft(written: Content) -> Pairs:
    """The same before it is handed in, where parts may be wrong or missing."""
    kind = written.said("identifier_kind")
    pairs = [
        ("申请人类型", AUDIENCES.get(written.said("kind"), "")),
        ("姓名" if written.is_person else "单位名称", written.said("name")),
        (identifiers.KINDS.get(kind, "证件号码"), _number(kind, written.said("identifier"))),
        ("法定代表人或者负责人", written.said("legal_representative")),
        ("联系电话", phone(written.said("phone"))),
        ("电子邮箱", masking.email(written.said("email")) if written.said("email") else ""),
        ("地址", _address(written)),
        ("经办人", written.said("agent_name")),
        ("经办人证件号码", _number(written.said("agent_identifier_kind"), written.said("agent_identifier"))),
        ("经办人电话", phone(written.said("agent_phone"))),
        ("结果送达方式", DELIVERIES.get(written.said("delivery_way"), "")),
        ("投资项目代码", written.project),
    ]
    return [(label, value) for label, value in pairs if value]


def _address(written: Content) -> str:
    address = written.said("address")
    return masking.address(address) if address and written.is_person else address


def _number(kind: str, number: str) -> str:
    return identifiers.masked(kind, number) if number else ""


def phone(number: str) -> str:
    if not number:
        return ""
    return (masking.mobile if masking.MOBILE.fullmatch(number) else masking.fixed_phone)(number)


def answers(elements: Elements, given: Mapping[str, Any]) -> Pairs:
    """Title and answer of every field that was filled in, in the order of the form."""
    sheet = read(elements.sheet) if elements.sheet else EMPTY
    return [
        (field.label, _masked(field, given[field.key]))
        for field in sheet.fields
        if given.get(field.key) not in (None, "", [])
    ]


def _masked(field: Field, value: Any) -> str:
    if field.kind is Kind.ROWS and isinstance(value, list):
        return "\n".join(_row(field, row) for row in value if row)
    if field.kind is Kind.IDENTIFIER and isinstance(value, str):
        return value if field.identifier == fields.PROJECT else _number(field.identifier, value)
    if field.kind is Kind.PHONE and isinstance(value, str):
        return phone(value)
    if field.kind is Kind.EMAIL and isinstance(value, str):
        return masking.email(value)
    return masking.text(drafts.shown(field, value, longest=None))


def _row(field: Field, row: Any) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    cells = (
        f"{column.title}：{_masked(column, row[column.key])}" for column in field.columns if column.key in row
    )
    return "，".join(cells)


def materials(elements: Elements | None, said: Application, names: Sequence[str]) -> list[Handed]:
    """``names``: of the files in the order in which they were handed in."""
    return [
        Handed(
            _name(elements, given.code),
            tuple(names[position] for position in given.files if position < len(names)),
        )
        for given in said.materials
    ]


def _name(elements: Elements | None, code: str) -> str:
    material = elements.material(code) if elements else None
    return material.name if material else code


def signature(said: Signature | None) -> Drawn | None:
    if said is None or said.algorithm != signing.ALGORITHM:
        return None
    try:
        kept = json.loads(said.value)
        return Drawn(str(kept["name"]), signing.path(str(kept["strokes"])))
    except (ValueError, KeyError, TypeError):
        return None

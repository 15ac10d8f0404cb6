"""Who works in the demonstration city, and on which post?"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from yiwang.demonstration.catalogue.texts import entries
from yiwang.demonstration.ledger import UnitRow, rows

SEED = 20260701
PUBLISHING_KINDS = {"department", "institution", "committee", "stationed"}
HEADS = {"institution": "主任", "committee": "主任", "stationed": "局长"}
OTHER_HEADS = (
    ("委员会", "主任"),
    ("办公室", "主任"),
    ("研究室", "主任"),
    ("联合社", "主任"),
    ("支队", "支队长"),
    ("馆", "馆长"),
    ("台", "台长"),
    ("院", "院长"),
)


# Who handles the cases of an organ that implements items: title and roles.
OFFICIALS = (
    ("政务服务科科员", ("case_clerk", "letter_clerk")),
    ("政务服务科科长", ("case_reviewer", "item_editor")),
    ("分管副局长", ("case_decider", "letter_reviewer")),
)
CASE_ROLES = ("case_clerk", "case_reviewer", "case_decider")
HANDLING_ROLES = (*CASE_ROLES, "letter_clerk", "letter_reviewer")
RESPONDER = "supervision_responder"
SUPERVISING = "市电子监察中心"


@dataclass(frozen=True)
class PersonRow:
    """One person with one post; ``unit`` is a short name."""

    username: str
    name: str
    unit: str
    title: str
    roles: tuple[str, ...] = ()


def people(units: list[UnitRow]) -> list[PersonRow]:
    """Those with a name of their own first, then heads and clerks of the units, clerks of the townships."""
    named = [
        PersonRow(row["username"], row["name"], row["unit"], row["title"], tuple(row["roles"].split()))
        for row in rows("people")
    ]
    names = _names({person.name for person in named})
    for unit in units:
        if unit.kind in PUBLISHING_KINDS and unit.short_name != "市政府办公室":
            named.append(_person(next(names), unit, _head(unit)))
        if unit.kind in PUBLISHING_KINDS or _is_county(unit):
            named.append(_person(next(names), unit, "信息员", *_clerks_roles(unit)))
        if _is_township(unit):
            named.append(_person(next(names), unit, "党政办收发员", "exchange_clerk"))
        if _is_county(unit):
            named.append(
                _person(next(names), unit, "区长" if unit.short_name.endswith("区") else _county_head(unit))
            )
    return [
        *named,
        *_officials(units, names, {row.unit for row in named if set(row.roles) & set(CASE_ROLES)}),
        *_responders(units, names, {row.unit for row in named if RESPONDER in row.roles}),
    ]


def _officials(
    units: list[UnitRow], names: Iterator[tuple[str, str]], staffed: set[str]
) -> Iterator[PersonRow]:
    """A clerk, a reviewer and a decider for every organ that implements items and has none of its own."""
    implementing = {entry.unit for entry in entries()} - staffed
    for unit in units:
        if unit.short_name in implementing:
            for title, roles in OFFICIALS:
                yield _person(next(names), unit, title, *roles)


def _responders(
    units: list[UnitRow], names: Iterator[tuple[str, str]], staffed: set[str]
) -> Iterator[PersonRow]:
    """Who answers supervision for every unit that supervision may ask."""
    for unit in units:
        if unit.short_name not in staffed and is_supervised(unit):
            yield _person(next(names), unit, "办公室主任", RESPONDER)


def is_supervised(unit: UnitRow) -> bool:
    """Departments, institutions, committees, stationed units and counties: they carry out and answer."""
    return unit.short_name != SUPERVISING and (unit.kind in PUBLISHING_KINDS or _is_county(unit))


def _person(name: tuple[str, str], unit: UnitRow, title: str, *roles: str) -> PersonRow:
    return PersonRow(name[1], name[0], unit.short_name, title, roles)


def _clerks_roles(unit: UnitRow) -> tuple[str, ...]:
    """The clerk writes for the portal and handles the mail, where nobody else does."""
    has_own = unit.short_name == "市政府办公室"
    return ("portal_author",) if has_own else ("portal_author", "exchange_clerk")


def _is_county(unit: UnitRow) -> bool:
    return unit.kind == "government" and len(unit.code) == 6 and bool(unit.parent)


def _is_township(unit: UnitRow) -> bool:
    return unit.kind == "government" and len(unit.code) == 9


def _county_head(unit: UnitRow) -> str:
    return "市长" if unit.short_name.endswith("市") else "县长"


def _head(unit: UnitRow) -> str:
    by_name = next((title for ending, title in OTHER_HEADS if unit.name.endswith(ending)), None)
    return by_name or HEADS.get(unit.kind, "局长")


def _names(taken: set[str]) -> Iterator[tuple[str, str]]:
    """Names and accounts that nobody has yet, in an order that is the same on every day."""
    table = rows("names")
    pairs = [(one, other) for one in table for other in table]
    Random(SEED).shuffle(pairs)  # noqa: S311 - invented names, no secret
    accounts: set[str] = set()
    for one, other in pairs:
        name, account = one["surname"] + other["given"], f"{one['spelt']}.{other['written']}"
        if name not in taken and account not in accounts:
            accounts.add(account)
            yield name, account

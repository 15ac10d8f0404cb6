"""Is a row a record, and if not, what is wrong with which field?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from yiwang.kernel.audit.rules import canonical, sm3
from yiwang.subsystems.supervision.sources import rules
from yiwang.subsystems.supervision.sources.fields import Kind, UnreadableError, read
from yiwang.subsystems.supervision.sources.reading.rows import Row
from yiwang.subsystems.supervision.sources.reading.units import Book
from yiwang.subsystems.supervision.sources.registry import Source


@dataclass(frozen=True)
class Fault:
    """``field``: the title of its column; empty where the row as a whole is wrong."""

    row: int
    field: str
    value: str
    sentence: str


@dataclass(frozen=True)
class Checked:
    """A record as it will be stored."""

    row: int
    key: str
    unit_id: int
    title: str
    on: date
    values: Mapping[str, Any]
    digest: str


def checked(row: Row, source: Source, book: Book, today: date) -> Checked | list[Fault]:
    """The record, or everything that is wrong with it. The unit stands in the values by its code."""
    if row.fault:
        return [Fault(row.number, "", "", row.fault)]
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    unit_id = 0
    for field in source.fields:
        given = row.cells.get(field.code)
        try:
            values[field.code] = read(field, given)
            if field.kind is Kind.UNIT and values[field.code]:
                unit_id = book.unit(values[field.code])
                values[field.code] = book.codes[unit_id]
        except UnreadableError as unreadable:
            faults.append(_fault(row, source, field.code, str(unreadable)))
    faults += [] if faults else [_fault(row, source, *said) for said in source.check(values)]
    faults += [] if faults else [_fault(row, source, *said) for said in _general(source, values, today)]
    return faults or _record(row, source, unit_id, values)


def _general(source: Source, values: Mapping[str, Any], today: date) -> list[tuple[str, str]]:
    if date.fromisoformat(values[source.columns.on]) > today:
        return [(source.columns.on, f"晚于今天（{today}）。")]
    if len(_key(source, values)) > rules.KEY_LENGTH:
        return [(source.key[-1], "编号过长。")]
    return []


def _fault(row: Row, source: Source, code: str, sentence: str) -> Fault:
    given = row.cells.get(code)
    value = "；".join(map(str, given)) if isinstance(given, list) else str(given or "")
    printable = "".join(each if each.isprintable() else "�" for each in value[:200])
    return Fault(row.number, source.by_code[code].label, printable, sentence)


def _key(source: Source, values: Mapping[str, Any]) -> str:
    return "/".join(str(values[code]) for code in source.key)


def _record(row: Row, source: Source, unit_id: int, values: dict[str, Any]) -> Checked:
    _complete(source, values)
    held = {code: value for code, value in values.items() if value not in (None, [])}
    title = " ".join(str(values[code]) for code in source.title)[:300]
    on = date.fromisoformat(values[source.columns.on])
    return Checked(row.number, _key(source, values), unit_id, title, on, held, sm3(canonical(held).encode()))


def _complete(source: Source, values: dict[str, Any]) -> None:
    """An amount that was not given is price times quantity."""
    price, amount = source.columns.price, source.columns.amount
    if price and amount and values.get(amount) is None:
        total = Decimal(values[price]) * Decimal(values["quantity"])
        values[amount] = f"{total.quantize(Decimal('0.01')):f}"

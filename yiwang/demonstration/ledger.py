"""Which units, people and columns does the demonstration city have? Read from the data beside this file."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
TOWNSHIP_KINDS = (("streets", 1), ("towns", 100), ("townships", 200))


@dataclass(frozen=True)
class UnitRow:
    """One unit of the ledger; parents come before their children."""

    code: str
    name: str
    short_name: str
    kind: str
    document_mark: str
    parent: str
    opened_on: date


@dataclass(frozen=True)
class ColumnRow:
    """One column; ``parent`` is a slug. ``few`` says why it is content with fewer than three articles."""

    slug: str
    title: str
    type: str
    unit: str
    kind: str = "list"
    description: str = ""
    few: str = ""
    parent: str = ""


def units() -> Iterator[UnitRow]:
    """City, departments, institutions, windows, counties, then the townships and streets."""
    counties = {}
    for row in rows("units"):
        opened_on = date.fromisoformat(row.pop("opened_on"))
        unit = UnitRow(**row, opened_on=opened_on)
        counties[unit.code] = unit
        yield unit
    for row in rows("townships"):
        yield from _townships(row, counties[row["county"]])


def _townships(row: dict[str, str], county: UnitRow) -> Iterator[UnitRow]:
    """Codes in the manner of GB/T 10114: streets from 001, towns from 100, townships from 200."""
    for kind, first in TOWNSHIP_KINDS:
        for number, name in enumerate(row[kind].split(), start=first):
            organ = "办事处" if kind == "streets" else "人民政府"
            yield UnitRow(
                code=f"{county.code}{number:03d}",
                name=f"{county.short_name}{name}{organ}",
                short_name=f"{county.short_name}{name}",
                kind="government",
                document_mark="",
                parent=county.code,
                opened_on=county.opened_on,
            )


@cache
def columns() -> tuple[ColumnRow, ...]:
    """The column tree, parents before children, siblings in their order."""
    with (DATA / "columns.toml").open("rb") as file:
        return tuple(_branch(tomllib.load(file)["column"], ""))


def _branch(entries: list[dict[str, Any]], parent: str) -> Iterator[ColumnRow]:
    for entry in entries:
        own = {name: value for name, value in entry.items() if name not in {"children", "child"}}
        yield ColumnRow(**own, parent=parent)
        yield from _branch([*entry.get("child", []), *entry.get("children", [])], entry["slug"])


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one table, header first, as text."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

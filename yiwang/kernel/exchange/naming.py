"""Which units, systems and groups does somebody mean who types or pastes their names?"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from yiwang.kernel.exchange.addressing import Address, of_system
from yiwang.kernel.exchange.models import AddressGroup
from yiwang.kernel.exchange.parties import INNER_KINDS
from yiwang.kernel.organizations.models import Alias, Unit
from yiwang.kernel.systems.models import System

FOUND = 12
SAID = 4
# ``1.``, ``（2）``, ``3）`` before a name, as lists copied from a document have them.
ORDINAL = re.compile(r"^\s*(?:[（(]\s*\d{1,4}\s*[)）]|\d{1,4}\s*[.．、)）])\s*")
SEPARATORS = re.compile(r"[、，,；;\t]")


@dataclass(frozen=True)
class Fault:
    """A name that was not understood, as it was typed, and why."""

    name: str
    sentence: str


@dataclass
class Understood:
    """What a list meant; a name that means several things or none is a fault."""

    addresses: list[Address] = field(default_factory=list)
    groups: list[AddressGroup] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def understood(text: str, own: Unit) -> Understood:
    """Names, short names, aliases and codes of open units, systems, groups that ``own`` may use.

    Separated by lines, 、 or commas; a fixed number of queries for any number of names.
    """
    meant = Understood()
    names = _names(text)
    if not names:
        return meant
    book = _Book(own)
    for line in names:
        for name in [line] if book.knows(line) else _parts(line):
            book.read(name, meant)
    _explain_closed(meant)
    return meant


def found(text: str) -> list[Address]:
    """Open units and systems whose name, code or alias contains the text, the first few of them."""
    text = text.strip()
    if not text:
        return []
    units = Unit.objects.open().exclude(kind__in=INNER_KINDS).matching(text).order_by("path")[:FOUND]
    systems = System.objects.filter(Q(name__icontains=text) | Q(code__istartswith=text), is_active=True)
    systems = systems.filter(unit__closed_on=None).select_related("unit").order_by("code")[:FOUND]
    return [*(Address(unit=unit) for unit in units), *(of_system(system) for system in systems)]


def _names(text: str) -> list[str]:
    lines = (ORDINAL.sub("", line).strip() for line in text.replace("\x00", "").splitlines())
    return [line for line in lines if line]


def _parts(line: str) -> list[str]:
    return [part for raw in SEPARATORS.split(line) if (part := raw.strip(" 　。.:："))]


def _key(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


class _Book:
    """Every name by which somebody can be addressed today. A full name or a code counts before an alias."""

    def __init__(self, own: Unit) -> None:
        self.units = Unit.objects.open().in_bulk()
        self.strong: dict[str, set[int]] = defaultdict(set)
        self.weak: dict[str, set[int]] = defaultdict(set)
        for unit in self.units.values():
            self.strong[_key(unit.name)].add(unit.pk)
            self.strong[_key(unit.code)].add(unit.pk)
            if unit.short_name:
                self.weak[_key(unit.short_name)].add(unit.pk)
        for unit_id, name in Alias.objects.filter(unit__closed_on=None).values_list("unit", "name"):
            self.weak[_key(name)].add(unit_id)
        self.groups = {_key(group.name): group for group in AddressGroup.objects.usable_by(own)}
        self.systems: dict[str, System] = {}
        for system in System.objects.filter(is_active=True, unit__closed_on=None).select_related("unit"):
            self.systems |= {_key(system.code): system, _key(system.name): system}

    def knows(self, name: str) -> bool:
        key = _key(name)
        return any(key in names for names in (self.strong, self.groups, self.systems, self.weak))

    def read(self, name: str, meant: Understood) -> None:
        key = _key(name)
        units = self.strong.get(key)
        if units is None and key in self.groups:
            meant.groups.append(self.groups[key])
        elif units is None and key in self.systems:
            meant.addresses.append(of_system(self.systems[key]))
        else:
            self._read_unit(name, units or self.weak.get(key, set()), meant)

    def _read_unit(self, name: str, ids: Iterable[int], meant: Understood) -> None:
        units = sorted((self.units[pk] for pk in ids if pk in self.units), key=lambda unit: unit.path)
        able = [unit for unit in units if unit.kind not in INNER_KINDS]
        if len(able) == 1:
            meant.addresses.append(Address(unit=able[0]))
        elif able:
            listed = "、".join(f"{unit.name}（{unit.code}）" for unit in able[:SAID])
            more = "等" if len(able) > SAID else ""
            meant.faults.append(Fault(name, f"“{name}”有{len(able)}个单位：{listed}{more}，请写全称或代码。"))
        elif units:
            meant.faults.append(Fault(name, f"“{name}”是内设机构，不单独收文，请发给所在单位。"))
        else:
            meant.faults.append(Fault(name, f"没有找到“{name}”{self._like(_key(name))}。"))

    def _like(self, key: str) -> str:
        """A few units whose names contain what was typed, as a hint."""
        like = [
            unit
            for unit in self.units.values()
            if len(key) > 1 and key in unit.name and unit.kind not in INNER_KINDS
        ]
        if not like:
            return ""
        named = "、".join(unit.name for unit in sorted(like, key=lambda unit: unit.path)[:SAID])
        return f"，名称相近的有：{named}" + (f"等{len(like)}个" if len(like) > SAID else "")


def _explain_closed(meant: Understood) -> None:
    """A unit that no longer exists is named with the one that took it over."""
    if not meant.faults:
        return
    names = [fault.name for fault in meant.faults]
    closed = Unit.objects.closed().filter(Q(name__in=names) | Q(code__in=names))
    gone: dict[str, Unit] = {}
    for unit in closed.select_related("merged_into").order_by("closed_on"):
        gone |= {unit.name: unit, unit.code: unit}
    meant.faults = [_of_closed(fault, gone.get(fault.name)) for fault in meant.faults]


def _of_closed(fault: Fault, unit: Unit | None) -> Fault:
    if unit is None or not fault.sentence.startswith("没有找到"):
        return fault
    into = f"，已并入“{unit.merged_into.name}”" if unit.merged_into else ""
    return Fault(fault.name, f"“{fault.name}”已撤销{into}。")

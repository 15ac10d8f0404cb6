"""Whom did somebody pick: one by one, through groups, from a list they pasted?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from yiwang.kernel.exchange import naming, rules
from yiwang.kernel.exchange.addressing import Address, members_of, of_system, of_units
from yiwang.kernel.exchange.models import AddressGroup
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.systems.models import System

TOKEN = re.compile(r"([us])(\d{1,17})")
LABELS = rules.PARTS
NAMED = 8


@dataclass(frozen=True)
class Chip:
    """One address as the form carries it."""

    token: str
    address: Address
    is_open: bool = True

    @property
    def note(self) -> str:
        if not self.is_open:
            return "已撤销或停用"
        if self.address.system and self.address.unit:
            return f"{self.address.unit.called}的系统"
        return self.address.unit.code if self.address.unit else ""


@dataclass(frozen=True)
class GroupChoice:
    """A group, whom it means now except the sender, and whether it was ticked."""

    group: AddressGroup
    members: list[Unit]
    is_chosen: bool

    @property
    def hint(self) -> str:
        named = "、".join(unit.called for unit in self.members[:NAMED])
        return f"{named}等" if len(self.members) > NAMED else named


@dataclass(frozen=True)
class Picked:
    """The recipients of one part; ``pasted`` is what was not understood, ``faults`` say why."""

    part: str
    chips: list[Chip]
    groups: list[GroupChoice]
    pasted: str
    faults: list[str]
    search: str
    found: list[Chip] | None

    @property
    def label(self) -> str:
        return LABELS[self.part]

    @property
    def tokens(self) -> str:
        return " ".join(chip.token for chip in self.chips)

    @property
    def is_used(self) -> bool:
        return bool(self.chips or self.pasted or self.faults or any(each.is_chosen for each in self.groups))

    @property
    def count(self) -> int:
        """How many recipients it means now, each once."""
        return len({address.key for address in self.addresses()})

    def addresses(self) -> list[Address]:
        by_group = [
            address
            for choice in self.groups
            if choice.is_chosen
            for address in of_units(choice.members, choice.group.name)
        ]
        return [*(chip.address for chip in self.chips), *by_group]


def picked(typed: QueryDict, own: Unit) -> tuple[Picked, Picked]:
    """Main and copy as they were typed, with what ``add`` and ``drop`` ask for done."""
    groups = list(AddressGroup.objects.usable_by(own))
    members = {
        group_id: [unit for unit in units if unit.pk != own.pk]
        for group_id, units in members_of(groups).items()
    }
    meant = {part: naming.understood(typed.get(f"{part}_pasted", ""), own) for part in LABELS}
    tokens = {
        part: [*_tokens_of(typed, part), *(_token(each) for each in meant[part].addresses)] for part in LABELS
    }
    known = chips({token for each in tokens.values() for token in each})
    parts = []
    for part in LABELS:
        ticked = {*typed.getlist(f"{part}_groups"), *(str(group.pk) for group in meant[part].groups)}
        search = typed.get(f"{part}_search", "")[:60]
        parts.append(
            Picked(
                part=part,
                chips=[known[token] for token in dict.fromkeys(tokens[part]) if token in known],
                groups=[GroupChoice(group, members[group.pk], str(group.pk) in ticked) for group in groups],
                pasted="\n".join(fault.name for fault in meant[part].faults),
                faults=[fault.sentence for fault in meant[part].faults],
                search=search,
                found=found(search) if search.strip() else None,
            )
        )
    return parts[0], parts[1]


def found(text: str) -> list[Chip]:
    """What a search among all that can be addressed brings up."""
    return [Chip(_token(address), address) for address in naming.found(text)]


def _tokens_of(typed: QueryDict, part: str) -> list[str]:
    """``u12`` is a unit, ``s3`` a system; ``drop`` and ``add`` are the buttons beside the names."""
    kept = typed.get(part, "").split()
    dropped = {each.partition(":")[2] for each in typed.getlist("drop") if each.startswith(f"{part}:")}
    added = [each.partition(":")[2] for each in typed.getlist("add") if each.startswith(f"{part}:")]
    return [token for token in [*kept, *added] if TOKEN.fullmatch(token) and token not in dropped]


def _token(address: Address) -> str:
    if address.system:
        return f"s{address.system.pk}"
    return f"u{address.unit.pk}" if address.unit else ""


def chips(tokens: Iterable[str]) -> dict[str, Chip]:
    """What the tokens stand for; two queries for any number of them, unknown ones left out."""
    ids: dict[str, set[int]] = {"u": set(), "s": set()}
    for token in tokens:
        if match := TOKEN.fullmatch(token):
            ids[match[1]].add(int(match[2]))
    units = Unit.objects.in_bulk(ids["u"]) if ids["u"] else {}
    systems = System.objects.select_related("unit").in_bulk(ids["s"]) if ids["s"] else {}
    known = {f"u{pk}": Chip(f"u{pk}", Address(unit=unit), unit.is_open) for pk, unit in units.items()}
    return known | {
        f"s{pk}": Chip(f"s{pk}", of_system(system), system.is_active) for pk, system in systems.items()
    }

"""To whom does an envelope go: units picked one by one, groups that follow the unit tree, systems, zones?"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.models import AddressGroup, GroupEntry
from yiwang.kernel.exchange.parties import INNER_KINDS
from yiwang.kernel.exchange.statements import Recipient
from yiwang.kernel.nodes import queries as nodes
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.systems.models import System


@dataclass(frozen=True)
class Address:
    """A unit, one of its systems, or a whole installation; ``group``: through which group it was chosen."""

    unit: Unit | None = None
    system: System | None = None
    node: Node | None = None
    group: str = ""

    @property
    def key(self) -> tuple[int | None, int | None, int | None]:
        return (
            self.unit.pk if self.unit else None,
            self.system.pk if self.system else None,
            self.node.pk if self.node and not self.unit else None,
        )

    @property
    def name(self) -> str:
        if self.system:
            return self.system.name
        if self.unit:
            return self.unit.name
        return self.node.name if self.node else ""


@dataclass(frozen=True)
class Addressed:
    """A recipient as the statement names it, with the rows it stands for."""

    recipient: Recipient
    address: Address
    node: Node


def of_units(units: Iterable[Unit], group: str = "") -> list[Address]:
    return [Address(unit=unit, group=group) for unit in units]


def of_system(system: System) -> Address:
    return Address(unit=system.unit, system=system)


def of_zone(zone: str) -> Address:
    """``inner`` or ``outer``. Raises Refused where that zone is another installation nobody registered."""
    return Address(node=nodes.zone(zone))


def members(group: AddressGroup) -> list[Unit]:
    """The open units that the group means today, in the order of its lines and of the tree; each once."""
    return members_of([group])[group.pk]


def members_of(groups: Sequence[AddressGroup]) -> dict[int, list[Unit]]:
    """The members of each group by its id; two queries for any number of groups."""
    found: dict[int, dict[int, Unit]] = {group.pk: {} for group in groups}
    lines = list(GroupEntry.objects.filter(group__in=groups).select_related("unit").order_by("id"))
    tree = _tree() if lines else []
    at = [unit.path for unit in tree]
    for line in lines:
        first, after = (bisect_left(at, path) for path in paths.bounds(line.unit.path))
        for unit in tree[first:after]:
            if _is_meant(line, unit):
                found[line.group_id].setdefault(unit.pk, unit)
    return {group_id: list(units.values()) for group_id, units in found.items()}


def _tree() -> list[Unit]:
    needed = ("code", "name", "short_name", "path", "parent", "kind", "closed_on")
    return list(Unit.objects.open().only(*needed).order_by("path"))


def _is_meant(line: GroupEntry, unit: Unit) -> bool:
    """Of a unit at or below that of the line."""
    match line.reach:
        case GroupEntry.Reach.ITSELF:
            is_reached = unit.pk == line.unit_id
        case GroupEntry.Reach.CHILDREN:
            is_reached = unit.parent_id == line.unit_id
        case _:
            is_reached = unit.pk != line.unit_id
    return is_reached and (unit.kind in line.kinds if line.kinds else unit.kind not in INNER_KINDS)


def addressed(main: Sequence[Address], copies: Sequence[Address]) -> list[Addressed]:
    """Each recipient once, main before copy, numbered from 1, with the installation it lives on.

    Raises Refused where there is none, too many, or one that was closed since it was picked.
    """
    chosen: dict[tuple[int | None, int | None, int | None], tuple[str, Address]] = {}
    for part, addresses in ((rules.MAIN, main), (rules.COPY, copies)):
        for address in addresses:
            chosen.setdefault(address.key, (part, address))
    rules.check_recipients(len(chosen) if main else 0)
    _refuse_closed([address for _, address in chosen.values()])
    homes = nodes.nodes_for([address.unit for _, address in chosen.values() if address.unit])
    return [
        _addressed(number, part, address, homes)
        for number, (part, address) in enumerate(chosen.values(), start=1)
    ]


def _addressed(number: int, part: str, address: Address, homes: dict[int, Node]) -> Addressed:
    node = homes[address.unit.pk] if address.unit else address.node
    if node is None:
        raise Refused("收件方没有地址，请重新选择。", field="main")
    recipient = Recipient(
        number=number,
        part=part,
        node=node.code,
        unit=address.unit.code if address.unit else "",
        system=address.system.code if address.system else "",
        name=address.name,
        group=address.group,
    )
    return Addressed(recipient, address, node)


def _refuse_closed(addresses: list[Address]) -> None:
    for address in addresses:
        if address.unit and not address.unit.is_open:
            raise Refused(f"“{address.unit.name}”已撤销，请从收件单位中去掉后再发。", field="main")
        if address.system and not address.system.is_active:
            raise Refused(f"“{address.system.name}”已停用，请从收件方中去掉后再发。", field="main")

"""How is an address group made, changed and removed?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.models import AddressGroup, GroupEntry
from yiwang.kernel.organizations.models import Unit


@dataclass(frozen=True)
class Line:
    """One line of a group: the unit, how far it reaches, which kinds of units it means (none: all)."""

    unit: Unit
    reach: str = GroupEntry.Reach.ITSELF
    kinds: tuple[str, ...] = ()


@transaction.atomic
def make_group(by: Actor, unit: Unit | None, name: str, lines: Sequence[Line]) -> AddressGroup:
    """A group of the unit's own, or for everybody where ``unit`` is None."""
    group = AddressGroup(unit=unit)
    _name(group, name)
    group.order = AddressGroup.objects.filter(unit=unit).count()
    group.save()
    _fill(group, lines)
    record(by, "exchange.group_make", group, lines=_written(lines))
    return group


@transaction.atomic
def change_group(by: Actor, group: AddressGroup, name: str, lines: Sequence[Line]) -> AddressGroup:
    group = AddressGroup.objects.select_for_update().get(pk=group.pk)
    _name(group, name)
    group.save()
    group.entries.all().delete()
    _fill(group, lines)
    record(by, "exchange.group_change", group, lines=_written(lines))
    return group


@transaction.atomic
def remove_group(by: Actor, group: AddressGroup) -> None:
    """What was sent through it keeps its name: it stands in the signed words."""
    record(by, "exchange.group_remove", group)
    group.delete()


def _name(group: AddressGroup, name: str) -> None:
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise Refused("请填写组名，最长60个字。", field="name")
    taken = AddressGroup.objects.filter(unit=group.unit, name=name).exclude(pk=group.pk)
    if taken.exists():
        raise Refused(f"已有名为“{name}”的地址组，请换一个名称。", field="name")
    group.name = name


def _fill(group: AddressGroup, lines: Sequence[Line]) -> None:
    if not lines:
        raise Refused("请至少加入一个单位。", field="lines")
    GroupEntry.objects.bulk_create(
        GroupEntry(group=group, unit=line.unit, reach=line.reach, kinds=list(line.kinds)) for line in lines
    )


def _written(lines: Sequence[Line]) -> list[str]:
    return [f"{line.unit.name} {GroupEntry.Reach(line.reach).label}" for line in lines][:50]

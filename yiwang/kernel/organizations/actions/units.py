"""How does a unit come into being, and how do its name, mark and kind change?"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import paths, rules
from yiwang.kernel.organizations.models import Alias, Unit, UnitVersion

Change = UnitVersion.Change


@dataclass(frozen=True)
class UnitFields:
    """What is known of a unit when it is opened."""

    code: str
    name: str
    kind: str
    parent: Unit | None
    short_name: str = ""
    document_mark: str = ""
    order: int = 0


@transaction.atomic
def open_unit(by: Actor, fields: UnitFields, on: date, ground: str = "") -> Unit:
    """Add a unit below an open parent; the first of all is the root."""
    lock_tree()
    unit = add(fields, on)
    keep_version(unit, Change.OPENED, on, ground)
    record(by, "organizations.unit_open", unit, on=str(on), ground=ground, **facts(unit))
    return unit


@transaction.atomic
def rename(by: Actor, unit: Unit, name: str, short_name: str, on: date, ground: str = "") -> Unit:
    """Give the unit another name from a day on; the old one stays findable as a former name."""
    unit = locked(unit, on)
    before = facts(unit)
    former, unit.name = unit.name, rules.checked_name(name, 120)
    unit.short_name = rules.checked_name(short_name, 60, "short_name") if short_name.strip() else ""
    if former == unit.name and before["short_name"] == unit.short_name:
        raise Refused("新名称与现名称相同。", field="name")
    unit.save(update_fields=["name", "short_name"])
    if former != unit.name:
        Alias.objects.get_or_create(unit=unit, name=former, defaults={"kind": Alias.Kind.FORMER})
        Alias.objects.filter(unit=unit, name=unit.name).delete()
    keep_version(unit, Change.RENAMED, on, ground)
    record(by, "organizations.unit_rename", unit, before=before, after=facts(unit), on=str(on), ground=ground)
    return unit


@transaction.atomic
def remark(by: Actor, unit: Unit, document_mark: str, on: date, ground: str = "") -> Unit:
    """Change the document mark (机关代字); an open unit shares it with no other open unit."""
    unit = locked(unit, on)
    before = facts(unit)
    unit.document_mark = free_mark(document_mark, unit.pk)
    if before["document_mark"] == unit.document_mark:
        raise Refused("新的机关代字与现在的相同。", field="document_mark")
    unit.save(update_fields=["document_mark"])
    keep_version(unit, Change.REMARKED, on, ground)
    record(by, "organizations.unit_remark", unit, before=before, after=facts(unit), on=str(on), ground=ground)
    return unit


@transaction.atomic
def reclassify(by: Actor, unit: Unit, kind: str, on: date, ground: str = "") -> Unit:
    unit = locked(unit, on)
    before = facts(unit)
    if unit.kind == kind:
        raise Refused("新的类别与现在的相同。", field="kind")
    unit.kind = Unit.Kind(kind)
    unit.save(update_fields=["kind"])
    keep_version(unit, Change.RECLASSIFIED, on, ground)
    record(
        by, "organizations.unit_reclassify", unit, before=before, after=facts(unit), on=str(on), ground=ground
    )
    return unit


@transaction.atomic
def reorder(by: Actor, unit: Unit, order: int) -> Unit:
    """Where the unit stands among its siblings; nothing that history needs to know."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    before, unit.order = unit.order, order
    unit.save(update_fields=["order"])
    record(by, "organizations.unit_reorder", unit, before=before, after=order)
    return unit


@transaction.atomic
def add_alias(by: Actor, unit: Unit, name: str, kind: str) -> Alias:
    """Another name under which people look for the unit."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    name = rules.checked_name(name, 120)
    if name == unit.name or unit.aliases.filter(name=name).exists():
        raise Refused("该机构已经有这个名称。", field="name")
    alias = Alias.objects.create(unit=unit, name=name, kind=Alias.Kind(kind))
    record(by, "organizations.alias_add", unit, alias=name, kind=alias.get_kind_display())
    return alias


@transaction.atomic
def remove_alias(by: Actor, alias: Alias) -> None:
    """Former names stay: old records are found by them."""
    if alias.kind == Alias.Kind.FORMER:
        raise Refused("曾用名不能删除，旧文件要靠它查找。")
    record(by, "organizations.alias_remove", alias.unit, alias=alias.name)
    alias.delete()


# What the actions of this package share


def lock_tree() -> None:
    """One change of the tree's shape at a time: the root's row stands for the tree."""
    list(Unit.objects.select_for_update().filter(path=paths.ROOT).values_list("pk"))


def locked(unit: Unit, on: date) -> Unit:
    """The unit under lock, open, and not changed after ``on``."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    rules.check_open(unit.is_open, unit.name)
    check_effective(unit, on)
    return unit


def check_effective(unit: Unit, on: date) -> None:
    last = unit.versions.values_list("starts_on", flat=True).first()
    rules.check_effective(on, today(), last)


def add(fields: UnitFields, on: date) -> Unit:
    """Write the row of a new unit; the tree is locked."""
    parent = Unit.objects.get(pk=fields.parent.pk) if fields.parent else None
    if parent:
        rules.check_open(parent.is_open, parent.name, "parent")
    elif Unit.objects.exists():
        raise Refused("全市只有一个根机构，请选择上级机构。", field="parent")
    rules.check_effective(on, today(), parent.opened_on if parent else None)
    code = rules.checked_code(fields.code)
    if Unit.objects.filter(code=code).exists():
        raise Refused(f"机构代码“{code}”已被使用。", field="code")
    path = free_path(parent)
    return Unit.objects.create(
        code=code,
        name=rules.checked_name(fields.name, 120),
        short_name=rules.checked_name(fields.short_name, 60, "short_name")
        if fields.short_name.strip()
        else "",
        kind=Unit.Kind(fields.kind),
        parent=parent,
        path=path,
        depth=paths.depth(path),
        document_mark=free_mark(fields.document_mark, None),
        order=fields.order,
        opened_on=on,
    )


def free_path(parent: Unit | None) -> str:
    return child_path(parent, Unit.objects.last_child_number(parent) + 1) if parent else paths.ROOT


def child_path(parent: Unit, number: int) -> str:
    try:
        return paths.child(parent.path, number)
    except ValueError as full:
        raise Refused("该上级机构的层级过深或下级过多，请另选上级机构。", field="parent") from full


def free_mark(mark: str, unit_id: int | None) -> str:
    """The mark where no other open unit bears it. Raises Refused naming the one that does."""
    mark = rules.checked_mark(mark)
    bearers = Unit.objects.open().exclude(document_mark="").filter(document_mark=mark)
    bearer = next((unit for unit in bearers if unit.pk != unit_id), None)
    if bearer:
        raise Refused(f"机关代字“{mark}”已由“{bearer.name}”使用。", field="document_mark")
    return mark


def keep_version(
    unit: Unit, change: Change, on: date, ground: str = "", other: Unit | None = None
) -> UnitVersion:
    """What the unit is from that day on."""
    return UnitVersion.objects.create(
        unit=unit,
        starts_on=on,
        change=change,
        name=unit.name,
        short_name=unit.short_name,
        kind=unit.kind,
        document_mark=unit.document_mark,
        parent_id=unit.parent_id,
        other=other,
        ground=ground.strip()[:200],
    )


def facts(unit: Unit) -> dict[str, str]:
    """What the record says of a unit."""
    return {
        "code": unit.code,
        "name": unit.name,
        "short_name": unit.short_name,
        "kind": str(Unit.Kind(unit.kind).label),
        "document_mark": unit.document_mark,
        "parent": unit.parent.name if unit.parent else "",
    }

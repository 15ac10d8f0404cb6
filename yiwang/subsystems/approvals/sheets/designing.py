"""How does an editor change a form, one step at a time?

``apply(schema, change) -> schema``: pure; raises Refused where the change leads to something that is no form.
A ``path`` is ``name``, or ``members.name`` for a column of a list.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.sheets.fields import CHOSEN, EMPTY, Field, Group, Kind, Option, Sheet
from yiwang.subsystems.approvals.sheets.reading import read
from yiwang.subsystems.approvals.sheets.writing import written

_Named = TypeVar("_Named", Field, Group)


@dataclass(frozen=True)
class AddField:
    """At the end of its group; ``inside``: the list whose column it becomes."""

    kind: Kind
    title: str
    group: str = ""
    inside: str = ""


@dataclass(frozen=True)
class PutField:
    """Replace the field at a path; a new key remembers the one it had."""

    path: str
    field: Field


@dataclass(frozen=True)
class RemoveField:
    path: str


@dataclass(frozen=True)
class MoveField:
    """Places up (-1, -2 …) or down (+1 …) among those it is shown with."""

    path: str
    by: int


@dataclass(frozen=True)
class AddGroup:
    title: str


@dataclass(frozen=True)
class PutGroup:
    key: str
    title: str
    hint: str = ""


@dataclass(frozen=True)
class RemoveGroup:
    """Its fields stay, without a group."""

    key: str


@dataclass(frozen=True)
class MoveGroup:
    key: str
    by: int


@dataclass(frozen=True)
class PutHead:
    title: str
    hint: str = ""


Change = (
    AddField | PutField | RemoveField | MoveField | AddGroup | PutGroup | RemoveGroup | MoveGroup | PutHead
)


def apply(schema: dict[str, Any], change: Change) -> dict[str, Any]:
    """The form after the change; an empty schema is a form without fields."""
    sheet = read(schema) if schema else EMPTY
    changed = written(_CHANGES[type(change)](sheet, change))
    return written(read(changed))


def new_key(before: Sequence[Field | Group], stem: str) -> str:
    """``field_3``: none that is taken now."""
    taken = {one.key for one in before}
    return next(key for number in range(1, len(taken) + 2) if (key := f"{stem}_{number}") not in taken)


def blank(kind: Kind, key: str, title: str) -> Field:
    """The least that a field of a kind says."""
    options = tuple(Option(text, text) for text in ("选项一", "选项二")) if kind in CHOSEN else ()
    columns = (Field("name", Kind.TEXT, "名称"),) if kind is Kind.ROWS else ()
    identifier = "identity" if kind is Kind.IDENTIFIER else ""
    is_required = kind is Kind.CONSENT
    return Field(
        key, kind, title, options=options, columns=columns, identifier=identifier, is_required=is_required
    )


def turned(field: Field, kind: Kind) -> Field:
    """The same question asked in another way; what only the old way knew is gone."""
    if field.kind is kind:
        return field
    new = blank(kind, field.key, field.title)
    options = field.options if kind in CHOSEN and field.options else new.options
    return replace(
        new,
        hint=field.hint,
        is_required=field.is_required or new.is_required,
        group=field.group,
        source=field.source,
        was=field.was,
        options=options,
    )


def found(sheet: Sheet, path: str) -> Field:
    """Raises Refused where there is no such field any more."""
    key, _, column = path.partition(".")
    field = sheet.field(key)
    inner = field.column(column) if field and column else field
    if inner is None:
        raise Refused("这一项已经不在表里了，请刷新页面。")
    return inner


def _add_field(sheet: Sheet, change: AddField) -> Sheet:
    title = _titled(change.title)
    if not change.inside:
        field = replace(blank(change.kind, new_key(sheet.fields, "field"), title), group=change.group)
        return replace(sheet, fields=(*sheet.fields, field))
    if change.kind in {Kind.ROWS, Kind.CHOICES}:
        raise Refused(f"明细里不能放“{change.kind.label}”。", field="kind")
    holder = found(sheet, change.inside)
    column = blank(change.kind, new_key(holder.columns, "column"), title)
    return _with(sheet, change.inside, replace(holder, columns=(*holder.columns, column)))


def _put_field(sheet: Sheet, change: PutField) -> Sheet:
    former = found(sheet, change.path)
    field = replace(change.field, title=_titled(change.field.title))
    siblings = _siblings(sheet, change.path)
    if field.key != former.key:
        if any(one.key == field.key for one in siblings):
            raise Refused(f"已经有键为“{field.key}”的填写项。", field="key")
        field = replace(field, was=tuple(dict.fromkeys((former.key, *field.was))))
    return _with(sheet, change.path, field)


def _remove_field(sheet: Sheet, change: RemoveField) -> Sheet:
    found(sheet, change.path)
    if change.path.partition(".")[1] and len(_siblings(sheet, change.path)) == 1:
        raise Refused("明细至少要有一栏；不需要明细时请删去整项。")
    return _with(sheet, change.path, None)


def _move_field(sheet: Sheet, change: MoveField) -> Sheet:
    field = found(sheet, change.path)
    holder, _, column = change.path.partition(".")
    if column:
        outer = found(sheet, holder)
        columns = _moved(outer.columns, field, change.by, lambda one: True)
        return _with(sheet, holder, replace(outer, columns=columns))
    return replace(sheet, fields=_moved(sheet.fields, field, change.by, lambda one: one.group == field.group))


def _moved(
    row: tuple[_Named, ...], one: _Named, by: int, is_beside: Callable[[_Named], bool]
) -> tuple[_Named, ...]:
    """So many places up or down among those beside it, at most to the end; the others keep their order."""
    beside = [other for other in row if is_beside(other)]
    places = [at for at, other in enumerate(row) if is_beside(other)]
    there = min(max(beside.index(one) + by, 0), len(beside) - 1)
    beside.remove(one)
    beside.insert(there, one)
    moved = list(row)
    for at, other in zip(places, beside, strict=True):
        moved[at] = other
    return tuple(moved)


def _siblings(sheet: Sheet, path: str) -> tuple[Field, ...]:
    holder, _, column = path.partition(".")
    return found(sheet, holder).columns if column else sheet.fields


def _with(sheet: Sheet, path: str, field: Field | None) -> Sheet:
    """The sheet with another field at a path, or none."""
    key, _, column = path.partition(".")
    if column:
        holder = found(sheet, key)
        columns = _replaced(holder.columns, column, field)
        return _with(sheet, key, replace(holder, columns=columns))
    return replace(sheet, fields=_replaced(sheet.fields, key, field))


def _replaced(row: tuple[_Named, ...], key: str, new: _Named | None) -> tuple[_Named, ...]:
    """``new`` in the place of the one with the key; without it where there is no new one."""
    kept: list[_Named] = []
    for one in row:
        if one.key != key:
            kept.append(one)
        elif new is not None:
            kept.append(new)
    return tuple(kept)


def _group(sheet: Sheet, key: str) -> Group:
    group = next((group for group in sheet.groups if group.key == key), None)
    if group is None:
        raise Refused("这个分组已经不在表里了，请刷新页面。")
    return group


def _add_group(sheet: Sheet, change: AddGroup) -> Sheet:
    group = Group(new_key(sheet.groups, "group"), _titled(change.title))
    return replace(sheet, groups=(*sheet.groups, group))


def _put_group(sheet: Sheet, change: PutGroup) -> Sheet:
    _group(sheet, change.key)
    group = Group(change.key, _titled(change.title), change.hint.strip())
    return replace(sheet, groups=_replaced(sheet.groups, change.key, group))


def _remove_group(sheet: Sheet, change: RemoveGroup) -> Sheet:
    _group(sheet, change.key)
    kept = tuple(replace(one, group="") if one.group == change.key else one for one in sheet.fields)
    return replace(sheet, fields=kept, groups=_replaced(sheet.groups, change.key, None))


def _move_group(sheet: Sheet, change: MoveGroup) -> Sheet:
    group = _group(sheet, change.key)
    return replace(sheet, groups=_moved(sheet.groups, group, change.by, lambda one: True))


def _put_head(sheet: Sheet, change: PutHead) -> Sheet:
    return replace(sheet, title=change.title.strip(), hint=change.hint.strip())


def _titled(title: str) -> str:
    plain = " ".join(title.split())
    if not plain:
        raise Refused("请填写名称。", field="title")
    return plain


_CHANGES: dict[type, Callable[[Sheet, Any], Sheet]] = {
    AddField: _add_field,
    PutField: _put_field,
    RemoveField: _remove_field,
    MoveField: _move_field,
    AddGroup: _add_group,
    PutGroup: _put_group,
    RemoveGroup: _remove_group,
    MoveGroup: _move_group,
    PutHead: _put_head,
}

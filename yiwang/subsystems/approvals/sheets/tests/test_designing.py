"""Does an editor get from nothing to a form step by step, and is what would be none refused?"""

from dataclasses import replace

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.sheets import designing as d
from yiwang.subsystems.approvals.sheets.fields import Kind
from yiwang.subsystems.approvals.sheets.reading import read
from yiwang.subsystems.approvals.sheets.tests.makers import schema
from yiwang.subsystems.approvals.sheets.writing import settled


def made(*changes, start=None):
    found = start or {}
    for change in changes:
        found = d.apply(found, change)
    return found


def keys(form):
    return [field.key for field in read(form).fields]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_field_of_every_kind_can_be_added_to_an_empty_form(kind):
    form = made(d.AddField(kind, " 新 的 一项 "))
    field = read(form).fields[0]
    assert (field.key, field.kind, field.title) == ("field_1", kind, "新 的 一项")


@pytest.mark.parametrize("kind", list(Kind))
def test_a_field_can_be_turned_into_every_kind(kind):
    for before in Kind:
        form = made(d.AddField(before, "甲"))
        field = d.found(read(form), "field_1")
        changed = made(d.PutField("field_1", d.turned(field, kind)), start=form)
        assert read(changed).fields[0].kind is kind


def test_a_new_key_remembers_the_old_one():
    form = made(d.AddField(Kind.TEXT, "甲"))
    field = read(form).fields[0]
    form = made(d.PutField("field_1", replace(field, key="shop")), start=form)
    form = made(d.PutField("shop", replace(read(form).fields[0], key="shop_name")), start=form)
    assert read(form).fields[0].was == ("shop", "field_1")


def test_a_key_is_not_given_twice():
    form = made(d.AddField(Kind.TEXT, "甲"), d.AddField(Kind.TEXT, "乙"))
    with pytest.raises(Refused, match="已经有键为“field_2”"):
        d.apply(form, d.PutField("field_1", replace(read(form).fields[0], key="field_2")))


def test_fields_change_places_within_their_group_and_stop_at_its_ends():
    form = made(
        d.AddGroup("场所"),
        d.AddField(Kind.TEXT, "甲"),
        d.AddField(Kind.TEXT, "乙", group="group_1"),
        d.AddField(Kind.TEXT, "丙"),
    )
    moved = made(d.MoveField("field_3", -1), start=form)
    assert keys(moved) == ["field_3", "field_2", "field_1"]
    assert made(d.MoveField("field_3", -1), start=moved) == moved
    assert made(d.MoveField("field_2", 1), start=moved) == moved
    assert made(d.MoveField("field_3", 1), start=moved) == form


def test_a_field_moves_several_places_and_the_others_keep_their_order():
    form = made(*(d.AddField(Kind.TEXT, str(number)) for number in range(5)))
    moved = made(d.MoveField("field_1", 3), start=form)
    assert keys(moved) == ["field_2", "field_3", "field_4", "field_1", "field_5"]
    assert keys(made(d.MoveField("field_5", -99), start=form))[0] == "field_5"


def test_columns_of_a_list_are_added_changed_moved_and_removed():
    form = made(d.AddField(Kind.ROWS, "股东"), d.AddField(Kind.IDENTIFIER, "证件", inside="field_1"))
    assert [column.key for column in read(form).fields[0].columns] == ["name", "column_1"]
    form = made(d.MoveField("field_1.column_1", -1), start=form)
    column = replace(d.found(read(form), "field_1.column_1"), key="number", is_required=True)
    form = made(d.PutField("field_1.column_1", column), start=form)
    assert [column.key for column in read(form).fields[0].columns] == ["number", "name"]
    form = made(d.RemoveField("field_1.name"), start=form)
    with pytest.raises(Refused, match="至少要有一栏"):
        d.apply(form, d.RemoveField("field_1.number"))


def test_a_list_does_not_hold_a_list():
    form = made(d.AddField(Kind.ROWS, "股东"))
    with pytest.raises(Refused, match="明细里不能放"):
        d.apply(form, d.AddField(Kind.ROWS, "子女", inside="field_1"))


def test_a_group_that_is_dissolved_leaves_its_fields():
    form = made(d.AddGroup("场所"), d.AddField(Kind.TEXT, "甲", group="group_1"), d.RemoveGroup("group_1"))
    assert (read(form).groups, read(form).fields[0].group) == ((), "")


def test_groups_are_renamed_and_moved():
    form = made(
        d.AddGroup("甲"), d.AddGroup("乙"), d.MoveGroup("group_2", -1), d.PutGroup("group_1", "丙", "说明")
    )
    assert [(group.key, group.title, group.hint) for group in read(form).groups] == [
        ("group_2", "乙", ""),
        ("group_1", "丙", "说明"),
    ]


def test_the_head_is_changed_and_nothing_else():
    form = made(d.PutHead("申请表", "请如实填写。"), start=schema())
    assert (form["title"], form["description"]) == ("申请表", "请如实填写。")
    assert form["properties"] == settled(schema())["properties"]


@pytest.mark.parametrize(
    "change",
    [
        d.AddField(Kind.TEXT, " "),
        d.AddField(Kind.TEXT, "甲", inside="nobody"),
        d.AddField(Kind.TEXT, "长" * 61),
        d.RemoveField("nobody"),
        d.RemoveField("staff.nobody"),
        d.MoveField("nobody", 1),
        d.PutGroup("nobody", "甲"),
        d.RemoveGroup("nobody"),
        d.MoveGroup("nobody", 1),
        d.AddGroup(""),
    ],
)
def test_what_cannot_be_done_is_refused(change):
    with pytest.raises(Refused):
        d.apply(schema(), change)

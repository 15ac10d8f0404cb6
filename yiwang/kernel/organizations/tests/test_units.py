"""How do units open, change and end?"""

from datetime import date

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.actions import units
from yiwang.kernel.organizations.actions.units import UnitFields
from yiwang.kernel.organizations.models import Alias, Unit, UnitVersion
from yiwang.kernel.organizations.tests.makers import make_root, make_unit

pytestmark = pytest.mark.django_db


def fields(**changes) -> UnitFields:
    if "parent" not in changes:
        changes["parent"] = make_root()
    return UnitFields(**{"code": "DATA", "name": "数据局", "kind": Unit.Kind.DEPARTMENT, **changes})


def last_act() -> str:
    return Entry.objects.order_by("-number").first().act


def test_the_first_unit_is_the_root() -> None:
    root = units.open_unit(SYSTEM, fields(code="YZ", name="云泽市", parent=None), date(2020, 1, 1))
    assert (root.path, root.depth, root.parent) == ("0001", 1, None)


def test_a_new_unit_lies_below_its_parent_and_enters_the_record() -> None:
    unit = units.open_unit(SYSTEM, fields(document_mark="云数"), today(), "云编〔2026〕3号")
    assert unit.path.startswith(make_root().path)
    assert unit.depth == 2
    version = unit.versions.get()
    assert (version.change, version.name, version.ground) == ("opened", "数据局", "云编〔2026〕3号")
    entry = Entry.objects.get(act="organizations.unit_open")
    assert entry.detail["name"] == "数据局"


def test_there_is_no_second_root() -> None:
    make_root()
    with pytest.raises(Refused) as refused:
        units.open_unit(SYSTEM, fields(parent=None), today())
    assert refused.value.field == "parent"


def test_a_code_is_used_once() -> None:
    make_unit(code="DATA")
    with pytest.raises(Refused) as refused:
        units.open_unit(SYSTEM, fields(), today())
    assert refused.value.field == "code"


def test_nothing_opens_below_a_closed_unit() -> None:
    closed = make_unit(closed_on=today())
    with pytest.raises(Refused):
        units.open_unit(SYSTEM, fields(parent=closed), today())


def test_nothing_opens_in_the_future_or_before_its_parent() -> None:
    parent = make_unit(opened_on=shifted(today(), days=-10))
    for on in (shifted(today(), days=1), shifted(today(), days=-11)):
        with pytest.raises(Refused) as refused:
            units.open_unit(SYSTEM, fields(parent=parent), on)
        assert refused.value.field == "on"


def test_a_document_mark_belongs_to_one_open_unit() -> None:
    make_unit(document_mark="云数", name="甲局")
    with pytest.raises(Refused, match="甲局"):
        units.open_unit(SYSTEM, fields(document_mark="云数"), today())


def test_the_mark_of_a_closed_unit_is_free() -> None:
    make_unit(document_mark="云数", closed_on=today())
    assert units.open_unit(SYSTEM, fields(document_mark="云数"), today()).document_mark == "云数"


def test_a_renamed_unit_keeps_its_old_name_for_old_records() -> None:
    unit = make_unit(name="大数据局", opened_on=date(2019, 1, 1))
    units.rename(SYSTEM, unit, "数据局", "数据局", date(2024, 3, 1), "云编〔2024〕1号")
    unit.refresh_from_db()
    assert unit.name == "数据局"
    assert unit.name_on(date(2024, 2, 29)) == "大数据局"
    assert unit.name_on(date(2024, 3, 1)) == "数据局"
    assert unit.name_on(date(2018, 1, 1)) == "大数据局"
    assert unit.aliases.get().kind == Alias.Kind.FORMER
    assert Unit.objects.matching("大数据").get() == unit
    detail = Entry.objects.get(act="organizations.unit_rename").detail
    assert (detail["before"]["name"], detail["after"]["name"]) == ("大数据局", "数据局")


def test_taking_an_old_name_back_removes_it_from_the_aliases() -> None:
    unit = make_unit(name="大数据局")
    units.rename(SYSTEM, unit, "数据局", "", today())
    units.rename(SYSTEM, unit, "大数据局", "", today())
    assert [alias.name for alias in unit.aliases.all()] == ["数据局"]


def test_a_rename_to_the_same_name_is_refused() -> None:
    unit = make_unit()
    with pytest.raises(Refused):
        units.rename(SYSTEM, unit, unit.name, unit.short_name, today())


def test_history_is_not_written_before_the_last_change() -> None:
    unit = make_unit(opened_on=date(2019, 1, 1))
    units.rename(SYSTEM, unit, "数据局", "", date(2024, 3, 1))
    with pytest.raises(Refused) as refused:
        units.rename(SYSTEM, unit, "数据管理局", "", date(2024, 2, 1))
    assert refused.value.field == "on"
    units.rename(SYSTEM, unit, "数据管理局", "", date(2024, 3, 1))
    assert unit.name_on(date(2024, 3, 1)) == "数据管理局"


def test_a_closed_unit_cannot_be_renamed() -> None:
    unit = make_unit(closed_on=today())
    with pytest.raises(Refused):
        units.rename(SYSTEM, unit, "数据局", "", today())


def test_a_mark_changes_from_a_day_on() -> None:
    unit = make_unit(document_mark="云数", opened_on=date(2019, 1, 1))
    units.remark(SYSTEM, unit, "云数发", date(2025, 1, 1))
    assert unit.version_on(date(2024, 12, 31)).document_mark == "云数"
    assert unit.version_on(date(2025, 1, 1)).document_mark == "云数发"
    assert last_act() == "organizations.unit_remark"


def test_a_mark_is_not_taken_from_another_open_unit() -> None:
    make_unit(document_mark="云数")
    unit = make_unit()
    with pytest.raises(Refused):
        units.remark(SYSTEM, unit, "云数", today())


def test_the_kind_changes_and_the_same_kind_is_refused() -> None:
    unit = make_unit(kind=Unit.Kind.DEPARTMENT)
    units.reclassify(SYSTEM, unit, "institution", today())
    unit.refresh_from_db()
    assert unit.kind == "institution"
    with pytest.raises(Refused):
        units.reclassify(SYSTEM, unit, "institution", today())


def test_the_order_changes_without_a_version() -> None:
    unit = make_unit()
    units.reorder(SYSTEM, unit, 30)
    unit.refresh_from_db()
    assert unit.order == 30
    assert unit.versions.count() == 1


def test_an_alias_is_added_once_and_removed_unless_it_is_a_former_name() -> None:
    unit = make_unit(name="甲局")
    alias = units.add_alias(SYSTEM, unit, "甲", Alias.Kind.ABBREVIATION)
    for name in ("甲", "甲局"):
        with pytest.raises(Refused):
            units.add_alias(SYSTEM, unit, name, Alias.Kind.ABBREVIATION)
    units.remove_alias(SYSTEM, alias)
    assert not unit.aliases.exists()
    former = units.add_alias(SYSTEM, unit, "老甲局", Alias.Kind.FORMER)
    with pytest.raises(Refused):
        units.remove_alias(SYSTEM, former)


@pytest.mark.parametrize("text", ["数据", "大数据", "云数", "DATA", "shuju"])
def test_a_unit_is_found_by_name_alias_mark_or_code(text: str) -> None:
    unit = make_unit(name="政务数据局", code="DATA01", document_mark="云数")
    make_unit(name="财政局")
    Alias.objects.create(unit=unit, name="大数据中心")
    Alias.objects.create(unit=unit, name="shuju")
    assert list(Unit.objects.matching(text)) == [unit]


def test_a_version_without_history_falls_back_to_the_present_name() -> None:
    unit = make_unit()
    UnitVersion.objects.filter(unit=unit).delete()
    assert unit.name_on(today()) == unit.name

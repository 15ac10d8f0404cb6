"""How do units move, merge, split, close and come back?"""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.actions import reforms
from yiwang.kernel.organizations.actions.units import UnitFields
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.tests.makers import make_person, make_post, make_root, make_unit

pytestmark = pytest.mark.django_db


def test_a_unit_moves_with_everything_below_it() -> None:
    old, new = make_unit(), make_unit()
    unit = make_unit(parent=old)
    office = make_unit(parent=unit)
    desk = make_unit(parent=office)
    reforms.move(SYSTEM, unit, new, today(), "云编〔2026〕1号")
    assert set(Unit.objects.within(new)) == {new, unit, office, desk}
    assert set(Unit.objects.within(old)) == {old}
    for one, depth in ((unit, 3), (office, 4), (desk, 5)):
        one.refresh_from_db()
        assert (one.depth, len(one.path)) == (depth, depth * 4)
    assert unit.version_on(today()).parent == new
    detail = Entry.objects.get(act="organizations.unit_move").detail
    assert (detail["before"]["parent"], detail["after"]["parent"]) == (old.name, new.name)


def test_people_of_a_moved_unit_are_seen_from_its_new_place_only() -> None:
    old, new = make_unit(), make_unit()
    unit = make_unit(parent=old)
    post = make_post(unit=unit)
    reforms.move(SYSTEM, unit, new, today())
    assert post in Post.objects.visible_to(make_post(unit=new))
    assert post not in Post.objects.visible_to(make_post(unit=old))


def test_a_unit_moves_neither_below_itself_nor_to_where_it_is_nor_below_a_closed_one() -> None:
    unit = make_unit()
    child = make_unit(parent=unit)
    for parent in (unit, child, make_root(), make_unit(closed_on=today())):
        with pytest.raises(Refused):
            reforms.move(SYSTEM, unit, parent, today())


def test_the_root_neither_moves_nor_merges_nor_closes() -> None:
    root, unit = make_root(), make_unit()
    for deed in (
        lambda: reforms.move(SYSTEM, root, unit, today()),
        lambda: reforms.merge(SYSTEM, root, unit, today(), keep_posts=True),
        lambda: reforms.close(SYSTEM, root, today()),
    ):
        with pytest.raises(Refused):
            deed()


def test_a_tree_grows_no_deeper_than_sixteen_levels() -> None:
    deep = make_root()
    for _ in range(14):
        deep = make_unit(parent=deep)
    top = make_unit()
    make_unit(parent=make_unit(parent=top))
    with pytest.raises(Refused, match="层级"):
        reforms.move(SYSTEM, top, deep, today())


def test_merging_keeps_posts_children_and_old_records_in_reach_of_the_target() -> None:
    unit, target = make_unit(name="甲局", document_mark="云甲"), make_unit(name="乙局")
    office = make_unit(parent=unit)
    post = make_post(unit=unit)
    reforms.merge(SYSTEM, unit, target, today(), keep_posts=True, ground="云编〔2026〕2号")
    for one in (unit, office, post):
        one.refresh_from_db()
    assert (unit.closed_on, unit.merged_into, office.parent, post.unit) == (today(), target, target, target)
    seer = make_post(unit=target)
    assert {unit, office} <= set(Unit.objects.visible_to(seer))
    assert unit.version_on(today()).change == "merged"
    assert target.version_on(today()).change == "absorbed"
    assert target.aliases.get().name == "甲局"
    assert Unit.objects.open().matching("甲局").get() == target
    assert Entry.objects.get(act="organizations.unit_merge").detail["posts_moved"] == [post.pk]


def test_merging_can_end_the_posts_and_disables_who_has_no_other() -> None:
    unit, target = make_unit(), make_unit()
    leaver = make_post(unit=unit).person
    stayer = make_person()
    make_post(unit=unit, person=stayer)
    make_post(unit=target, person=stayer)
    reforms.merge(SYSTEM, unit, target, today(), keep_posts=False)
    leaver.refresh_from_db()
    stayer.refresh_from_db()
    assert (leaver.is_active, stayer.is_active) == (False, True)
    assert not Post.objects.not_ended(today()).filter(unit=unit).exists()


def test_a_merged_unit_is_not_reopened() -> None:
    unit, target = make_unit(), make_unit(name="乙局")
    reforms.merge(SYSTEM, unit, target, today(), keep_posts=True)
    with pytest.raises(Refused, match="乙局"):
        reforms.reopen(SYSTEM, unit, today())


def test_a_unit_merges_neither_into_itself_nor_into_its_child_nor_into_a_closed_one() -> None:
    unit = make_unit()
    child = make_unit(parent=unit)
    for target in (unit, child, make_unit(closed_on=today())):
        with pytest.raises(Refused):
            reforms.merge(SYSTEM, unit, target, today(), keep_posts=True)


def test_a_split_takes_the_chosen_posts_along() -> None:
    source = make_unit(name="发改局")
    going, staying, elsewhere = make_post(unit=source), make_post(unit=source), make_post()
    fields = UnitFields("DATA", "数据局", Unit.Kind.DEPARTMENT, source.parent)
    unit = reforms.split(SYSTEM, source, fields, today(), posts=[going, elsewhere])
    assert [post.pk for post in unit.posts.all()] == [going.pk]
    assert [post.pk for post in source.posts.all()] == [staying.pk]
    assert unit.versions.get().other == source
    assert source.version_on(today()).other == unit


def test_an_empty_unit_closes_and_its_mark_is_free() -> None:
    unit = make_unit(document_mark="云甲")
    reforms.close(SYSTEM, unit, today())
    unit.refresh_from_db()
    assert unit.closed_on == today()
    make_unit(document_mark="云甲")


def test_a_unit_with_people_or_open_children_does_not_close() -> None:
    with_people, with_child = make_unit(), make_unit()
    make_post(unit=with_people)
    make_unit(parent=with_child)
    for unit in (with_people, with_child):
        with pytest.raises(Refused):
            reforms.close(SYSTEM, unit, today())


def test_a_closed_unit_comes_back_where_it_was() -> None:
    unit = make_unit(document_mark="云甲")
    reforms.close(SYSTEM, unit, shifted(today(), days=-3))
    reforms.reopen(SYSTEM, unit, today())
    unit.refresh_from_db()
    assert unit.is_open
    assert [version.change for version in unit.versions.all()] == ["reopened", "closed", "opened"]


def test_a_unit_is_not_reopened_when_open_below_a_closed_one_or_without_its_mark() -> None:
    parent = make_unit()
    below_closed = make_unit(parent=parent, closed_on=today())
    Unit.objects.filter(pk=parent.pk).update(closed_on=today())
    markless = make_unit(document_mark="云甲", closed_on=today())
    make_unit(document_mark="云甲")
    for unit in (make_unit(), below_closed, markless):
        with pytest.raises(Refused):
            reforms.reopen(SYSTEM, unit, today())


@pytest.mark.parametrize(
    "changes",
    [
        {"parent": None, "path": "0002", "depth": 1},
        {"closed_on": date(1990, 1, 1)},
        {"document_mark": "云甲"},
        {"merged": True},
        {"path": "0001"},
    ],
)
def test_the_database_itself_refuses_nonsense(changes: dict) -> None:
    make_unit(document_mark="云甲")
    unit = make_unit()
    if changes.pop("merged", False):
        changes["merged_into"] = make_root()
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(**changes)

import pytest

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.groups import Line, change_group, make_group, remove_group
from yiwang.kernel.exchange.addressing import members
from yiwang.kernel.exchange.models import AddressGroup
from yiwang.kernel.exchange.tests.makers import make_clerk
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import actor, make_unit

pytestmark = pytest.mark.django_db
KIND = Unit.Kind


@pytest.fixture
def county():
    """A county with two townships, a bureau, and an inner office of the bureau."""
    county = make_unit(name="云溪县", kind=KIND.GOVERNMENT)
    make_unit(parent=county, name="东镇", kind=KIND.GOVERNMENT)
    make_unit(parent=county, name="西镇", kind=KIND.GOVERNMENT)
    bureau = make_unit(parent=county, name="县财政局")
    make_unit(parent=bureau, name="办公室", kind=KIND.OFFICE)
    return county


def names(group):
    return [unit.name for unit in members(group)]


def make(*lines, **changes):
    clerk = make_clerk()
    return make_group(actor(clerk), changes.get("unit", clerk.unit), changes.get("name", "各镇"), lines)


def test_a_group_reaches_a_unit_its_children_or_all_below_it(county):
    assert names(make(Line(county))) == ["云溪县"]
    assert names(make(Line(county, "children"))) == ["东镇", "西镇", "县财政局"]
    assert names(make(Line(county, "subtree", (KIND.GOVERNMENT,)))) == ["东镇", "西镇"]


def test_inner_offices_are_meant_only_where_they_are_named(county):
    assert "办公室" not in names(make(Line(county, "subtree")))
    assert names(make(Line(county, "subtree", (KIND.OFFICE,)))) == ["办公室"]


def test_a_group_follows_the_unit_tree(county):
    group = make(Line(county, "children", (KIND.GOVERNMENT,)))
    make_unit(parent=county, name="南镇", kind=KIND.GOVERNMENT)
    Unit.objects.filter(name="东镇").update(closed_on=today())
    assert names(group) == ["西镇", "南镇"]


def test_a_unit_is_meant_once_however_many_lines_name_it(county):
    east = Unit.objects.get(name="东镇")
    assert names(make(Line(east), Line(county, "children"))) == ["东镇", "西镇", "县财政局"]


def test_a_group_has_a_name_of_its_own_and_at_least_one_line(county):
    clerk = make_clerk()
    make_group(actor(clerk), clerk.unit, "各镇", [Line(county)])
    for name, lines in (("各镇", [Line(county)]), (" ", [Line(county)]), ("空组", [])):
        with pytest.raises(Refused):
            make_group(actor(clerk), clerk.unit, name, lines)
    make_group(actor(clerk), None, "各镇", [Line(county)])
    with pytest.raises(Refused):
        make_group(actor(clerk), None, "各镇", [Line(county)])


def test_a_unit_uses_its_own_groups_and_those_of_the_city(county):
    clerk, other = make_clerk(), make_clerk()
    own = make_group(actor(clerk), clerk.unit, "本单位的", [Line(county)])
    make_group(actor(other), other.unit, "别人的", [Line(county)])
    city = make_group(actor(other), None, "全市的", [Line(county)])
    assert list(AddressGroup.objects.usable_by(clerk.unit)) == [city, own]


def test_a_group_is_changed_and_removed(county):
    clerk = make_clerk()
    group = make_group(actor(clerk), clerk.unit, "各镇", [Line(county)])
    change_group(actor(clerk), group, "各乡镇", [Line(county, "children")])
    group.refresh_from_db()
    assert group.name == "各乡镇"
    assert len(names(group)) == 3
    remove_group(actor(clerk), group)
    assert not AddressGroup.objects.exists()

"""Who keeps which address groups, and whom do they mean?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.exchange.actions.groups import Line, make_group
from yiwang.kernel.exchange.forms.groups import MOST_LINES
from yiwang.kernel.exchange.models import AddressGroup
from yiwang.kernel.exchange.tests.makers import make_clerk
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_root, make_unit, sign_in

pytestmark = pytest.mark.django_db
GROUPS = "/office/exchange/groups/"


@pytest.fixture
def clerk(client):
    post = make_clerk()
    sign_in(client, post)
    return post


def typed(*lines, **changes):
    """A form with these lines of unit, reach, kinds."""
    fields = {"name": "防汛成员单位", "pasted": "", "lines-TOTAL_FORMS": len(lines), "lines-INITIAL_FORMS": 0}
    for number, (unit, reach, kinds) in enumerate(lines):
        fields |= {
            f"lines-{number}-unit": unit,
            f"lines-{number}-reach": reach,
            f"lines-{number}-kinds": kinds,
        }
    return {**fields, **changes}


def read(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def test_a_post_without_either_permission_is_refused(client):
    sign_in(client, make_post())
    for address in (GROUPS, f"{GROUPS}new/", f"{GROUPS}1/", f"{GROUPS}1/edit/"):
        assert client.get(address).status_code == 409
    assert client.post(f"{GROUPS}1/remove/").status_code == 409


def test_a_clerk_makes_a_group_of_the_units_own(client, clerk):
    unit = make_unit(name="市水利局")
    make_unit(name="市水文站", parent=unit, kind=Unit.Kind.INSTITUTION)
    assert "还没有地址组" in read(client.get(GROUPS))
    response = client.post(f"{GROUPS}new/", typed(("市水利局", "itself", []), (unit.code, "children", [])))
    group = AddressGroup.objects.get()
    assert response["Location"] == f"{GROUPS}{group.pk}/"
    assert group.unit == clerk.unit
    text = read(client.get(f"{GROUPS}{group.pk}/"))
    assert "市水文站" in text
    assert "直接下级" in text
    assert Entry.objects.get(act="exchange.group_make").person == clerk.person.name
    assert "2 个" in read(client.get(GROUPS))


def test_only_whoever_manages_the_citys_groups_makes_and_changes_them(client, clerk):
    group = make_group(actor(clerk), None, "全市", [Line(clerk.unit)])
    assert client.get(f"{GROUPS}new/?for=all").status_code == 409
    assert client.post(f"{GROUPS}{group.pk}/edit/", typed()).status_code == 409
    assert client.post(f"{GROUPS}{group.pk}/remove/").status_code == 409
    assert f"{GROUPS}{group.pk}/edit/" not in read(client.get(GROUPS))
    sign_in(client, make_post(roles=["exchange_manager"]))
    assert client.get(f"{GROUPS}new/").status_code == 409
    client.post(f"{GROUPS}new/?for=all", typed((clerk.unit.name, "itself", [])))
    assert AddressGroup.objects.filter(unit=None).count() == 2
    assert client.post(f"{GROUPS}{group.pk}/remove/").status_code == 302


def test_another_units_group_is_not_there(client, clerk):
    other = make_clerk()
    group = make_group(actor(other), other.unit, "别人的组", [Line(other.unit)])
    assert "别人的组" not in read(client.get(GROUPS))
    assert client.get(f"{GROUPS}{group.pk}/").status_code == 404
    assert client.post(f"{GROUPS}{group.pk}/edit/", typed()).status_code == 404
    assert client.post(f"{GROUPS}{group.pk}/remove/").status_code == 404


def test_a_group_is_changed_line_by_line(client, clerk):
    first, second = make_unit(name="甲局"), make_unit(name="乙局")
    group = make_group(actor(clerk), clerk.unit, "组", [Line(first), Line(second)])
    text = read(client.get(f"{GROUPS}{group.pk}/edit/"))
    assert 'value="甲局"' in text
    lines = typed(
        ("甲局", "itself", []), ("乙局", "subtree", ["institution"]), ("", "itself", []), name="新名"
    )
    response = client.post(f"{GROUPS}{group.pk}/edit/", {**lines, "lines-0-remove": "on"})
    assert response.status_code == 302
    group.refresh_from_db()
    assert group.name == "新名"
    assert [(each.unit, each.reach, each.kinds) for each in group.entries.all()] == [
        (second, "subtree", ["institution"])
    ]


def test_a_pasted_list_adds_a_line_for_each_unit_once(client, clerk):
    make_unit(name="甲局")
    make_unit(name="乙局")
    client.post(f"{GROUPS}new/", typed(("甲局", "itself", []), pasted="甲局、乙局\n乙局"))
    assert [each.unit.name for each in AddressGroup.objects.get().entries.all()] == ["甲局", "乙局"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "这个字段是必填项"),
        ({"name": "已有的组"}, "已有名为“已有的组”的地址组"),
        ({"pasted": "没有的局"}, "没有找到“没有的局”"),
        ({"pasted": "已有的组"}, "不能放进另一个组"),
        ({"lines-0-unit": "没有的局"}, "没有找到机构“没有的局”"),
        ({"lines-0-unit": ""}, "请至少加入一个单位"),
        ({"lines-0-reach": "x"}, "x"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, clerk, changes, sentence):
    make_group(actor(clerk), clerk.unit, "已有的组", [Line(clerk.unit)])
    make_unit(name="甲局")
    text = read(client.post(f"{GROUPS}new/", typed(("甲局", "itself", []), **changes)), 422)
    assert sentence in text
    assert AddressGroup.objects.count() == 1


def test_more_lines_than_a_form_can_carry_are_refused(client, clerk):
    lines = [(clerk.unit.code, "itself", [])] * (MOST_LINES + 2)
    assert client.post(f"{GROUPS}new/", typed(*lines)).status_code == 422
    assert not AddressGroup.objects.exists()


def test_a_group_of_a_closed_unit_says_so(client, clerk):
    unit = make_unit(name="市蚕桑站", closed_on=today())
    group = make_group(actor(clerk), clerk.unit, "组", [Line(unit)])
    text = read(client.get(f"{GROUPS}{group.pk}/"))
    assert "已撤销" in text
    assert "这个组里没有单位" in text


def test_a_group_is_removed_by_post_only(client, clerk):
    group = make_group(actor(clerk), clerk.unit, "组", [Line(clerk.unit)])
    assert client.get(f"{GROUPS}{group.pk}/remove/").status_code == 405
    assert "已删除" in client.post(f"{GROUPS}{group.pk}/remove/", follow=True).content.decode()
    assert not AddressGroup.objects.exists()


def test_the_list_has_a_fixed_number_of_queries(client, clerk, django_assert_max_num_queries):
    make_group(actor(clerk), None, "第1组", [Line(make_root(), "subtree")])
    client.get(GROUPS)
    with django_assert_max_num_queries(20) as few:
        client.get(GROUPS)
    for number in range(2, 20):
        make_group(actor(clerk), None, f"第{number}组", [Line(make_unit()), Line(make_root(), "children")])
    with django_assert_max_num_queries(20) as many:
        client.get(GROUPS)
    assert len(many) == len(few)

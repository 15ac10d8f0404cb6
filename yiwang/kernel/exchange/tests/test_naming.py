"""Is a pasted list of names understood, and is what was not understood named?"""

import pytest

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.exchange import naming
from yiwang.kernel.exchange.actions.groups import Line, make_group
from yiwang.kernel.exchange.tests.makers import make_clerk
from yiwang.kernel.organizations.models import Alias, Unit
from yiwang.kernel.organizations.tests.makers import actor, make_root, make_unit
from yiwang.kernel.systems.models import System

pytestmark = pytest.mark.django_db


@pytest.fixture
def own():
    return make_unit(name="云泽市人民政府办公室", short_name="市政府办")


def read(text, own):
    meant = naming.understood(text, own)
    return [address.name for address in meant.addresses], [fault.sentence for fault in meant.faults]


def test_lines_commas_and_enumeration_commas_separate_names(own):
    for name in ("市水利局", "市财政局", "市教育局", "市民政局"):
        make_unit(name=name)
    names, faults = read("市水利局\n市财政局、市教育局，市民政局。\n\n", own)
    assert names == ["市水利局", "市财政局", "市教育局", "市民政局"]
    assert faults == []


@pytest.mark.parametrize(
    "line", ["1. 市水利局", "（2）市水利局", "3、市水利局", "12）市水利局", "  市 水利局 ", "市水利局；"]
)
def test_numbers_and_blanks_of_a_copied_list_do_not_disturb(line, own):
    make_unit(name="市水利局")
    assert read(line, own) == (["市水利局"], [])


def test_short_names_aliases_and_codes_are_understood(own):
    unit = make_unit(name="云泽市发展和改革委员会", short_name="市发改委", code="YZ0101")
    Alias.objects.create(unit=unit, name="市计委", kind=Alias.Kind.FORMER)
    for text in ("市发改委", "市计委", "yz0101", "ＹＺ０１０１"):
        assert read(text, own) == (["云泽市发展和改革委员会"], [])


def test_a_name_with_a_comma_in_it_is_one_name(own):
    make_unit(name="市委组织部、老干部局")
    assert read("市委组织部、老干部局", own) == (["市委组织部、老干部局"], [])


def test_a_full_name_counts_before_an_alias_of_another(own):
    Alias.objects.create(unit=make_unit(name="甲局"), name="乙局")
    make_unit(name="乙局")
    assert read("乙局", own) == (["乙局"], [])


def test_a_name_that_several_bear_is_named_with_their_codes(own):
    for county in ("云溪县", "云川县"):
        make_unit(name=f"{county}财政局", short_name="县财政局", code=f"C{county}")
    names, (fault,) = read("县财政局", own)
    assert names == []
    assert "有2个单位" in fault
    assert "云溪县财政局（C云溪县）" in fault


def test_an_unknown_name_is_named_with_those_like_it(own):
    make_unit(name="云泽市财政局")
    assert read("财政局", own) == ([], ["没有找到“财政局”，名称相近的有：云泽市财政局。"])
    assert read("天文台", own) == ([], ["没有找到“天文台”。"])


def test_an_inner_office_is_refused_with_where_to_send_instead(own):
    make_unit(name="市财政局办公室", kind=Unit.Kind.OFFICE)
    names, (fault,) = read("市财政局办公室", own)
    assert names == []
    assert "请发给所在单位" in fault


def test_a_closed_unit_is_named_with_the_one_that_took_it_over(own):
    successor = make_unit(name="市自然资源局")
    make_unit(name="市国土局", closed_on=today(), merged_into=successor)
    make_unit(name="市蚕桑站", closed_on=today())
    assert read("市国土局、市蚕桑站", own)[1] == [
        "“市国土局”已撤销，已并入“市自然资源局”。",
        "“市蚕桑站”已撤销。",
    ]


def test_systems_and_groups_can_be_named(own):
    unit = make_unit(name="市大数据局")
    System.objects.create(code="share", name="数据共享平台", unit=unit)
    System.objects.create(code="old", name="旧平台", unit=unit, is_active=False)
    make_group(actor(make_clerk()), None, "各县区人民政府", [Line(make_root(), "children")])
    meant = naming.understood("数据共享平台、各县区人民政府、旧平台", own)
    assert [address.name for address in meant.addresses] == ["数据共享平台"]
    assert [group.name for group in meant.groups] == ["各县区人民政府"]
    assert [fault.name for fault in meant.faults] == ["旧平台"]


def test_another_units_group_is_not_known(own):
    clerk = make_clerk()
    make_group(actor(clerk), clerk.unit, "我的组", [Line(clerk.unit)])
    assert naming.understood("我的组", own).groups == []


def test_the_number_of_queries_does_not_grow_with_the_list(own, django_assert_max_num_queries):
    names = [make_unit(name=f"第{number}收文局").name for number in range(60)]
    with django_assert_max_num_queries(10) as few:
        naming.understood("第1收文局\n没有", own)
    with django_assert_max_num_queries(10) as many:
        assert len(naming.understood("\n".join([*names, "没有", "没有2"]), own).addresses) == 60
    assert len(many) == len(few)


def test_a_search_finds_units_and_systems_that_can_be_addressed(own):
    unit = make_unit(name="市水利局")
    make_unit(name="市水利局办公室", kind=Unit.Kind.OFFICE)
    make_unit(name="市水利勘测院", closed_on=today())
    System.objects.create(code="water", name="水利监测系统", unit=unit)
    assert [address.name for address in naming.found("水利")] == ["市水利局", "水利监测系统"]
    assert naming.found("  ") == []


def test_nothing_is_understood_of_nothing(own, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert read(" \n\n", own) == ([], [])

"""Which node is ours, and on which does a unit or a zone live?"""

import pytest
from django.core.exceptions import ImproperlyConfigured

from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes import queries
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.nodes.tests.makers import make_node
from yiwang.kernel.organizations.tests.makers import make_root, make_unit

pytestmark = pytest.mark.django_db


def test_our_own_node_is_made_on_first_use_and_is_the_same_afterwards(settings):
    settings.NODE_CODE, settings.NODE_NAME = "inner", "云泽市内网"
    node = queries.own()
    assert (node.code, node.name, node.role, node.carrier, node.is_own) == (
        ("inner", "云泽市内网", "own", "loopback", True)
    )
    assert queries.own() == node
    assert Node.objects.count() == 1


def test_an_installation_does_not_run_under_another_code_than_it_was_founded_with(settings):
    queries.own()
    settings.NODE_CODE = "other"
    with pytest.raises(ImproperlyConfigured, match="founded"):
        queries.own()


def test_a_unit_lives_on_the_nearest_node_at_or_above_it():
    root = make_root()
    county = make_unit(parent=root)
    town = make_unit(parent=county)
    office = make_unit(parent=town)
    elsewhere = make_unit(parent=root)
    of_county, of_town = make_node(unit=county), make_node(unit=town)
    assert queries.node_for(county) == of_county
    assert queries.node_for(town) == of_town
    assert queries.node_for(office) == of_town
    assert queries.node_for(elsewhere) == queries.own()
    assert queries.node_for(root) == queries.own()


def test_the_nodes_of_many_units_cost_one_query_and_none_while_they_are_remembered(
    django_assert_num_queries, django_capture_on_commit_callbacks
):
    county = make_unit()
    towns = [make_unit(parent=county) for _ in range(20)]
    node = make_node(unit=county)
    queries.own()
    queries.DIRECTORY.clear()
    with django_capture_on_commit_callbacks(execute=True), django_assert_num_queries(1):
        found = queries.nodes_for([*towns, county])
    with django_assert_num_queries(0):
        assert queries.nodes_for([*towns, county]) == found
    assert set(found.values()) == {node}
    assert set(found) == {unit.pk for unit in (*towns, county)}


def test_a_node_that_is_switched_off_keeps_its_units():
    county = make_unit()
    node = make_node(unit=county, is_active=False)
    assert queries.node_for(county) == node


@pytest.mark.parametrize(("zone", "asked"), [("both", "inner"), ("both", "outer"), ("inner", "inner")])
def test_our_own_zone_is_here(settings, zone, asked):
    settings.ZONE = zone
    assert queries.zone(asked).is_own


def test_the_other_zone_is_the_peer_registered_for_it(settings):
    settings.ZONE = "outer"
    make_node(role="county")
    inner = make_node(role="inner")
    assert queries.zone("inner") == inner


def test_a_zone_nobody_registered_is_refused(settings):
    settings.ZONE = "outer"
    make_node(role="inner", is_active=False)
    with pytest.raises(Refused, match="还没有登记内网节点"):
        queries.zone("inner")
    with pytest.raises(ValueError, match="neither"):
        queries.zone("both")

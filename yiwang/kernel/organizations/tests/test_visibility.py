"""Which rows does a post see?"""

import pytest

from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.tests.makers import make_post, make_root, make_unit

pytestmark = pytest.mark.django_db


def test_nobody_sees_nothing() -> None:
    make_post()
    assert not Post.objects.visible_to(None).exists()


def test_a_post_of_the_root_sees_all() -> None:
    make_unit()
    post = make_post(unit=make_root())
    assert Unit.objects.visible_to(post).count() == Unit.objects.count()


def test_a_post_sees_its_own_unit_and_those_below_but_no_neighbour() -> None:
    county, neighbour = make_unit(), make_unit()
    bureau = make_unit(parent=county)
    office = make_unit(parent=bureau)
    post = make_post(unit=county)
    assert set(Unit.objects.visible_to(post)) == {county, bureau, office}
    assert neighbour not in Unit.objects.visible_to(post)


def test_the_parent_is_not_visible_from_below() -> None:
    county = make_unit()
    post = make_post(unit=make_unit(parent=county))
    assert county not in Unit.objects.visible_to(post)

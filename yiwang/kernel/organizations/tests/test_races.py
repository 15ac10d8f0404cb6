"""Do decisions on the same person or tree, taken at the same moment, wait for each other? On PostgreSQL."""

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.actions import posts, reforms
from yiwang.kernel.organizations.models import Person, Post, Unit
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.kernel.organizations.tests.racing import at_once, races, refusals

pytestmark = races


def test_two_administrations_given_at_the_same_moment_do_not_both_stick() -> None:
    first = make_post()
    second = make_post(person=first.person)
    outcomes = at_once(
        lambda: posts.change_roles(SYSTEM, first, [roles.SYSTEM_ADMINISTRATOR]),
        lambda: posts.change_roles(SYSTEM, second, [roles.AUDIT_ADMINISTRATOR]),
    )
    assert len(refusals(outcomes)) == 1
    assert sum(bool(post.roles) for post in Post.objects.all()) == 1
    assert Person.objects.get().administration


def test_two_units_moved_below_each_other_at_the_same_moment_make_no_circle() -> None:
    one, other = make_unit(), make_unit()
    outcomes = at_once(
        lambda: reforms.move(SYSTEM, one, other, today()), lambda: reforms.move(SYSTEM, other, one, today())
    )
    assert len(refusals(outcomes)) == 1
    for unit in Unit.objects.exclude(parent=None).select_related("parent"):
        assert unit.path.startswith(unit.parent.path)

"""Do lists stay constant in queries with 1,300 units and 20,000 people?"""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yiwang.kernel import planner
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.organizations import paths, roles
from yiwang.kernel.organizations.models import Person, Post, Unit, UnitVersion
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.organizations.tests.makers import make_post, make_root, sign_in

pytestmark = pytest.mark.django_db
UNITS, PEOPLE = 1_300, 20_000
PAGES = {
    "tree": "/office/organizations/units/",
    "unit search": "/office/organizations/units/?q=镇&state=all",
    "people": "/office/organizations/people/",
    "people search": "/office/organizations/people/?q=人1&role=clerk",
    "late people": "/office/organizations/people/?page=300",
    "account": "/office/account/",
    "delegations": "/office/organizations/delegations/",
}


def make_city(units: int = UNITS, people: int = PEOPLE) -> list[Unit]:
    """A root, ten counties, the rest below them in turn; people spread evenly over the units."""
    root = make_root()
    counties = [_unit(root, number) for number in range(1, 11)]
    Unit.objects.bulk_create(counties)
    towns = [_unit(counties[number % 10], number // 10 + 1, number) for number in range(units - 11)]
    Unit.objects.bulk_create(towns, batch_size=500)
    everything = [root, *counties, *towns]
    UnitVersion.objects.bulk_create(
        [
            UnitVersion(unit=unit, starts_on=today(), change="opened", name=unit.name, kind=unit.kind)
            for unit in everything
        ]
    )
    crowd = [
        Person(
            username=f"crowd{n}", name=f"人{n}", mobile="13812345678", password="!", password_changed_at=now()
        )
        for n in range(people)
    ]
    Person.objects.bulk_create(crowd, batch_size=1000)
    seats = [
        Post(
            unit=everything[n % units],
            person=person,
            title="科员",
            starts_on=today(),
            roles=["clerk"][: n % 2],
        )
        for n, person in enumerate(crowd)
    ]
    Post.objects.bulk_create(seats, batch_size=1000)
    planner.count_rows()
    return everything


def _unit(parent: Unit, number: int, name: int | None = None) -> Unit:
    path = paths.child(parent.path, number)
    return Unit(
        code=f"N{path}",
        name=f"第{name}镇" if name is not None else f"第{number}县",
        kind="department",
        parent=parent,
        path=path,
        depth=paths.depth(path),
        order=number,
        opened_on=today(),
    )


def counted(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)


def test_lists_cost_the_same_queries_in_a_village_and_in_a_city(client: Client) -> None:
    """PAINS 1: no list slows down because rights are fine-grained."""
    sign_in(client, make_post(unit=make_root(), roles=[roles.SYSTEM_ADMINISTRATOR]))
    client.get(PAGES["account"])
    village = {}
    make_city(12, 30)
    for name, page in PAGES.items():
        village[name] = counted(lambda page=page: client.get(page))
    Post.objects.filter(person__username__startswith="crowd").delete()
    Person.objects.filter(username__startswith="crowd").delete()
    UnitVersion.objects.exclude(unit=make_root()).delete()
    Unit.objects.filter(depth=3).delete()
    Unit.objects.filter(depth=2).delete()
    make_city()
    client.get(PAGES["account"])  # once a minute a session says that it is alive
    village["late people"] = village["people"]  # a village has no page 300
    for name, page in PAGES.items():
        assert counted(lambda page=page: client.get(page)) == village[name], name
        assert village[name] <= 12, (name, village[name])


def test_a_subtree_of_thirteen_hundred_units_is_one_query(django_assert_num_queries) -> None:
    make_city(people=0)
    root = make_root()
    post = make_post(unit=root)
    county = make_post(unit=Unit.objects.get(path="00010001"))
    with django_assert_num_queries(1):
        assert len(Unit.objects.visible_to(post)) == UNITS
    with django_assert_num_queries(1):
        assert len(Unit.objects.visible_to(county)) == 130
    with django_assert_num_queries(1):
        assert len(Unit.objects.within(root)) == UNITS


def test_a_subtree_is_found_by_index_on_both_databases() -> None:
    make_city(people=0)
    county = Unit.objects.get(path="00010001")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE organizations_unit")
            cursor.execute("SET LOCAL enable_seqscan = off")
        sql, given = Unit.objects.within(county).query.sql_with_params()
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}", given)
        plan = str(cursor.fetchall())
    assert "path" in plan
    assert "INDEX" in plan.upper()
    assert "SCAN organizations_unit" not in plan


def test_the_name_on_a_day_of_many_units_is_two_queries(django_assert_num_queries) -> None:
    make_city(200, 0)
    with django_assert_num_queries(2):
        names = [unit.name_on(today()) for unit in Unit.objects.prefetch_related("versions")]
    assert len(names) == 200


def test_rights_of_a_fetched_post_cost_no_query(django_assert_num_queries) -> None:
    make_post(roles=["clerk"])
    post = Post.objects.in_full().get()
    with django_assert_num_queries(0):
        assert may(post, "test.write", post.unit)

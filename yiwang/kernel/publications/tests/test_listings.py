"""Are column lists right, and read off one index?"""

import pytest
from django.db import connection

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.publications.listings import newest
from yiwang.kernel.publications.models import Placement, Publication
from yiwang.kernel.publications.tests.makers import make_publication

pytestmark = pytest.mark.django_db


def test_pinned_ones_come_first_then_the_newest():
    old = make_publication(published_at=shifted(now(), days=-9), pinned_in=("tzgg",))
    middle = make_publication(published_at=shifted(now(), days=-5))
    new = make_publication(published_at=shifted(now(), days=-1))
    assert newest("main", ["tzgg"], now(), 20).rows == [old, new, middle]


def test_several_columns_are_one_list_in_which_each_stands_once():
    both = make_publication(columns=("a", "b"), published_at=shifted(now(), days=-2))
    first = make_publication(columns=("a",), published_at=shifted(now(), days=-1))
    last = make_publication(columns=("b",), published_at=shifted(now(), days=-3))
    make_publication(columns=("c",))
    make_publication(columns=("a",), site="other")
    assert newest("main", ["a", "b"], now(), 20).rows == [first, both, last]
    assert set(Publication.objects.in_columns("main", ["a", "b"])) == {first, both, last}


def test_pages_follow_one_another():
    made = [make_publication(columns=("a",), published_at=shifted(now(), minutes=-at)) for at in range(1, 6)]
    pages = [newest("main", ["a", "b"], now(), 2, page) for page in (1, 2, 3)]
    assert [row for page in pages for row in page.rows] == made
    assert [page.has_next for page in pages] == [True, True, False]
    assert [page.has_previous for page in pages] == [False, True, True]


def test_a_list_costs_the_same_queries_for_few_and_for_many(django_assert_num_queries):
    for _ in range(30):
        make_publication(columns=("a", "b"))
    with django_assert_num_queries(3):
        assert len(newest("main", ["a", "b"], now(), 20).rows) == 20


def test_a_list_is_read_off_one_index():
    make_publication()
    rows = Placement.objects.filter(site="main", column="tzgg", published_at__lte=now())
    query = rows.order_by("-is_pinned", "-published_at", "-publication_id").values_list("publication_id")[:20]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = query.explain()
    assert "placement_list" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan

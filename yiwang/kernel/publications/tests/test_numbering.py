"""Do the numbers of what an outer installation publishes never meet those of the inner one?"""

import pytest
from django.db import connection

from yiwang.kernel.publications.numbering import FIRST_OUTSIDE
from yiwang.kernel.publications.site_map import page_of, pages_of
from yiwang.kernel.publications.tests.makers import make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sequence_as_before(db):
    """PostgreSQL does not roll a sequence back; other tests count from where it was."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('publications_publication', 'id'))")
        before = cursor.fetchone()[0]
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('publications_publication', 'id'), %s)", [before]
        )


def test_outside_numbers_begin_far_on_and_follow_one_another(settings):
    settings.ZONE = "outer"
    first, second = make_publication(), make_publication()
    assert first.pk >= FIRST_OUTSIDE
    assert second.pk == first.pk + 1
    assert pages_of("main") == range(page_of(first.pk), page_of(second.pk) + 1)


def test_what_was_published_before_keeps_its_number(settings):
    before = make_publication()
    settings.ZONE = "outer"
    assert make_publication().pk >= FIRST_OUTSIDE > before.pk


def test_elsewhere_numbers_are_as_ever():
    assert make_publication().pk < FIRST_OUTSIDE

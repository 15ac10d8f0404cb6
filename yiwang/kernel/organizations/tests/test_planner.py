"""Does the planner of PostgreSQL know rows that no commit has shown it?"""

import pytest
from django.db import connection

from yiwang.kernel import planner
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.test_scale import make_city


@pytest.mark.django_db
def test_rows_count_before_the_commit():
    make_city(units=300, people=0)
    planner.count_rows()
    assert Unit.objects.count() == 300
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [Unit._meta.db_table])
            assert cursor.fetchone() == (300,)

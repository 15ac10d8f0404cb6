"""Is the database of the suite empty after a test whose transactions were real?"""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connection

from tests import emptying
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import make_post, make_root

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_filled_is_emptied_and_what_django_wrote_once_stays():
    make_post(unit=make_root())
    types = ContentType.objects.count()
    assert {"organizations_post", "organizations_unit"} <= set(emptying.filled(DEFAULT_DB_ALIAS))
    emptying.empty(DEFAULT_DB_ALIAS)
    assert emptying.filled(DEFAULT_DB_ALIAS) == []
    assert not Unit.objects.exists()
    assert ContentType.objects.count() == types > 0


def test_no_table_of_a_model_is_left_out():
    every = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    assert set(emptying.tables(DEFAULT_DB_ALIAS)) | emptying.WRITTEN_ONCE == every

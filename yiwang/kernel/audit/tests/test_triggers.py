"""How does the database itself refuse to change the record?"""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from yiwang.kernel.audit import triggers
from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.tests.makers import make_entries, make_entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guarded")]


def test_entries_can_be_added():
    make_entries(3)
    assert Entry.objects.count() == 3


def test_an_entry_cannot_be_changed():
    make_entries(2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(number=1).update(person="别人")
    assert Entry.objects.get(number=1).person == "李明"


def test_an_entry_cannot_be_deleted_at_any_age():
    # CSL art. 23: logs are kept for six months at least (../shared/standards/security.md 9, cases 4 and 5)
    old = make_entry()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.all().delete()
    assert Entry.objects.get() == old


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_the_table_cannot_be_truncated():
    make_entry()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE audit_entry")
    assert Entry.objects.count() == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows INSERT OR REPLACE")
def test_an_entry_cannot_be_replaced():
    make_entries(2)
    with pytest.raises(DatabaseError, match="follows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE number = 1")
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(("number", "previous"), [(1, None), (4, None), (3, "f" * 64), (2, "0" * 64)])
def test_an_entry_that_does_not_follow_the_last_one_cannot_be_put_in(number, previous):
    last = make_entries(2)[-1]
    forged = Entry(
        number=number,
        recorded_at=timezone.now(),
        act="audit.act_try",
        person="别人",
        previous_digest=previous or last.digest,
        digest="e" * 64,
    )
    with pytest.raises(DatabaseError, match="follows"), transaction.atomic():
        forged.save(force_insert=True)
    assert Entry.objects.count() == 2


def test_missing_triggers_are_named():
    assert triggers.missing(connection) == []
    triggers.uninstall(connection)
    assert "audit_entry_follows" in triggers.missing(connection)


def test_triggers_can_be_installed_twice():
    triggers.install(connection)
    assert triggers.missing(connection) == []

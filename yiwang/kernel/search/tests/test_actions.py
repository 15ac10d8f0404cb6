"""Does the index say no more and no less than what was entered?"""

import pytest
from django.db import connection, transaction

from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.kernel.search import engine, fts5, tasks
from yiwang.kernel.search.actions import put_many, remove
from yiwang.kernel.search.models import Entry
from yiwang.kernel.search.rebuilding import rebuild
from yiwang.kernel.search.tests.makers import found, make_document, make_entered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_index(db):
    """Tests that commit leave what no model describes: a flush empties only the tables of models."""
    engine.empty(connection)


def rows() -> list[int]:
    """How many rows the engine's tables have."""
    counts = []
    with connection.cursor() as cursor:
        for table in ("search_titles", "search_texts"):
            if connection.vendor == "sqlite":
                cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
                cursor.execute(f"SELECT count(*) FROM {table} WHERE {table} MATCH 'marks : \"for:public\"'")
            else:
                cursor.execute(f"SELECT count(*) FROM {table}")
            counts.append(cursor.fetchone()[0])
    return counts


def test_what_is_removed_leaves_no_trace():
    document = make_entered(title="审批", body="目录")
    remove("publication", document.object_id)
    assert found("审批") == found("目录") == []
    assert not Entry.objects.exists()
    assert rows() == [0, 0]


def test_removing_what_never_was_does_nothing():
    make_entered(title="审批")
    remove("publication", "no such thing")
    assert found("审批")


def test_what_is_rolled_back_was_never_entered():
    with transaction.atomic():
        make_entered(title="审批")
        transaction.set_rollback(True)
    assert found("审批") == []
    assert rows() == [0, 0]


def test_many_are_entered_at_once_and_the_last_of_the_same_thing_counts():
    documents = [make_document(title=f"审批{number}") for number in range(1200)]
    documents.append(make_document(object_id=documents[0].object_id, title="最后"))
    assert put_many(documents) == 1201
    assert found("最后") == [str(documents[0].object_id)]
    assert rows() == [1200, 1200]


def test_a_thing_entered_twice_in_one_batch_stands_once():
    put_many([make_document(object_id=7, title="第一"), make_document(object_id=7, title="第二")])
    assert found("第一") == []
    assert found("第二") == ["7"]


def test_the_index_made_anew_finds_the_same():
    document = make_entered(title="审批", body="目录")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    told = []
    assert rebuild(told.append) == 1
    assert sum(told) == 1
    assert found("目录") == [str(document.object_id)]
    assert rows() == [1, 1]


def test_an_index_of_many_small_transactions_is_put_in_order(monkeypatch):
    monkeypatch.setattr(fts5, "FEW_SEGMENTS", 1)
    documents = [make_entered(title=f"审批{number}") for number in range(30)]
    tasks.tidy()
    assert tasks.tidy() == 0
    assert rows() == [30, 30]
    assert len(found("审批")) == 20
    remove("publication", documents[0].object_id)
    assert rows() == [29, 29]


def test_what_belongs_to_a_moved_unit_is_found_from_its_new_place():
    old, new = make_unit(), make_unit()
    office = make_unit(parent=old)
    document = make_entered(title="审批草稿", audience="office", unit_id=office.pk, path=office.path)
    assert tasks.follow_moves() == 0
    type(office).objects.filter(pk=office.pk).update(path=f"{new.path}0001", parent=new)
    assert found("审批", audience="office", post=make_post(unit=new)) == []
    assert tasks.follow_moves() == 1
    assert found("审批", audience="office", post=make_post(unit=new)) == [str(document.object_id)]
    assert found("审批", audience="office", post=make_post(unit=old)) == []


def test_characters_that_no_database_takes_are_left_out():
    document = make_entered(title="审\x00批\ud800", body="\x00目录")
    assert found("审批 目录") == [str(document.object_id)]

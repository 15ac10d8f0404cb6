"""How does an act enter the record?"""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from yiwang.kernel.audit.actions import record, record_export, record_reading
from yiwang.kernel.audit.models import ChainHead, Entry
from yiwang.kernel.audit.proof import proved, stored_rows
from yiwang.kernel.audit.rules import GENESIS, PUBLIC, SYSTEM, Actor, content, digest
from yiwang.kernel.audit.tests.makers import CLERK, make_entry


@pytest.mark.django_db
def test_entries_are_numbered_without_a_gap_and_each_follows_the_one_before():
    first = record(CLERK, "audit.act_try", before={"title": "甲"}, after={"title": "乙"})
    second = record(SYSTEM, "audit.act_try")
    assert (first.number, second.number) == (1, 2)
    assert (first.previous_digest, second.previous_digest) == (GENESIS, first.digest)
    assert ChainHead.objects.get().digest == second.digest


@pytest.mark.django_db
def test_a_stored_entry_gives_the_digest_it_was_recorded_with():
    record(CLERK, "audit.act_try", count=3, share=0.1, words=["甲", None, True], nested={"b": 1, "a": [2.0]})
    stored = Entry.objects.get()
    assert digest(stored.previous_digest, content(stored.columns())) == stored.digest
    assert (stored.person, stored.unit_id, stored.address) == ("李明", 2, "10.0.0.9")


@pytest.mark.django_db
def test_the_digest_covers_every_stored_column():
    entry = make_entry()
    covered = content(entry.columns())
    assert set(covered) == {field.attname for field in Entry._meta.concrete_fields} - {
        "previous_digest",
        "digest",
    }


@pytest.mark.django_db
def test_an_act_that_nobody_declared_is_not_recorded():
    with pytest.raises(KeyError):
        record(PUBLIC, "audit.act_unknown")
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_is_recorded_inside_a_transaction_only():
    with pytest.raises(transaction.TransactionManagementError):
        record(CLERK, "audit.act_try")
    with transaction.atomic():
        record(CLERK, "audit.act_try")
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_rolled_back_leaves_no_gap():
    make_entry()
    with transaction.atomic():
        record(CLERK, "audit.act_try")
        transaction.set_rollback(True)
    make_entry()
    assert list(Entry.objects.values_list("number", flat=True)) == [2, 1]
    assert proved(stored_rows()).broken is None


@pytest.mark.django_db(transaction=True)
def test_an_act_whose_savepoint_is_rolled_back_leaves_no_gap():
    with transaction.atomic():
        record(CLERK, "audit.act_try")
        with transaction.atomic():
            record(CLERK, "audit.act_try", turn="lost")
            transaction.set_rollback(True)
        record(CLERK, "audit.act_try")
    assert proved(stored_rows()).entries == 2


@pytest.mark.django_db
def test_a_secret_never_enters_the_record():
    with pytest.raises(ValueError, match="secret"):
        record(CLERK, "audit.act_try", after={"password": "longenough"})
    record(CLERK, "audit.act_try", after={"code": "A01"})
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_the_subject_is_kept_as_it_was_called_with_personal_numbers_masked():
    class Called(ChainHead):
        class Meta:
            proxy = True
            app_label = "audit"

        def __str__(self) -> str:
            return "来信人13812345678的来信"

    entry = make_entry(subject=Called(id=1))
    assert (entry.subject_kind, entry.subject_id) == ("audit.called", "1")
    assert entry.subject == "来信人138****5678的来信"


@pytest.mark.django_db
def test_a_name_longer_than_its_column_is_cut_not_refused():
    entry = make_entry(Actor("长" * 200, post="岗" * 300, unit="单" * 300, address="1" * 90))
    stored = Entry.objects.get(number=entry.number)
    assert (len(stored.person), len(stored.post), len(stored.unit), len(stored.address)) == (80, 200, 200, 60)
    assert proved(stored_rows()).broken is None


@pytest.mark.django_db
def test_a_clock_that_is_set_back_does_not_put_an_entry_before_the_last_one(monkeypatch):
    later = make_entry().recorded_at
    past = later.replace(year=later.year - 1)
    monkeypatch.setattr(timezone, "now", lambda: past)
    assert make_entry().recorded_at == later


@pytest.mark.django_db
def test_whoever_reads_or_exports_the_record_is_in_it():
    assert record_reading(CLERK, {"text": "预算"}).detail == {"text": "预算"}
    exported = record_export(SYSTEM, first=1, last=1, head="ab" * 32)
    assert exported.label == "导出审计记录"
    assert exported.detail["head"] == "ab" * 32


@pytest.mark.django_db
def test_an_entry_costs_three_statements(django_assert_num_queries):
    make_entry()
    with django_assert_num_queries(3):
        record(CLERK, "audit.act_try")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite: see test_processes.py")
def test_writers_at_the_same_time_leave_one_unbroken_chain_on_postgresql(guarded):
    def write(writer: int) -> None:
        try:
            for turn in range(25):
                with transaction.atomic():
                    record(CLERK, "audit.act_try", writer=writer, turn=turn)
                    transaction.set_rollback(turn % 5 == 4)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join(timeout=60)
    proof = proved(stored_rows())
    assert proof.broken is None
    assert proof.entries == 4 * 20

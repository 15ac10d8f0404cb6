"""Is the chain of entries whole, and if not, which entry is the first that is wrong?"""

import pytest

from yiwang.kernel.audit.models import ChainHead, Entry
from yiwang.kernel.audit.proof import (
    ANCHOR,
    BATCH,
    DIGEST,
    GAP,
    HEAD,
    LINK,
    proved,
    proved_database,
    stored_rows,
)
from yiwang.kernel.audit.rules import GENESIS, content, digest
from yiwang.kernel.audit.tests.makers import make_entries

pytestmark = pytest.mark.django_db

CHANGES = {
    "recorded_at": "2020-01-01T00:00:00Z",
    "act": "audit.act_repeat",
    "person_id": 8,
    "person": "别人",
    "post_id": None,
    "post": "局长",
    "unit_id": 99,
    "unit": "别的局",
    "address": "10.0.0.8",
    "subject_kind": "portal.article",
    "subject_id": "1",
    "subject": "别的事",
    "detail": {"turn": 7},
    "digest": "e" * 64,
}


def database_proof(first=1, anchor=""):
    return proved_database(stored_rows(first), first, anchor)


def test_an_untouched_chain_is_whole():
    entries = make_entries(5)
    proof = database_proof()
    assert (proof.entries, proof.last, proof.head, proof.broken) == (5, 5, entries[-1].digest, None)


def test_an_empty_record_is_whole():
    proof = database_proof()
    assert (proof.entries, proof.head, proof.broken) == (0, GENESIS, None)


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_column_is_found_in_the_entry_where_it_was_changed(column):
    make_entries(5)
    Entry.objects.filter(number=3).update(**{column: CHANGES[column]})
    broken = database_proof().broken
    assert (broken.number, broken.what) == (3, DIGEST)


def test_a_changed_entry_with_a_fitting_digest_is_found_at_the_entry_after():
    make_entries(5)
    forged = Entry.objects.get(number=3)
    forged.person = "别人"
    new = digest(forged.previous_digest, content(forged.columns()))
    Entry.objects.filter(number=3).update(person="别人", digest=new)
    broken = database_proof().broken
    assert (broken.number, broken.what) == (4, LINK)


def test_a_deleted_entry_is_a_gap():
    make_entries(5)
    Entry.objects.filter(number=3).delete()
    broken = database_proof().broken
    assert (broken.number, broken.what) == (3, GAP)
    assert "缺少第 3 条" in broken.sentence


def test_a_deleted_first_entry_is_a_gap():
    make_entries(3)
    Entry.objects.filter(number=1).delete()
    assert database_proof().broken.number == 1


def test_a_cut_off_end_is_found_against_the_kept_end():
    make_entries(5)
    Entry.objects.filter(number__gt=3).delete()
    broken = database_proof().broken
    assert (broken.number, broken.what) == (4, HEAD)


def test_a_cut_off_end_with_the_kept_end_forged_is_found_against_a_digest_noted_outside():
    noted = make_entries(5)[-1].digest
    assert database_proof(anchor=noted).broken is None
    Entry.objects.filter(number__gt=3).delete()
    ChainHead.objects.update(number=3, digest=Entry.objects.get(number=3).digest)
    assert database_proof().broken is None
    broken = database_proof(anchor=noted).broken
    assert (broken.number, broken.what) == (4, ANCHOR)


def test_a_digest_noted_earlier_still_holds_after_the_chain_grew():
    noted = make_entries(3)[-1].digest
    make_entries(2)
    assert database_proof(anchor=noted).broken is None
    assert database_proof(first=4, anchor=noted).broken is None


def test_a_proof_may_begin_in_the_middle():
    make_entries(5)
    Entry.objects.filter(number=2).update(person="别人")
    assert database_proof(first=4).entries == 2
    assert database_proof().broken.number == 2


def test_a_proof_that_begins_after_a_missing_entry_is_no_proof():
    make_entries(5)
    Entry.objects.filter(number=3).delete()
    assert database_proof(first=4).broken.what == LINK


def test_rows_are_fetched_batch_by_batch(django_assert_num_queries, monkeypatch):
    make_entries(5)
    monkeypatch.setattr("yiwang.kernel.audit.proof.BATCH", 2)
    with django_assert_num_queries(4):
        assert proved(stored_rows()).entries == 5
    assert BATCH > 2

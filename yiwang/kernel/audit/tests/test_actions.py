"""How does an act enter the record?"""

import pytest
from django.db import transaction

from yiwang.kernel.audit import events
from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.models import ChainHead, Entry
from yiwang.kernel.audit.rules import GENESIS, PUBLIC, SYSTEM, Actor, digest

CLERK = Actor(
    person="李明", person_id=7, post="科员", post_id=3, unit="市数据局", unit_id=2, address="10.0.0.9"
)


@pytest.fixture(autouse=True)
def _acts(monkeypatch):
    monkeypatch.setattr(events, "_declared", {**events.declared()})
    events.declare(audit__act_try="试一下")


@pytest.mark.django_db
def test_entries_are_numbered_without_a_gap_and_each_follows_the_one_before():
    first = record(CLERK, "audit.act_try", before={"title": "甲"}, after={"title": "乙"})
    second = record(SYSTEM, "audit.act_try")
    assert (first.number, second.number) == (1, 2)
    assert (first.previous_digest, second.previous_digest) == (GENESIS, first.digest)
    assert ChainHead.objects.get().digest == second.digest


@pytest.mark.django_db
def test_a_stored_entry_gives_the_digest_it_was_recorded_with():
    record(
        CLERK,
        "audit.act_try",
        None,
        count=3,
        share=0.1,
        words=["甲", None, True],
        nested={"b": 1, "a": {"c": 2}},
    )
    stored = Entry.objects.get()
    assert digest(stored.previous_digest, stored.content()) == stored.digest
    assert stored.person == "李明"
    assert stored.unit_id == 2


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
    with transaction.atomic():
        record(CLERK, "audit.act_try")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(CLERK, "audit.act_try")
        raise ZeroDivisionError
    with transaction.atomic():
        record(CLERK, "audit.act_try")
    assert list(Entry.objects.values_list("number", flat=True)) == [2, 1]


@pytest.mark.django_db
def test_a_secret_never_enters_the_record():
    with pytest.raises(ValueError, match="secret"):
        record(CLERK, "audit.act_try", after={"password": "longenough"})
    record(CLERK, "audit.act_try", after={"code": "A01"})
    assert Entry.objects.count() == 1

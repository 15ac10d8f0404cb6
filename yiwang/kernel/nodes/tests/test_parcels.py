"""How is something handed to another installation, and what may be done with what is stuck?"""

import pytest
from django.db import IntegrityError, transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.tests.makers import make_stored
from yiwang.kernel.nodes import holding
from yiwang.kernel.nodes.actions.parcels import drop, post, retry, retry_all
from yiwang.kernel.nodes.models import Outage, OutgoingMark, Parcel
from yiwang.kernel.nodes.rules import MOST_BODY
from yiwang.kernel.nodes.tests.makers import make_node, make_parcel

pytestmark = pytest.mark.django_db


def test_a_posted_parcel_waits_with_its_body_and_files():
    stored = make_stored()
    parcel = post(make_node(), "test.letter", {"title": "通知", "pages": [1, 2]}, [stored, stored])
    assert parcel.state == "waiting"
    assert parcel.number is None
    assert parcel.body == {"title": "通知", "pages": [1, 2]}
    assert list(parcel.files.all()) == [stored]


def test_a_file_that_travels_is_not_collected_and_read_by_nobody():
    stored = make_stored()
    make_parcel(files=[stored])
    assert holding.references({stored.pk, 10**6}) == {stored.pk}
    assert not holding.is_visible(stored, None)


def test_the_same_key_goes_to_the_same_node_once():
    node, other = make_node(), make_node()
    first = post(node, "test.letter", {"n": 1}, key="envelope:7")
    again = post(node, "test.letter", {"n": 2}, key="envelope:7")
    assert (again.pk, again.body) == (first.pk, {"n": 1})
    assert post(other, "test.letter", {"n": 1}, key="envelope:7").pk != first.pk
    assert post(node, "test.letter", {}).pk != post(node, "test.letter", {}).pk


def test_a_parcel_is_undone_with_its_transaction():
    node = make_node()
    with transaction.atomic():
        post(node, "test.letter", {})
        transaction.set_rollback(True)
    assert not Parcel.objects.exists()


def test_a_node_that_is_switched_off_gets_nothing():
    with pytest.raises(Refused, match="已停用"):
        post(make_node(is_active=False), "test.letter", {})
    assert not Parcel.objects.exists()


@pytest.mark.parametrize("kind", ["", "A", "with space", "x" * 61])
def test_a_kind_that_cannot_be_one_is_a_fault(kind):
    with pytest.raises(ValueError, match="no kind"):
        post(make_node(), kind, {})


@pytest.mark.parametrize("body", [{1: "a"}, {"a": (1,)}, {"a": float("nan")}])
def test_a_body_that_json_would_change_is_a_fault(body):
    with pytest.raises(ValueError, match="JSON"):
        post(make_node(), "test.letter", body)


def test_a_body_that_is_too_large_is_refused():
    with pytest.raises(Refused, match="作为附件"):
        post(make_node(), "test.letter", {"text": "x" * MOST_BODY})


def test_a_file_whose_bytes_are_gone_is_refused():
    gone = make_stored(state="removed", reason="含有病毒", blob=None)
    with pytest.raises(Refused, match="已被删除"):
        post(make_node(), "test.letter", {}, [gone])
    assert not Parcel.objects.exists()


def test_a_stuck_parcel_is_tried_from_the_beginning_and_that_is_recorded():
    node = make_node()
    parcel = make_parcel(node, state="stuck", attempts=174, number=3, last_error="超时")
    later = shifted(now(), hours=1)
    Outage.objects.create(node=node, began_at=now(), paused_until=later, reason="连不上")
    retry(SYSTEM, parcel.pk)
    parcel.refresh_from_db()
    assert (parcel.state, parcel.attempts, parcel.number) == ("waiting", 0, 3)
    assert Outage.objects.get().paused_until < later
    assert Entry.objects.get(act="nodes.parcel_retry").detail["node"] == node.code


def test_a_refused_parcel_is_sent_again_under_a_new_number():
    parcel = make_parcel(state="refused", number=3, last_error="单位不存在")
    assert retry(SYSTEM, parcel.pk).number is None


@pytest.mark.parametrize("state", ["waiting", "carried"])
def test_a_parcel_on_its_way_is_neither_retried_nor_dropped(state):
    parcel = make_parcel(state=state)
    for act in (lambda: retry(SYSTEM, parcel.pk), lambda: drop(SYSTEM, parcel.pk, "不再需要")):
        with pytest.raises(Refused, match="不需要处理"):
            act()


def test_everything_for_a_node_is_tried_at_once_but_what_it_refused():
    node = make_node()
    later = shifted(now(), minutes=50)
    make_parcel(node, state="stuck", attempts=174, last_error="超时")
    make_parcel(node, attempts=9, next_attempt_at=later)
    make_parcel(node, state="carried", number=1, next_attempt_at=later)
    refused = make_parcel(node, state="refused", last_error="单位不存在")
    make_parcel(next_attempt_at=later)
    assert retry_all(SYSTEM, node) == 3
    assert Parcel.objects.filter(node=node).waiting(now()).count() == 3
    assert Parcel.objects.failed().get() == refused


def test_a_dropped_parcel_needs_a_reason_and_its_number_is_declared_gone(taker):
    parcel = make_parcel(state="stuck", number=3, last_error="超时")
    with pytest.raises(Refused, match="理由"):
        drop(SYSTEM, parcel.pk, " ")
    drop(SYSTEM, parcel.pk, "对方机构已撤销")
    assert OutgoingMark.objects.get(node=parcel.node).gone == [3]
    assert taker.settled == [(parcel.pk, "dropped", "对方机构已撤销")]
    assert Entry.objects.get(act="nodes.parcel_drop").detail["reason"] == "对方机构已撤销"


def test_a_refused_parcel_that_is_dropped_has_been_counted_there_already():
    parcel = make_parcel(state="refused", number=3, last_error="单位不存在")
    drop(SYSTEM, parcel.pk, "已电话处理")
    assert OutgoingMark.objects.get(node=parcel.node).gone == []


def test_the_database_keeps_numbers_apart_and_wants_reasons():
    node = make_node()
    make_parcel(node, number=1)
    for changes in ({"number": 1}, {"state": "stuck"}, {"state": "acknowledged"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_parcel(node, **changes)

"""How does a parcel reach our own node: at the commit, through the same door as any other?"""

import pytest
from django.db import OperationalError

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.files.tests.makers import make_stored
from yiwang.kernel.nodes import handlers
from yiwang.kernel.nodes.actions import loopback, parcels
from yiwang.kernel.nodes.models import Parcel
from yiwang.kernel.nodes.queries import own
from yiwang.kernel.nodes.rules import MOST_ATTEMPTS
from yiwang.kernel.nodes.tests.makers import committed, make_parcel
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import make_unit

pytestmark = pytest.mark.django_db


def test_a_parcel_to_ourselves_is_taken_at_the_commit(taker):
    stored = make_stored()
    with committed():
        parcel = make_parcel(own(), files=[stored])
        assert not taker.taken
    (arrived,) = taker.taken
    assert arrived.body == {"title": "关于开展检查的通知"}
    assert arrived.files == {stored.digest: stored}
    assert (arrived.number, arrived.sent_at) == (parcel.pk, parcel.created_at)
    parcel.refresh_from_db()
    assert parcel.state == "acknowledged"
    assert taker.settled == [(parcel.pk, "acknowledged", "")]


def test_a_parcel_is_taken_once_however_often_it_is_delivered(taker):
    parcel = make_parcel(own())
    assert [loopback.deliver(parcel.pk) for _ in range(3)] == [True, False, False]
    assert len(taker.taken) == 1


def test_a_refusal_comes_back_with_its_sentence_and_leaves_nothing(taker, monkeypatch):
    def refuse_after_writing(arrived):
        make_unit(name="不该留下的局")
        taker.refuses = "收件机构已撤销。"
        taker.take(arrived)

    handlers.register("test.letter", refuse_after_writing, taker.settle)
    with committed():
        parcel = make_parcel(own())
    parcel.refresh_from_db()
    assert (parcel.state, parcel.last_error) == ("refused", "收件机构已撤销。")
    assert not Unit.objects.filter(name="不该留下的局").exists()
    assert taker.settled == [(parcel.pk, "refused", "收件机构已撤销。")]


def test_a_kind_that_nobody_takes_is_refused_by_name():
    with committed():
        parcel = make_parcel(own(), kind="test.unknown")
    parcel.refresh_from_db()
    assert parcel.state == "refused"
    assert "test.unknown" in parcel.last_error


def test_a_handler_that_fails_is_asked_again_by_the_sweep(taker, caplog):
    taker.breaks = ZeroDivisionError("0")
    with committed():
        parcel = make_parcel(own())
    parcel.refresh_from_db()
    assert (parcel.state, parcel.attempts) == ("waiting", 1)
    assert "ZeroDivisionError" in parcel.last_error
    taker.breaks = None
    assert loopback.sweep(own()) == 0
    Parcel.objects.update(next_attempt_at=now())
    assert loopback.sweep(own()) == 1
    assert len(taker.taken) == 1


def test_a_handler_that_fails_for_seven_days_leaves_a_stuck_parcel_that_can_be_retried(taker, caplog):
    taker.breaks = ZeroDivisionError("0")
    parcel = make_parcel(own(), attempts=MOST_ATTEMPTS - 1)
    assert not loopback.deliver(parcel.pk)
    assert taker.settled == [(parcel.pk, "stuck", "ZeroDivisionError: 0")]
    taker.breaks = None
    with committed():
        parcels.retry(SYSTEM, parcel.pk)
    parcel.refresh_from_db()
    assert parcel.state == "acknowledged"


def test_a_database_that_is_away_is_nobodys_failed_attempt(taker):
    taker.breaks = OperationalError("locked")
    parcel = make_parcel(own())
    with pytest.raises(OperationalError):
        loopback.deliver(parcel.pk)
    parcel.refresh_from_db()
    assert parcel.attempts == 0


def test_the_sweep_takes_what_a_killed_process_left_and_leaves_fresh_parcels_to_their_commit(taker):
    make_parcel(own())
    left = make_parcel(own(), created_at=shifted(now(), seconds=-11))
    assert loopback.sweep(own()) == 1
    assert taker.taken[0].number == left.pk


def test_a_parcel_posted_before_the_clock_was_set_back_is_swept_all_the_same(taker):
    ahead = shifted(now(), days=300)
    make_parcel(own(), created_at=ahead, next_attempt_at=ahead)
    assert loopback.sweep(own()) == 1


def test_a_parcel_posted_while_another_is_taken_follows_it(taker):
    def answer(arrived):
        taker.take(arrived)
        if arrived.body.get("n", 0) < 3:
            make_parcel(own(), body={"n": arrived.body.get("n", 0) + 1})

    handlers.register("test.letter", answer)
    with committed():
        make_parcel(own(), body={"n": 1})
    assert [arrived.body["n"] for arrived in taker.taken] == [1, 2, 3]

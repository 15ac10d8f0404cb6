import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.systems import rules
from yiwang.kernel.systems.actions import calls
from yiwang.kernel.systems.actions.calls import Owed
from yiwang.kernel.systems.models import Call, Submission, System
from yiwang.kernel.systems.tests.makers import make_call, make_dead, make_system, make_told

pytestmark = pytest.mark.django_db


def claimed(system, at=None):
    return calls.claim_next(system.pk, at or now(), 60)


def test_the_same_key_is_told_a_system_once_but_every_system():
    one, other = make_told(), make_told()
    for system in (one, one, other):
        calls.owe(system, "test.happened", {"a": 1}, key="k")
    assert Call.objects.count() == 2


def test_systems_without_a_webhook_and_suspended_ones_are_owed_nothing():
    owed = [
        Owed(system, "test.happened", {}, "k")
        for system in (make_system(), make_told(is_active=False), make_told())
    ]
    assert calls.owe_all(owed) == 1
    assert Call.objects.count() == 1


def test_many_are_owed_with_a_fixed_number_of_queries(django_assert_num_queries):
    systems = [make_told() for _ in range(20)]
    with django_assert_num_queries(1):
        calls.owe_all([Owed(system, "test.happened", {}, "k") for system in systems])


def test_a_call_is_claimed_by_one_only_until_the_claim_lapses():
    call = make_call()
    assert claimed(call.system).pk == call.pk
    assert claimed(call.system) is None
    again = claimed(call.system, shifted(now(), seconds=61))
    assert (again.pk, again.attempts) == (call.pk, 2)


def test_a_clock_that_ran_months_ahead_leaves_no_call_waiting_for_months():
    call = make_call(next_attempt_at=shifted(now(), days=90))
    System.objects.update(rests_until=shifted(now(), days=90))
    assert calls.receivers_due(now()) == [call.system_id]
    assert claimed(call.system).pk == call.pk


def test_a_call_that_kills_its_sender_every_time_is_given_up():
    call = make_call(attempts=8)
    assert claimed(call.system) is None
    call.refresh_from_db()
    assert (call.state, call.attempts) == ("dead", 8) or call.state == "dead"
    assert "中断" in call.last_error


def test_what_was_taken_is_delivered_and_wakes_the_receiver():
    call = make_call(make_told(failures=3))
    assert calls.settle_taken(claimed(call.system))
    call.refresh_from_db()
    call.system.refresh_from_db()
    assert (call.state, call.last_error, call.system.failures) == ("delivered", "", 0)
    assert call.delivered_at


def test_a_claim_that_lapsed_settles_nothing_once_another_has_it():
    call = make_call()
    late = claimed(call.system)
    claimed(call.system, shifted(now(), seconds=61))
    calls.settle_postponed(late, "迟了", is_silent=False)
    call.refresh_from_db()
    assert (call.state, call.last_error) == ("sending", "")


def test_a_failed_call_waits_for_the_back_off_and_its_reason_is_kept():
    call = make_call()
    calls.settle_postponed(claimed(call.system), "对方没有\n接收（404）。", is_silent=False)
    call.refresh_from_db()
    call.system.refresh_from_db()
    assert (call.state, call.last_error) == ("waiting", "对方没有 接收（404）。")
    assert 50 < (call.next_attempt_at - now()).total_seconds() <= 60
    assert call.system.rests_until is None


def test_the_last_failure_ends_the_call_and_is_recorded():
    call = make_call(attempts=7)
    calls.settle_postponed(claimed(call.system), "对方没有接收（404）。", is_silent=False)
    call.refresh_from_db()
    assert (call.state, call.attempts) == ("dead", 8)
    assert Entry.objects.get(act="systems.call_fail").detail["reason"] == "对方没有接收（404）。"


def test_a_silent_receiver_rests_and_others_have_their_turn():
    silent, other = make_call(), make_call()
    calls.settle_postponed(claimed(silent.system), "没有回答", is_silent=True)
    make_call(silent.system)
    assert calls.receivers_due(now()) == [other.system_id]
    later = shifted(now(), seconds=16)
    assert silent.system_id in calls.receivers_due(later)
    system = System.objects.get(pk=silent.system_id)
    assert system.failures == 1


def test_who_waits_longest_is_told_first():
    young, old = make_call(), make_call(next_attempt_at=shifted(now(), hours=-1))
    assert calls.receivers_due(now()) == [old.system_id, young.system_id]


def test_receivers_are_found_in_one_query(django_assert_num_queries):
    for _ in range(5):
        make_call()
    with django_assert_num_queries(1):
        assert len(calls.receivers_due(now())) == 5


def test_suspended_systems_are_not_told_until_they_are_resumed():
    call = make_call()
    System.objects.update(is_active=False)
    assert calls.receivers_due(now()) == []
    assert claimed(call.system) is None
    System.objects.update(is_active=True)
    assert claimed(call.system).pk == call.pk


def test_a_dead_call_is_retried_from_the_beginning():
    call = make_dead(make_told(rests_until=shifted(now(), hours=1), failures=9))
    calls.retry(SYSTEM, call)
    again = claimed(call.system)
    assert (again.pk, again.attempts) == (call.pk, 1)
    assert calls.receivers_due(shifted(now(), seconds=61)) == [call.system_id]
    assert Entry.objects.get().act == "systems.call_retry"


def test_a_dead_call_is_dropped():
    call = make_dead()
    calls.drop(SYSTEM, call)
    call.refresh_from_db()
    assert call.state == "dropped"
    assert Entry.objects.get().act == "systems.call_drop"


@pytest.mark.parametrize("act", [calls.retry, calls.drop])
def test_what_is_not_stuck_is_neither_retried_nor_dropped(act):
    with pytest.raises(Refused, match="不需要处理"):
        act(SYSTEM, make_call())


def test_what_waited_for_a_week_is_given_up_with_one_entry():
    week = shifted(now(), days=-rules.LONGEST_WAIT_DAYS, seconds=-1)
    make_call(created_at=week)
    make_call(created_at=week)
    make_call()
    assert calls.give_up_old() == 2
    assert calls.give_up_old() == 0
    assert sorted(Call.objects.values_list("state", flat=True)) == ["dead", "dead", "waiting"]
    assert Entry.objects.get().detail == {"calls": 2, "days": 7}


def test_a_retried_call_has_another_week():
    call = make_dead(created_at=shifted(now(), days=-30))
    calls.retry(SYSTEM, call)
    assert calls.give_up_old() == 0


def test_what_was_settled_long_ago_is_forgotten_and_nothing_else():
    old = shifted(now(), days=-calls.KEPT_DAYS - 1)
    make_dead(created_at=old)
    make_call(created_at=old, state="delivered", delivered_at=old)
    kept = [make_dead(), make_call(created_at=old)]
    Submission.objects.create(system=make_system(), deed="d", key="k", digest="x", asked_at=old)
    assert calls.forget_old() == 3
    assert {call.pk for call in Call.objects.all()} == {call.pk for call in kept}
    assert not Submission.objects.exists()

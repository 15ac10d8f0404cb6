"""Whose turn is it, what may be booked, and what do the times add up to?"""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.counter import rules
from yiwang.subsystems.approvals.counter.rules import Queued, Served, Slot


def queued(number, minute, is_priority=False):
    return Queued(number, is_priority, datetime(2026, 3, 2, 9, minute, tzinfo=UTC))


def order(*waiting, row=0):
    return [one.id for one in rules.turn(waiting, row)]


def test_those_who_came_first_are_called_first():
    assert order(queued(2, 5), queued(1, 3), queued(3, 5)) == [1, 2, 3]


def test_priority_goes_before_but_not_without_end():
    people = [queued(1, 1), queued(2, 2), *(queued(10 + n, 10 + n, is_priority=True) for n in range(4))]
    assert order(*people) == [10, 11, 1, 12, 13, 2]
    assert order(*people, row=2)[0] == 1
    assert order(queued(7, 1, is_priority=True), row=2) == [7], "nobody else waits"


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 59)), max_size=30), st.integers(0, 5))
def test_everybody_has_their_turn_and_nobody_twice(people, row):
    waiting = [queued(n, minute, is_priority) for n, (is_priority, minute) in enumerate(people)]
    called = rules.turn(waiting, row)
    assert sorted(one.id for one in called) == list(range(len(people)))
    for kind in (True, False):
        arrivals = [(one.since, one.id) for one in called if one.is_priority is kind]
        assert arrivals == sorted(arrivals)


@pytest.mark.parametrize(
    ("state", "step", "after"),
    [
        ("waiting", "call", "called"),
        ("called", "call_again", "called"),
        ("called", "start", "serving"),
        ("called", "finish", "done"),
        ("serving", "finish", "done"),
        ("called", "skip", "no_show"),
        ("no_show", "requeue", "waiting"),
        ("serving", "transfer", "waiting"),
    ],
)
def test_a_ticket_goes_its_way(state, step, after):
    assert rules.next_state(state, step) == after


@pytest.mark.parametrize(
    ("state", "step"), [("done", "call"), ("serving", "skip"), ("waiting", "start"), ("lapsed", "requeue")]
)
def test_a_ticket_goes_no_other_way(state, step):
    with pytest.raises(Refused, match="请刷新页面"):
        rules.next_state(state, step)


def test_a_number_is_said_digit_by_digit():
    assert rules.announcement("A012", "3号窗口", is_again=False) == "请 A 0 1 2 号，到 3号窗口 办理"
    assert rules.announcement("A012", "3号窗口", is_again=True).startswith("再次呼叫")


def test_slots_are_read_as_people_write_them():
    slots = rules.read_slots("9：00—10:00 6\n\n10:00~11:30 12")
    assert slots == [Slot(time(9), time(10), 6), Slot(time(10), time(11, 30), 12)]
    assert rules.written_slots(slots) == "09:00-10:00 6\n10:00-11:30 12"


@pytest.mark.parametrize("text", ["上午", "09:00-10:00", "10:00-09:00 3", "09:00-10:00 0", "25:00-26:00 1"])
def test_a_slot_without_sense_is_named_by_its_line(text):
    with pytest.raises(Refused, match="第2行"):
        rules.read_slots(f"07:00-08:00 1\n{text}")


def test_slots_that_overlap_are_refused():
    with pytest.raises(Refused, match="重叠"):
        rules.read_slots("09:00-10:00 1\n09:30-11:00 1")


def test_only_a_day_and_slot_on_offer_can_be_booked():
    slot, day = Slot(time(9), time(10), 1), date(2026, 3, 2)
    assert rules.check_bookable(slot, day, [day]) == slot
    with pytest.raises(Refused, match="这一天不能预约"):
        rules.check_bookable(slot, day, [])
    with pytest.raises(Refused, match="没有这个时段"):
        rules.check_bookable(None, day, [day])
    rules.check_free(0, slot)
    with pytest.raises(Refused, match="约满"):
        rules.check_free(1, slot)


@pytest.mark.parametrize("minute", [510, 540, 600, 615])
def test_a_booking_is_good_from_half_an_hour_before_to_a_quarter_after(minute):
    rules.check_punctual("booked", 540, 600, minute)


@pytest.mark.parametrize(("state", "minute"), [("booked", 509), ("booked", 616), ("cancelled", 540)])
def test_a_booking_is_good_at_no_other_time(state, minute):
    with pytest.raises(Refused):
        rules.check_punctual(state, 540, 600, minute)


def test_means_are_in_minutes_and_nobody_is_no_mean():
    assert rules.means([Served(60, 300), Served(180, 420)]) == rules.Means(2, 2.0, 6.0)
    assert rules.means([]) == rules.Means(0, None, None)


def test_whoever_fetches_shows_the_number_of_the_party_or_its_agent():
    known = {"赵小明": "11010519491231002X", "": ""}
    assert rules.check_recipient("11010519491231002X", known) == "赵小明"
    with pytest.raises(Refused, match="授权委托书"):
        rules.check_recipient("110105194912310038", known)
    with pytest.raises(Refused, match="授权委托书"):
        rules.check_recipient("", known)


@pytest.mark.parametrize(("who", "note"), [("", "委托书2026-03-01"), ("钱女士", "有")])
def test_an_authorisation_is_named(who, note):
    with pytest.raises(Refused):
        rules.check_authorised(who, note)


@pytest.mark.parametrize("letter", ["", "AB", "1", "甲"])
def test_a_letter_is_one_capital(letter):
    with pytest.raises(Refused):
        rules.check_letter(letter)
    assert rules.check_letter(" b ") == "B"

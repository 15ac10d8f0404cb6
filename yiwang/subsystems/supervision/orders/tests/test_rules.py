from datetime import date, timedelta

import pytest

from yiwang.kernel.deadlines.rules import Limit, Unit
from yiwang.kernel.deadlines.tests.makers import city
from yiwang.kernel.errors import Refused
from yiwang.subsystems.supervision.orders import rules

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("progress", "now", "lamp"),
    [
        (60, "2026-04-01 00:00", rules.RED),  # projects-and-appraisal.md §4 no. 17: due 03-31, on 04-01 red
        (60, "2026-03-15 12:00", rules.GREEN),
        (89, "2026-03-29 12:00", rules.YELLOW),  # §3: a tenth of the time or less, under nine tenths done
        (90, "2026-03-29 12:00", rules.GREEN),
        (0, "2026-03-28 00:00", rules.GREEN),
        (100, "2026-04-01 00:00", rules.RED),
    ],
)
def test_the_lamp_follows_time_and_progress(progress, now, lamp):
    assert rules.lamp(city("2026-03-01 00:00"), city("2026-04-01 00:00"), progress, city(now)) == lamp


def test_without_an_end_no_lamp_warns():
    assert rules.lamp(city("2026-03-01 00:00"), None, 0, city("2030-01-01 00:00")) == rules.GREEN


def test_a_limit_is_counted_in_working_days_or_until_a_day():
    by_days = rules.limits("督办〔2026〕1号", 5, None, TODAY)
    by_day = rules.limits("督办〔2026〕1号", None, TODAY + timedelta(days=10), TODAY)
    assert by_days.legal == Limit(5, Unit.WORKING_DAYS)
    assert by_day.legal == Limit(10, Unit.CALENDAR_DAYS)
    assert "督办〔2026〕1号" in by_days.basis


@pytest.mark.parametrize(
    ("working_days", "due_on", "words"),
    [
        (None, None, "两者填一项"),
        (5, date(2026, 3, 9), "两者填一项"),
        (0, None, "1至250"),
        (251, None, "1至250"),
        (None, TODAY, "今天以后"),
        (None, date(2026, 2, 1), "今天以后"),
        (None, date(2027, 4, 1), "不要超过一年"),
    ],
)
def test_a_limit_that_is_none_is_refused(working_days, due_on, words):
    with pytest.raises(Refused, match=words):
        rules.limits("督办〔2026〕1号", working_days, due_on, TODAY)


@pytest.mark.parametrize(
    ("lead", "joint", "closed", "words"),
    [
        (1, [1], [], "牵头单位只有一个"),  # projects-and-appraisal.md §4 no. 18
        (1, [2, 2], [], "重复"),
        (9, [], [], "不能向本单位"),
        (1, [9], [], "不能向本单位"),
        (1, [], ["老局"], "老局已撤销"),
        (1, list(range(2, 9)) * 5, [], "重复"),
    ],
)
def test_units_that_do_not_fit_an_order_are_refused(lead, joint, closed, words):
    with pytest.raises(Refused, match=words):
        rules.check_units(lead, joint, 9, closed)


@pytest.mark.parametrize(
    ("progress", "before", "is_final", "words"),
    [(-1, 0, False, "0至100"), (101, 0, False, "0至100"), (40, 50, False, "不能倒退"), (99, 0, True, "100%")],
)
def test_progress_goes_forward_to_a_hundred(progress, before, is_final, words):
    with pytest.raises(Refused, match=words):
        rules.check_progress(progress, before, is_final=is_final)


@pytest.mark.parametrize(
    ("days", "is_asked", "words"), [(0, False, "1至60"), (61, False, "1至60"), (5, True, "等待批准")]
)
def test_a_delay_is_asked_for_once_and_in_measure(days, is_asked, words):
    with pytest.raises(Refused, match=words):
        rules.check_delay(days, is_asked=is_asked)

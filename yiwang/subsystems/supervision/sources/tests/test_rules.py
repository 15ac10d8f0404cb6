"""The arithmetic of the anomaly rules, as tables."""

from decimal import Decimal

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.supervision.sources import rules


@pytest.mark.parametrize(
    ("amount", "limit", "by", "expected"),
    [
        # standards/projects-and-appraisal.md §4 no. 1 and 2
        ("5510000", "5000000", "10", True),
        ("5500000", "5000000", "10", False),
        ("5500000.01", "5000000", "10", True),
        ("10.00", "10.00", "0", False),
        ("10.0001", "10.00", "0", True),
    ],
)
def test_above_is_more_than_the_percentage_and_never_rounded(amount, limit, by, expected):
    assert rules.is_above(Decimal(amount), Decimal(limit), Decimal(by)) is expected


@pytest.mark.parametrize(
    ("part", "whole", "by", "expected"),
    [("500", "1000", "50", False), ("500.01", "1000", "50", True), ("1", "0", "50", False)],
)
def test_a_share_of_exactly_the_limit_is_not_above_it(part, whole, by, expected):
    assert rules.is_share_above(Decimal(part), Decimal(whole), Decimal(by)) is expected


@pytest.mark.parametrize(
    ("prices", "expected"),
    [(["3"], "3"), (["3", "1"], "2"), (["9", "1", "2"], "2"), (["1", "2", "4", "9"], "3")],
)
def test_the_median_is_the_middle(prices, expected):
    assert rules.median([Decimal(each) for each in prices]) == Decimal(expected)


@pytest.mark.parametrize(
    ("bids", "expected"),
    [
        ({"甲": "1000000", "乙": "1001000", "丙": "1002001"}, [("甲", "乙", 1000), ("乙", "丙", 1001)]),
        ({"甲": "1000000", "乙": "1001000.01"}, []),
        ({"甲": "5", "乙": "5"}, [("乙", "甲", 0)]),
        ({"甲": "0", "乙": "0"}, []),
        ({"甲": "1000000"}, []),
    ],
)
def test_bids_within_a_thousandth_are_close(bids, expected):
    given = [(name, Decimal(each)) for name, each in bids.items()]
    found = rules.closest(given, Decimal("0.1"))
    assert [(low, high, int(gap)) for low, high, gap in found] == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("1234.5", "1,234.50元"), ("10", "10.00元"), ("0.1235", "0.1235元"), ("7.1000", "7.10元")],
)
def test_money_is_shown_with_two_digits_at_least(amount, expected):
    assert rules.yuan(Decimal(amount)) == expected


@pytest.mark.parametrize("state", [rules.WAITING, rules.UNDONE])
def test_what_runs_or_was_undone_cannot_be_undone(state):
    with pytest.raises(Refused):
        rules.check_undo(state)
    rules.check_undo(rules.DONE)

"""When is a parcel tried again, what may an installation be called, and which numbers are missing?"""

import pytest

from yiwang.kernel.nodes import rules

DAY = 86_400


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [
        (0, 10),
        (1, 10),
        (2, 30),
        (3, 60),
        (4, 120),
        (5, 300),
        (6, 600),
        (7, 1800),
        (8, 3600),
        (170, 3600),
    ],
)
def test_a_parcel_waits_longer_after_every_attempt_and_never_more_than_an_hour(attempts, seconds):
    assert rules.wait_after(attempts) == seconds


def test_a_parcel_is_tried_for_seven_days():
    waited = sum(rules.wait_after(attempt) for attempt in range(1, rules.MOST_ATTEMPTS + 1))
    assert 7 * DAY - 3600 < waited <= 7 * DAY
    assert not rules.is_exhausted(rules.MOST_ATTEMPTS - 1)
    assert rules.is_exhausted(rules.MOST_ATTEMPTS)


@pytest.mark.parametrize(("failures", "seconds"), [(0, 10), (1, 10), (2, 30), (5, 300), (900, 300)])
def test_a_link_rests_longer_after_every_failure_and_never_more_than_five_minutes(failures, seconds):
    assert rules.rest_after(failures) == seconds


@pytest.mark.parametrize("code", ["inner", "xinhe-county", "a1", "x" * 40])
def test_a_code_of_small_letters_digits_and_hyphens_is_one(code):
    assert rules.CODE.fullmatch(code)


@pytest.mark.parametrize("code", ["", "a", "Inner", "../up", "内网", "-a", "a-", "a b", "x" * 41, "a.b"])
def test_a_code_that_could_be_a_path_or_a_guess_is_none(code):
    assert not rules.CODE.fullmatch(code)


def test_a_fingerprint_is_told_in_groups_of_four_and_read_back_in_any_writing():
    digest = rules.fingerprint({"code": "inner", "name": "内网"})
    told = rules.grouped(digest)
    assert len(told.split()) == 16
    assert rules.ungrouped(told.upper().replace(" ", "-")) == digest


def test_batches_101_102_104_leave_a_gap_for_103():
    """standards/security.md §9 case 12: sequence gaps are detected (§4)."""
    assert rules.missing(100, [101, 102, 104]) == [103]
    assert rules.contiguous(100, [101, 102, 104]) == 102
    assert rules.contiguous(102, [103, 104]) == 104


@pytest.mark.parametrize(
    ("through", "numbers", "expected"),
    [(0, [], []), (0, [1, 2], []), (0, [3], [1, 2]), (5, [4, 6], []), (5, [5, 9], [6, 7, 8])],
)
def test_missing_numbers_are_those_before_a_later_one(through, numbers, expected):
    assert rules.missing(through, numbers) == expected


def test_a_gap_of_a_billion_is_named_in_part():
    assert rules.missing(0, [10**9]) == list(range(1, 101))


def test_numbers_are_told_as_ranges():
    assert rules.ranges([1, 2, 3, 7, 9, 10]) == [[1, 3], [7, 7], [9, 10]]
    assert rules.ranges([]) == []


def test_a_reason_is_one_line_and_not_long():
    assert rules.reason(" 磁盘\n已满\x00 ") == "磁盘 已满"
    assert len(rules.reason("长" * 1000)) == rules.REASON_LENGTH

"""Do limits, returns, second handlings, attempts and rates come out as standards/letters.md says?"""

from datetime import UTC, date, datetime

import pytest

from yiwang.kernel.deadlines.rules import Unit
from yiwang.kernel.errors import Refused
from yiwang.kernel.search.likeness import SAME, likeness
from yiwang.subsystems.participation.letters import rules, statistics
from yiwang.subsystems.participation.letters.advice import advice_for

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATE = datetime(2026, 3, 2, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "type_code", "own", "is_review", "number", "unit"),
    [
        (rules.LETTER, "enquiry", {}, False, 3, Unit.WORKING_DAYS),
        (rules.LETTER, "help", {}, False, 5, Unit.WORKING_DAYS),
        (rules.LETTER, "enquiry", {"enquiry": 1}, False, 1, Unit.WORKING_DAYS),
        (rules.PETITION, "appeal", {"appeal": 5}, False, 60, Unit.CALENDAR_DAYS),
        (rules.PETITION, "appeal", {}, True, 30, Unit.CALENDAR_DAYS),
    ],
)
def test_each_type_has_its_limit(kind, type_code, own, is_review, number, unit):
    """[W] art. 20; [X22] art. 34 and 35."""
    limits = rules.limits_of(kind, type_code, own, moves=False, is_review=is_review)
    assert (limits.legal.number, limits.legal.unit) == (number, unit)
    assert "《信访工作条例》" in limits.basis or kind == rules.LETTER


def test_a_petition_is_lengthened_by_thirty_days_and_a_letter_by_its_own_limit():
    for kind, number in ((rules.PETITION, 30), (rules.LETTER, 5)):
        limits = rules.limits_of(kind, "help", {}, moves=False, is_review=False)
        assert rules.extension_of(kind, limits).number == number


def test_a_named_unit_may_not_return_and_nobody_may_after_the_time():
    """letters.md case 9, [W] art. 22; case 3, [X22] art. 23."""
    rules.check_return(is_named=False, due_at=LATE, now=NOON)
    with pytest.raises(Refused, match="第二十二条"):
        rules.check_return(is_named=True, due_at=LATE, now=NOON)
    with pytest.raises(Refused, match="退回的期限已过"):
        rules.check_return(is_named=False, due_at=NOON, now=LATE)
    assert [rules.is_naming(number) for number in (0, 1, 2, 3)] == [False, False, True, True]


def test_more_time_is_asked_before_the_end_and_once():
    """letters.md case 15."""
    rules.check_extension(is_late=False, was_extended=False, is_asked=False)
    for facts, words in (
        ({"is_late": True, "was_extended": False, "is_asked": False}, "已经届满"),
        ({"is_late": False, "was_extended": True, "is_asked": False}, "延长过一次"),
        ({"is_late": False, "was_extended": False, "is_asked": True}, "等待批准"),
    ):
        with pytest.raises(Refused, match=words):
            rules.check_extension(**facts)


def test_five_representatives_come_and_six_do_not():
    """letters.md case 6, [X22] art. 20."""
    rules.check_representatives(5)
    with pytest.raises(Refused, match="不得超过5人"):
        rules.check_representatives(6)


def test_a_review_is_asked_within_thirty_days():
    """letters.md case 5: reply 2026-03-02; asked 2026-04-02 is late, the limit is 2026-04-01."""
    replied = date(2026, 3, 2)
    assert rules.review_ends(replied) == date(2026, 4, 1)
    ask = {"is_asked": False}
    assert rules.check_again(rules.PETITION, 0, replied, date(2026, 4, 1), **ask) == "复查"
    assert rules.check_again(rules.PETITION, 1, replied, date(2026, 4, 1), **ask) == "复核"
    with pytest.raises(Refused, match="2026年04月01日届满"):
        rules.check_again(rules.PETITION, 0, replied, date(2026, 4, 2), **ask)


def test_after_the_last_handling_the_same_is_not_taken_up_again():
    """[X22] art. 36; letters once (letters.md §3)."""
    day = date(2026, 3, 2)
    for kind, depth, words in ((rules.PETITION, 2, "第三十六条"), (rules.LETTER, 1, "重新办理过一次")):
        with pytest.raises(Refused, match=words):
            rules.check_again(kind, depth, day, day, is_asked=False)
    with pytest.raises(Refused, match="正在办理"):
        rules.check_again(rules.LETTER, 0, day, day, is_asked=True)


def test_the_third_attempt_without_success_ends_a_call_back():
    assert [rules.call_state(False, number) for number in (1, 2, 3)] == ["calling", "calling", "unreachable"]
    assert rules.call_state(True, 3) == "reached"
    with pytest.raises(Refused, match="换个时段"):
        rules.check_attempt([NOON], LATE)


@pytest.mark.parametrize(
    ("received", "today", "grade"),
    [
        ("2026-03-02", "2026-05-02", ""),
        ("2026-03-02", "2026-05-03", "slow"),
        ("2026-03-02", "2026-06-02", "slow"),
        ("2026-03-02", "2026-06-03", "veto"),
        ("2025-11-30", "2026-02-28", "slow"),
        ("2025-11-30", "2026-03-01", "veto"),
    ],
)
def test_an_unanswered_letter_is_the_gravest_after_three_months_and_a_day(received, today, grade):
    """letters.md case 17, websites.md: single veto."""
    assert rules.neglect(date.fromisoformat(received), date.fromisoformat(today)) == grade


def test_satisfaction_leaves_out_what_was_not_rated():
    """letters.md case 12: 40 + 10 of 55 rated = 90.9 %, 45 unrated."""
    levels = {"satisfied": 40, "fairly_satisfied": 10, "dissatisfied": 5, "": 45}
    assert rules.satisfaction(levels) == (50, 55)
    assert statistics.percent(50, 55) == "90.9%"
    assert statistics.percent(0, 0) == "—"


def test_a_sample_is_the_same_whenever_it_is_asked():
    uids = [f"{number:032x}" for number in range(0, 1 << 128, 1 << 119)]
    sampled = [uid for uid in uids if rules.is_sampled(uid, 20)]
    assert sampled == [uid for uid in uids if rules.is_sampled(uid, 20)]
    assert not any(rules.is_sampled(uid, 0) for uid in uids)
    assert all(rules.is_sampled(uid, 100) for uid in uids)


def test_nobody_reviews_their_own_reply():
    rules.check_reviewer(1, 2)
    with pytest.raises(Refused, match="另一位同志"):
        rules.check_reviewer(1, 1)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("我对法院的判决不服", "court"),
        ("劳动仲裁裁决下来了单位不给钱", "court"),
        ("隔壁着火了快来人", "emergency"),
        ("局长收受贿赂，吃拿卡要", "discipline"),
        ("我要申请公开这个文件", "disclosure"),
    ],
)
def test_what_belongs_elsewhere_is_told_its_way(text, ground):
    """letters.md §1 and case 10."""
    found = advice_for(text)
    assert ground in [one.ground for one in found]
    assert all(one.way for one in found)


def test_an_ordinary_letter_is_told_nothing():
    assert advice_for("青山路的路灯坏了，请尽快修好。") == []


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("路灯坏了一个星期了，请修。", "路灯坏了一个星期了,请修!!", True),
        ("路灯坏了一个星期了，请修。", "小区物业乱收费，没人管。", False),
        ("Ａ栋漏水", "a栋漏水", True),
        ("", "", True),
    ],
)
def test_the_same_words_are_the_same_letter(one, other, is_same):
    assert (likeness(one, other) >= SAME) is is_same

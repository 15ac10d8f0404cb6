from datetime import date

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import rules


@pytest.mark.parametrize(
    "text",
    [
        "机密★5年",  # GB/T 9704-2012 7.2.2: level, star, years
        "秘密★1年\n关于某事的通知",
        "绝密*",
        "密级：机密",
        "密级 秘密",
        "【机密】关于某事的通知",
        "机密",
        "第一行\n绝 密\n第三行",
        "（秘密）名单",
    ],
)
def test_the_mark_of_a_state_secret_is_seen(text):
    """保守国家秘密法 (2024); standards/security.md §9 no. 14."""
    assert rules.marking_in(text)
    with pytest.raises(Refused) as refused:
        rules.refuse_marked(rules.marking_in(text))
    assert refused.value.field == "secrecy"


@pytest.mark.parametrize(
    "text",
    [
        "关于加强商业秘密保护的通知",
        "国家秘密载体管理规定",
        "保密工作会议纪要",
        "机密性与完整性",
        "",
        "密级标志使用培训",
    ],
)
def test_words_about_secrets_carry_no_mark(text):
    assert rules.marking_in(text) == ""
    rules.refuse_marked("")


def test_only_what_is_no_secret_may_be_labelled():
    rules.check_secrecy("none")
    rules.check_secrecy("internal")
    for level in ("secret", "机密", ""):
        with pytest.raises(Refused):
            rules.check_secrecy(level)


@pytest.mark.parametrize(
    ("state", "following", "is_allowed"),
    [
        ("waiting", "delivered", True),
        ("waiting", "withdrawn", True),
        ("waiting", "refused", True),
        ("waiting", "signed", False),
        ("delivered", "opened", True),
        ("delivered", "signed", True),
        ("delivered", "returned", True),
        ("opened", "withdrawn", True),
        ("opened", "delivered", False),
        ("signed", "withdrawn", False),
        ("signed", "returned", False),
        ("returned", "signed", False),
        ("withdrawn", "signed", False),
        ("refused", "delivered", False),
    ],
)
def test_a_state_is_followed_only_by_what_may_follow(state, following, is_allowed):
    """公文交换回执 states, standards/official-documents.md §4."""
    assert rules.may_follow(state, following) is is_allowed
    if is_allowed:
        rules.check_step(state, following, "通知")
        return
    with pytest.raises(Refused):
        rules.check_step(state, following, "通知")


def test_every_state_and_every_receipt_has_a_word():
    assert set(rules.FOLLOWS) <= set(rules.STATES)
    assert set(rules.RECEIPTS) == rules.OF_SENDER | rules.OF_RECIPIENT


def test_a_subject_is_one_line_that_is_not_empty_and_not_too_long():
    assert rules.checked_subject("  关于\n防汛 的\x00通知 ") == "关于 防汛 的通知"
    for subject in ("", " \n", "长" * 301):
        with pytest.raises(Refused):
            rules.checked_subject(subject)


def test_somebody_receives_it_and_not_more_than_can_be_sent_at_once():
    rules.check_recipients(1)
    rules.check_recipients(1_292)
    for count in (0, 5_001):
        with pytest.raises(Refused):
            rules.check_recipients(count)


def test_what_has_lapsed_is_not_sent():
    rules.check_valid_until(None, date(2026, 11, 25))
    rules.check_valid_until(date(2026, 11, 25), date(2026, 11, 25))
    with pytest.raises(Refused):
        rules.check_valid_until(date(2026, 11, 24), date(2026, 11, 25))


def test_a_reason_says_something():
    assert rules.reason_given(" 主送 单位有误 ") == "主送 单位有误"
    for reason in ("", " 无", "长" * 301):
        with pytest.raises(Refused):
            rules.reason_given(reason)


def test_urgency_is_one_of_three():
    for urgency in rules.URGENCIES:
        rules.check_urgency(urgency)
    with pytest.raises(Refused):
        rules.check_urgency("特提")


def test_files_are_not_more_than_can_be_listed():
    rules.check_files(100)
    with pytest.raises(Refused):
        rules.check_files(101)

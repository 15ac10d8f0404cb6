"""What do the rules of cases allow, and in which words do they refuse?"""

from datetime import UTC, datetime

import pytest

from yiwang.kernel.cases import rules
from yiwang.kernel.errors import Refused


def test_every_open_state_can_be_left_and_every_ended_one_only_by_reopening() -> None:
    for state in rules.STATES:
        leaving = {name for name, verb in rules.VERBS.items() if state in verb.before and verb.after}
        if state in rules.OPEN:
            assert leaving, state
        else:
            assert leaving <= {"reopen"}, state


def test_every_state_can_be_reached() -> None:
    reached = {verb.after for verb in rules.VERBS.values()} | {rules.RECEIVED}
    assert set(rules.STATES) <= reached


def test_a_deed_that_the_state_forbids_is_refused_with_the_state_in_words() -> None:
    with pytest.raises(Refused, match="该件已办结，不能受理"):
        rules.next_state(rules.CLOSED, "accept")


def test_the_refusal_names_who_brought_the_case_where_it_stands() -> None:
    at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert "（李明，03月02日 09:30）" in rules.not_now(rules.ACCEPTED, "accept", ("李明", at))


def test_everything_missing_is_told_once() -> None:
    """行政许可法 art. 32(四)."""
    rules.check_asked_once(None)
    with pytest.raises(Refused, match="2026年02月14日一次性告知"):
        rules.check_asked_once(datetime(2026, 2, 14, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ([], "请列出全部需要补正"),
        ([("a", "缺页"), ("a", "模糊")], "出现了两次"),
        ([("a", " ")], "请逐项写明"),
    ],
)
def test_a_list_of_what_is_missing_is_whole(missing: list[tuple[str, str]], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        rules.check_missing(missing)


def test_only_the_eight_procedures_of_article_45_stop_the_clock() -> None:
    """听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审: 行政许可法 art. 45."""
    assert list(rules.SPECIAL_PROCEDURES.values()) == [
        "听证",
        "招标",
        "拍卖",
        "检验",
        "检测",
        "检疫",
        "鉴定",
        "专家评审",
    ]


def test_a_refusal_gives_its_reason_and_a_permission_need_not() -> None:
    """行政许可法 art. 38."""
    rules.check_decision("granted", rules.OUTCOMES, frozenset({"refused"}), "")
    with pytest.raises(Refused, match="第三十八条"):
        rules.check_decision("refused", rules.OUTCOMES, frozenset({"refused"}), " ")
    with pytest.raises(Refused, match="只能是：准予、不予"):
        rules.check_decision("maybe", rules.OUTCOMES, frozenset({"refused"}), "")


def test_one_rating_and_one_addition_to_it() -> None:
    rules.check_rating("satisfied", is_rated=False, is_followed_up=False)
    rules.check_follow_up(is_rated=True, is_followed_up=False)
    for call in (
        lambda: rules.check_rating("satisfied", is_rated=True, is_followed_up=False),
        lambda: rules.check_rating("great", is_rated=False, is_followed_up=False),
        lambda: rules.check_follow_up(is_rated=False, is_followed_up=False),
        lambda: rules.check_follow_up(is_rated=True, is_followed_up=True),
    ):
        with pytest.raises(Refused):
            call()


def test_what_is_obligatory_says_something_and_not_too_much() -> None:
    assert rules.words(" 理由\x00充分 ", "理由") == "理由充分"
    with pytest.raises(Refused, match="请填写理由"):
        rules.words(" ", "理由")
    with pytest.raises(Refused, match="不要超过5字，现有6字"):
        rules.words("一二三四五六", "理由", longest=5)

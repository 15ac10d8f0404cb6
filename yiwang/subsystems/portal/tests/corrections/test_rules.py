"""Do pages, steps and limits of corrections follow their rules?"""

import pytest

from yiwang.kernel.deadlines.rules import Unit
from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.corrections import rules


@pytest.mark.parametrize(
    ("page", "number"),
    [
        ("/a/12/", 12),
        ("https://www.yunze.gov.cn/a/12/?from=x", 12),
        ("https://www.yunze.gov.cn/a/12#top", 12),
        ("/c/news/", None),
        ("/a/x/", None),
        ("/a/" + "9" * 40 + "/", None),
        ("https://www.yunze.gov.cn", None),
    ],
)
def test_an_address_names_the_article_it_shows(page, number):
    assert rules.article_of(page) == number


@pytest.mark.parametrize(
    ("page", "is_one"),
    [
        ("/c/news/?page=2", True),
        ("https://www.yunze.gov.cn/a/1/", True),
        ("//evil.example/x", False),
        ("javascript:alert(1)", False),
        ("/a/1/ 第二段", False),
        ("http://", False),
        ("", False),
    ],
)
def test_only_a_path_or_an_address_of_the_web_is_one(page, is_one):
    assert rules.is_address(page) is is_one


ALLOWED = {
    "received": ["accept", "ask", "answer", "dismiss"],
    "handling": ["ask", "answer", "dismiss"],
    "asked": ["answer", "dismiss"],
    "answered": [],
    "dismissed": [],
    "withdrawn": [],
}


@pytest.mark.parametrize(("state", "steps"), ALLOWED.items())
def test_a_state_allows_its_steps_and_refuses_the_others(state, steps):
    assert rules.allowed(state) == steps
    for step in rules.STEPS:
        if step in steps:
            assert rules.next_state(state, step) in rules.STATES
        else:
            with pytest.raises(Refused, match=f"{rules.STATES[state]}，不能再"):
                rules.next_state(state, step)


def test_an_answer_is_due_within_three_working_days():
    """standards/websites.md §3, messages (C)."""
    assert (rules.LIMITS.legal.number, rules.LIMITS.legal.unit) == (3, Unit.WORKING_DAYS)


def test_the_public_is_told_something():
    assert rules.words_given(" 已更正。\x00 ") == "已更正。"
    with pytest.raises(Refused, match="请填写"):
        rules.words_given(" 。 ")
    with pytest.raises(Refused, match="不要超过"):
        rules.words_given("长" * 2_001)

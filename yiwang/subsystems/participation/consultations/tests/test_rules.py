"""How long is a draft open, what needs a reason, and into which clauses does it fall?"""

from datetime import date

import pytest

from yiwang.kernel.deadlines.rules import Unit
from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.consultations import clauses, rules
from yiwang.subsystems.participation.consultations.tests.makers import DRAFT

MARCH = (date(2026, 3, 1), date(2026, 3, 20))
TODAY = date(2026, 3, 1)


def test_a_major_decision_of_nineteen_days_without_a_reason_is_refused():
    """websites.md §6 no. 20; 重大行政决策程序暂行条例 (2019) art. 15."""
    assert rules.days(*MARCH) == 19
    with pytest.raises(Refused, match="征集期只有19天。《重大行政决策程序暂行条例》第十五条") as refused:
        rules.check_window(rules.MAJOR, *MARCH, "", TODAY)
    assert refused.value.field == "short_reason"


@pytest.mark.parametrize(
    ("subject", "closes_on", "reason"),
    [
        (rules.MAJOR, date(2026, 3, 31), ""),
        (rules.MAJOR, date(2026, 3, 20), "防汛紧急，需要在汛期前施行"),
        (rules.BUSINESS, date(2026, 3, 31), ""),
        (rules.ORDINARY, date(2026, 3, 10), ""),
    ],
)
def test_thirty_days_or_a_reason_or_an_ordinary_matter_are_enough(subject, closes_on, reason):
    rules.check_window(subject, date(2026, 3, 1), closes_on, reason, TODAY)


def test_what_affects_business_is_open_thirty_days_too():
    """优化营商环境条例 (2019), websites.md §3."""
    with pytest.raises(Refused, match="《优化营商环境条例》规定一般不少于30日"):
        rules.check_window(rules.BUSINESS, date(2026, 3, 1), date(2026, 3, 30), "", TODAY)


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "sentence"),
    [
        (date(2026, 3, 2), date(2026, 3, 1), "截止日期应当晚于开始日期"),
        (date(2026, 1, 1), date(2026, 2, 20), "截止日期已经过去"),
        (date(2026, 3, 1), date(2027, 4, 1), "征集期请不要超过一年"),
    ],
)
def test_a_window_lies_in_the_future_and_ends_within_a_year(opens_on, closes_on, sentence):
    with pytest.raises(Refused, match=sentence):
        rules.check_window(rules.ORDINARY, opens_on, closes_on, "", TODAY)


def test_both_days_of_the_window_are_in():
    phases = [rules.phase(*MARCH, date(2026, 3, day)) for day in (1, 20, 21)]
    assert phases == [rules.OPEN, rules.OPEN, rules.OVER]
    assert rules.phase(*MARCH, date(2026, 2, 28)) == rules.COMING


@pytest.mark.parametrize("verdict", [rules.PARTLY, rules.NOT_ADOPTED, rules.NOTED])
def test_what_is_not_wholly_adopted_needs_a_reason(verdict):
    with pytest.raises(Refused, match="请写明理由") as refused:
        rules.check_verdict(verdict, " ")
    assert refused.value.field == "reason"
    assert rules.check_verdict(verdict, "与上位法不一致。") == "与上位法不一致。"
    assert rules.check_verdict(rules.ADOPTED, "") == ""


def test_feedback_waits_for_the_end_and_for_every_opinion():
    with pytest.raises(Refused, match="征集还没有结束"):
        rules.check_feedback(rules.OPEN, 0)
    with pytest.raises(Refused, match="还有3条意见没有处理"):
        rules.check_feedback(rules.OVER, 3)
    rules.check_feedback(rules.OVER, 0)


def test_the_limit_of_the_feedback_counts_calendar_days():
    limits = rules.feedback_limits(30)
    assert (limits.legal.number, limits.legal.unit) == (30, Unit.CALENDAR_DAYS)


def test_a_draft_falls_into_its_articles_with_their_chapters():
    found = clauses.parse(DRAFT)
    assert [(one.number, one.label, one.heading) for one in found] == [
        (1, "前言", ""),
        (2, "第一条", "第一章 总则"),
        (3, "第二条", "第一章 总则"),
        (4, "第三条", "第二章 附则"),
    ]
    assert found[2].text == "公园夜间开放至二十二时。\n具体时间由公园公布。"


@pytest.mark.parametrize(
    ("draft", "labels"),
    [
        ("一、总体要求\n坚持公开。\n二、主要任务\n1.建设。", ["一、", "二、"]),
        ("说明如下\n一、总体要求\n二、主要任务", ["前言", "一、", "二、"]),
        ("只有一段。", ["第1段"]),
        ("第一段。\n\n第二段。", ["第1段", "第2段"]),
        ("第十条之一 增加的。\n第101条：编号。", ["第十条之一", "第101条"]),
        ("　第一条　全角空格。\r\n第二条 换行。", ["第一条", "第二条"]),
        ("依照第五条办理的，\n第一条 正文。", ["前言", "第一条"]),
    ],
)
def test_other_ways_of_numbering_are_understood(draft, labels):
    assert [one.label for one in clauses.parse(draft)] == labels


def test_no_word_of_the_draft_is_lost():
    text = "".join(one.text for one in clauses.parse(DRAFT))
    for words in ("云泽市公园管理办法", "为了加强公园管理", "具体时间由公园公布", "自公布之日起施行"):
        assert words in text


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [(" \n ", "请填写征求意见稿的正文"), ("段\n" * 501, "正文分成了501条")],
)
def test_an_empty_and_an_endless_draft_are_refused(draft, sentence):
    with pytest.raises(Refused, match=sentence):
        clauses.parse(draft)

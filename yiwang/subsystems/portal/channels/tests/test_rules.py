"""What may be subscribed to, and what does a publication meet?"""

from datetime import UTC, datetime

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.channels import rules
from yiwang.subsystems.portal.channels.rules import Interest, News

NEWS = News(
    pk=1,
    title="关于2026年医疗保险缴费的公告",
    address="/a/1/",
    published_at=datetime(2026, 11, 26, tzinfo=UTC),
    columns=frozenset({"notices", "open"}),
    subject="劳动、人事",
    words="城乡居民 参保",
)


@pytest.mark.parametrize(
    ("interest", "does_meet"),
    [
        (Interest("site"), True),
        (Interest("column", "notices"), True),
        (Interest("column", "open"), True),
        (Interest("column", "news"), False),
        (Interest("subject", "劳动"), True),
        (Interest("subject", "人事"), False),
        (Interest("keyword", "医疗保险"), True),
        (Interest("keyword", "参保"), True),
        (Interest("keyword", "公积金"), False),
        (Interest("other", "x"), False),
    ],
)
def test_a_publication_meets_what_was_asked_for(interest, does_meet):
    assert rules.meets(NEWS, [interest]) is does_meet


def test_one_fitting_interest_is_enough():
    assert rules.meets(NEWS, [Interest("column", "news"), Interest("keyword", "公告")])
    assert not rules.meets(NEWS, [])


def test_keywords_are_divided_and_kept_once():
    assert rules.keywords_of(" 医保，公积金、医保 落户\n") == ["医保", "公积金", "落户"]
    assert rules.keywords_of("") == []


@pytest.mark.parametrize("text", ["字", "很长的关键词" * 4, "一二 二三 三四 四五 五六 六七"])
def test_keywords_that_are_none_are_refused(text):
    with pytest.raises(Refused):
        rules.keywords_of(text)


def test_nothing_and_too_much_are_refused():
    rules.check_interests([Interest("site")])
    with pytest.raises(Refused, match="至少选择"):
        rules.check_interests([])
    with pytest.raises(Refused, match="最多"):
        rules.check_interests([Interest("column", str(one)) for one in range(21)])

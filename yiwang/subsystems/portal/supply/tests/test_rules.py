from datetime import date
from decimal import Decimal

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.supply import rules
from yiwang.subsystems.portal.supply.rules import Change, Offered, Stage, Tally, Way

LIVE = Offered(is_live=True, is_binned=False, site_id=1, root_site_id=1, has_reached=False)
DRAFT = Offered(is_live=False, is_binned=False, site_id=1, root_site_id=1, has_reached=False)
COPY = Offered(is_live=True, is_binned=False, site_id=2, root_site_id=1, has_reached=False)


@pytest.mark.parametrize(
    ("followed", "taken", "live", "expected"),
    [
        (None, 2, None, Change.NONE),
        (2, 2, 2, Change.NONE),
        (None, 2, 2, Change.SETTLED),
        (None, 2, 3, Change.CHANGED),
        (2, 2, 3, Change.CHANGED),
        (2, 2, None, Change.WITHDRAWN),
        (3, 2, 2, Change.CHANGED),
    ],
)
def test_what_happened_to_an_original(followed, taken, live, expected):
    assert rules.change(followed, taken, live) == expected


@pytest.mark.parametrize(
    ("way", "article", "target", "said"),
    [
        (Way.PUSH, DRAFT, 2, "正在对外展示"),
        (Way.SUBSCRIPTION, DRAFT, 2, "正在对外展示"),
        (Way.SUPPLY, LIVE, 1, "同时发布到"),
        (Way.PUSH, COPY, 1, "原本就来自该网站"),
        (Way.SUPPLY, COPY, 1, "原本就来自该网站"),
        (Way.SUPPLY, Offered(True, False, 1, 1, True), 2, "不用再送"),
        (Way.SUPPLY, Offered(False, True, 1, 1, False), 2, "回收站"),
    ],
)
def test_an_article_goes_to_a_site_once_and_never_back(way, article, target, said):
    with pytest.raises(Refused, match=said):
        rules.check_offer(way, article, target)


@pytest.mark.parametrize(
    ("way", "article", "target"),
    [
        (Way.SUPPLY, DRAFT, 2),
        (Way.SUPPLY, DRAFT, 1),
        (Way.SUPPLY, LIVE, 2),
        (Way.PUSH, LIVE, 2),
        (Way.PUSH, COPY, 3),
    ],
)
def test_an_article_may_go_where_it_has_not_been(way, article, target):
    rules.check_offer(way, article, target)


def test_keywords_are_split_and_bounded():
    assert rules.words(" 教育、招生，教育 ") == ("教育", "招生")
    assert rules.words("") == ()
    with pytest.raises(Refused, match="至少 2 个字"):
        rules.words("教")
    with pytest.raises(Refused, match="10 个"):
        rules.words(" ".join(f"词语{number}" for number in range(11)))


def test_a_share_has_one_decimal_and_nothing_is_no_share():
    assert rules.share(2, 3) == Decimal("66.7")
    assert rules.share(0, 0) is None


def test_units_rank_by_points_and_equals_share_a_place():
    rows = [
        Tally(1, 5, 1, Decimal(10)),
        Tally(2, 3, 2, Decimal(13)),
        Tally(3, 5, 1, Decimal(10)),
        Tally(4, 1, 0, Decimal(1)),
    ]
    assert [(place, row.unit_id) for place, row in rules.ranked(rows)] == [(1, 2), (2, 1), (2, 3), (4, 4)]


# 国办秘函〔2019〕19号: 动态要闻 2 weeks; day 14 is still in time, day 15 is not.
@pytest.mark.parametrize(
    ("days", "updated_on", "expected"),
    [
        (14, date(2026, 11, 15), Stage.NONE),
        (14, date(2026, 11, 8), Stage.NONE),
        (14, date(2026, 11, 3), Stage.SOON),
        (14, date(2026, 11, 1), Stage.SOON),
        (14, date(2026, 10, 31), Stage.LATE),
        (1, date(2026, 11, 14), Stage.SOON),
        (183, date(2026, 5, 23), Stage.SOON),
        (183, date(2026, 5, 24), Stage.NONE),
        (14, None, Stage.LATE),
        (None, None, Stage.NONE),
    ],
)
def test_when_a_column_is_due(days, updated_on, expected):
    assert rules.stage(days, updated_on, date(2026, 11, 15)) == expected


@pytest.mark.parametrize(
    ("began", "ended", "expected"),
    [
        (date(2026, 11, 10), None, 6),
        (date(2026, 10, 20), None, 15),
        (date(2026, 10, 20), date(2026, 11, 3), 2),
        (date(2026, 11, 5), date(2026, 11, 5), 0),
        (date(2026, 11, 20), None, 0),
    ],
)
def test_late_days_within_a_month(began, ended, expected):
    first, after, today = date(2026, 11, 1), date(2026, 12, 1), date(2026, 11, 15)
    assert rules.days_within(began, ended, first, after, today) == expected

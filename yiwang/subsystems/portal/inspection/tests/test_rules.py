from datetime import date

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.inspection import indicators, rules
from yiwang.subsystems.portal.inspection.judging import sites
from yiwang.subsystems.portal.inspection.judging.sites import Column

TODAY = date(2026, 11, 15)
MARKS = {code: one.marks for code, one in indicators.catalogue().items()}


@pytest.mark.parametrize(
    ("failed", "visits", "is_vetoed"), [(7, 140, True), (6, 140, False), (7, 139, False)]
)
def test_five_per_cent_of_a_weeks_visits_veto_inclusively(failed, visits, is_vetoed):
    """国办秘函〔2019〕19号 站点无法访问; websites.md §6, cases 1 and 2."""
    assert rules.is_unreachable(failed, visits, 140) is is_vetoed


def test_six_of_140_lose_twenty_points():
    """国办发〔2015〕15号 首页可用性: five for each full per cent; case 2."""
    assert rules.availability_loss(6, 140) == 20
    assert rules.availability_loss(0, 0) == 0


def test_an_answer_after_exactly_fifteen_seconds_has_failed():
    """Case 3."""
    assert rules.is_slow(15.0)
    assert not rules.is_slow(14.99)


@pytest.mark.parametrize(
    ("newest", "is_stale"),
    [(date(2026, 11, 1), True), (date(2026, 11, 2), False), (None, True), (date(2026, 11, 16), True)],
)
def test_a_home_page_without_anything_new_for_two_weeks_is_stale(newest, is_stale):
    """Cases 4 and 10: no date counts as not updated; a date of the future proves nothing."""
    assert rules.is_stale(newest, TODAY, 14) is is_stale


def column(name: str, newest: date | None, *, is_blank: bool = False) -> Column:
    return Column(f"/{name}/", name, name, newest, 0 if is_blank else 3, 100, is_blank)


def counted(columns: list[Column]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for seen in sites.stale_columns(columns, TODAY):
        counts[seen.code] = counts.get(seen.code, 0) + 1
    return counts


def test_three_stale_news_columns_and_two_stale_notice_columns_veto():
    """Case 5."""
    rows = [column(f"工作动态{n}", date(2026, 10, 1)) for n in range(3)]
    rows += [column(f"通知公告{n}", date(2026, 5, 1)) for n in range(2)]
    counts = counted(rows)
    assert counts == {"column.stale": 5}
    assert rules.score(counts, MARKS).vetoes == ["column.stale"]
    assert not rules.score({"column.stale": 4}, MARKS).vetoes


def test_four_empty_and_nine_long_stale_columns_do_not_veto_but_five_empty_ones_do():
    """Cases 6 and 7."""
    empty = [column(f"栏目{n}", None, is_blank=True) for n in range(4)]
    stale = [column(f"其他{n}", date(2025, 1, 1)) for n in range(9)]
    counts = counted([*empty, *stale])
    assert counts == {"column.empty": 4, "column.long_stale": 9}
    assert not rules.score(counts, MARKS).vetoes
    assert rules.score({"column.empty": 5}, MARKS).vetoes == ["column.empty"]
    assert rules.score({"column.long_stale": 10}, MARKS).vetoes == ["column.long_stale"]


def test_three_dead_links_at_home_and_twenty_five_elsewhere_lose_five_and_a_half():
    """国办发〔2015〕15号 链接可用性; case 11."""
    indicator = indicators.catalogue()["link.inside"]
    extra = {"link.inside": 3 * (indicator.home_each - indicator.marks.each)}
    assert rules.score({"link.inside": 28}, MARKS, extra).lost == {"link.inside": 5.5}


@pytest.mark.parametrize(
    ("points", "verdict", "bonus"),
    [(59.9, "failed", False), (60, "passed", False), (80, "passed", False), (80.1, "passed", True)],
)
def test_below_sixty_fails_and_only_above_eighty_earns_a_bonus(points, verdict, bonus):
    """Cases 12 and 14."""
    assert rules.verdict(points) == verdict
    assert rules.earns_bonus(points) is bonus


def test_a_body_without_services_is_scored_on_75_points():
    """Case 13."""
    assert rules.without_services(12) == 84.0


def test_five_guides_without_their_elements_veto():
    """Case 16."""
    assert rules.score({"guides.incomplete": 4}, MARKS).vetoes == []
    assert rules.score({"guides.incomplete": 7}, MARKS).vetoes == ["guides.incomplete"]


def test_a_letter_is_long_unanswered_after_three_months_and_for_a_year():
    """Case 8: of 2026-05-01, open at 2026-08-02; the limit is 2026-08-01."""
    received = date(2026, 5, 1)
    assert rules.is_long_unanswered(received, date(2026, 8, 2))
    assert not rules.is_long_unanswered(received, date(2026, 8, 1))
    assert not rules.is_long_unanswered(received, date(2027, 5, 2))


@pytest.mark.parametrize(("code", "fits"), [("4403000002", True), ("bm29030010", True), ("440300002", False)])
def test_a_site_code_has_ten_characters(code, fits):
    """Case 17."""
    assert rules.is_site_code(code) is fits


@pytest.mark.parametrize(
    ("host", "fits"), [("www.sz.gov.cn", True), ("www.abc.com", False), ("gov.cn.abc.com", False)]
)
def test_only_gov_cn_is_a_government_domain(host, fits):
    """Case 21."""
    assert rules.is_government_host(host) is fits


def test_no_indicator_takes_more_than_its_own_points():
    score = rules.score({"words.wrong": 500}, MARKS)
    assert score.lost == {"words.wrong": 10.0}
    assert score.points == 90


def test_every_indicator_names_its_source_and_its_confidence():
    for one in indicators.catalogue().values():
        assert one.confidence in "ABC"
        assert len(one.basis) > 10
        assert one.colour in {"red", "yellow"}
        assert 0 <= one.marks.each <= one.marks.most
        assert one.marks.days >= 1


def test_the_national_thresholds_are_those_of_the_material(shared_data):
    """Each veto item of the check table that a program can see is an indicator with a veto."""
    text = (shared_data / "textcheck" / "site_check_thresholds.jsonl").read_text(encoding="utf-8")
    shown = {
        "site_down": "site.unreachable",
        "home_not_updated": "home.stale",
        "columns_stale_a": "column.stale",
        "columns_stale_b": "column.long_stale",
        "columns_blank": "column.empty",
        "reply_late": "letters.unanswered",
        "serious": "words.severe",
    }
    for name, code in shown.items():
        assert f'"id": "{name}"' in text
        assert MARKS[code].veto_at > 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "www.yunze.gov.cn",
        "ftp://a.gov.cn/",
        "http://a b/",
        "http://u:p@a.cn/",
        "http://[1/",
        "http://a:99999/",
    ],
)
def test_what_is_no_home_page_is_refused_in_one_sentence(text):
    with pytest.raises(Refused, match="完整的首页网址"):
        rules.checked_address(text)


def test_rectification_does_not_end_before_the_list_is_due():
    rules.check_round_dates(date(2026, 1, 1), date(2026, 1, 5), date(2026, 1, 9))
    with pytest.raises(Refused, match="整改截止"):
        rules.check_round_dates(date(2026, 1, 1), date(2026, 1, 5), date(2026, 1, 4))
    with pytest.raises(Refused, match="自查截止"):
        rules.check_round_dates(date(2026, 1, 6), date(2026, 1, 5), date(2026, 1, 9))

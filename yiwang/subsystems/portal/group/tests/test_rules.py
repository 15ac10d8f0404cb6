"""国办发〔2017〕47号《政府网站发展指引》 as tables; standards/websites.md §3 and test cases 17 and 21."""

from datetime import date

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.group import rules
from yiwang.subsystems.portal.group.rules import ClosingState


@pytest.mark.parametrize(
    ("kind", "depth", "may"),
    [
        ("government", 1, True),
        ("government", 2, True),  # a county
        ("government", 3, False),  # a township
        ("department", 2, True),
        ("department", 3, True),  # of a county
        ("department", 4, False),  # of a township
        ("committee", 2, True),
        ("institution", 2, False),
        ("office", 2, False),
        ("window", 3, False),
        ("unheard-of", 1, False),
    ],
)
def test_governments_of_counties_and_above_and_their_departments_have_sites(kind, depth, may):
    assert rules.may_have_site(kind, depth) is may


def test_a_unit_below_county_level_is_refused():
    with pytest.raises(Refused, match="依托上级政府网站"):
        rules.check_unit("城关镇人民政府", "government", 3, "")


def test_a_unit_has_one_site_at_most():
    rules.check_unit("市水务局", "department", 2, "")
    with pytest.raises(Refused, match="最多开设一个网站"):
        rules.check_unit("市水务局", "department", 2, "市水务局网站")


@pytest.mark.parametrize("code", ["4403000002", "1310000050", "bm29030010"])
def test_identification_codes_have_ten_characters(code):
    """Test case 17."""
    rules.check_code(code)


@pytest.mark.parametrize("code", ["440300002", "44030000022", "bm2903001", "BM29030010", "４４０３", ""])
def test_other_codes_are_refused(code):
    """Test case 17."""
    with pytest.raises(Refused):
        rules.check_code(code)


@pytest.mark.parametrize(
    ("domain", "is_government"),
    [("wjw.yunze.gov.cn", False), ("www.linze.gov.cn", True), ("www.yunze.gov.cn", True)],
)
def test_domains_follow_the_form_of_the_guideline(domain, is_government):
    rules.check_domain(domain, "www.yunze.gov.cn", is_government=is_government)


@pytest.mark.parametrize(
    "domain",
    [
        "www.abc.com",  # test case 21
        "wjw.yunze.gov.cn.evil.com",
        "a.b.yunze.gov.cn",
        "www.yunze.gov.cn",
        "yunze.gov.cn",
        "wjw.other.gov.cn",
        "卫健.yunze.gov.cn",
        "-wjw.yunze.gov.cn",
        f"{'a' * 70}.yunze.gov.cn",
        "",
    ],
)
def test_other_domains_are_refused_to_departments(domain):
    """Test case 21: .gov.cn only; ○○○.□□□.gov.cn for departments."""
    with pytest.raises(Refused):
        rules.check_domain(domain, "www.yunze.gov.cn", is_government=False)


def test_a_government_is_at_www():
    with pytest.raises(Refused, match="www"):
        rules.check_domain("linze.yunze.gov.cn", "www.yunze.gov.cn", is_government=True)


def test_a_site_opens_when_nothing_on_the_list_is_missing():
    done = {one.code for one in rules.CHECKS if not one.field}
    numbers = {"identification_code": "4199000002", "icp_number": "云ICP备1号", "police_number": "1号"}
    assert rules.missing_checks(done, numbers) == []
    assert [one.code for one in rules.missing_checks(done - {"people"}, numbers)] == ["people"]
    assert [one.code for one in rules.missing_checks(done, {**numbers, "icp_number": ""})] == ["icp"]
    assert len(rules.missing_checks(set(), {})) == len(rules.CHECKS)


@pytest.mark.parametrize(
    ("state", "noticed_on", "today", "is_allowed"),
    [
        (ClosingState.MOVED, date(2026, 3, 1), date(2026, 3, 31), True),  # thirty days later
        (ClosingState.MOVED, date(2026, 3, 1), date(2026, 3, 30), False),
        (ClosingState.NOTICED, date(2026, 3, 1), date(2026, 5, 1), False),
        (ClosingState.PLANNED, None, date(2026, 5, 1), False),
    ],
)
def test_a_site_closes_after_thirty_days_of_notice_and_moved_content(state, noticed_on, today, is_allowed):
    if is_allowed:
        rules.check_closing(state, noticed_on, today)
        return
    with pytest.raises(Refused):
        rules.check_closing(state, noticed_on, today)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "former", "field"),
    [
        (date(2026, 3, 1), date(2026, 3, 30), [], None),  # thirty days
        (date(2026, 3, 1), date(2026, 3, 31), [], "ends_on"),
        (date(2026, 3, 1), date(2026, 2, 28), [], "ends_on"),
        (date(2026, 2, 28), date(2026, 3, 5), [], "starts_on"),  # yesterday
        (date(2026, 3, 1), date(2026, 3, 5), [date(2026, 1, 5)], "starts_on"),
        (date(2026, 3, 1), date(2026, 3, 5), [date(2025, 12, 31)], None),
    ],
)
def test_a_site_is_off_line_once_a_year_for_thirty_days(starts_on, ends_on, former, field):
    if field is None:
        rules.check_offline(starts_on, ends_on, former, date(2026, 3, 1))
        return
    with pytest.raises(Refused) as refused:
        rules.check_offline(starts_on, ends_on, former, date(2026, 3, 1))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("http://old.yunze.gov.cn/news/1.html", "/news/1.html"),
        ("/show.asp?id=12&type=3", "/show.asp?id=12&type=3"),
        ("news/1.html", "/news/1.html"),
        ("/%E6%96%B0%E9%97%BB/1.html", "/新闻/1.html"),
        ("/%D0%C2/1.html", "/%D0%C2/1.html"),  # GBK, as a request says it too
        ("/a\x00b", ""),
        ("/", ""),
        ("http://[::1", ""),
        (f"/{'a' * 600}", ""),
    ],
)
def test_an_old_address_is_kept_as_a_request_says_it(written, path):
    assert rules.path_of(written) == path


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "//evil.example/", "/\\evil", "ftp://a/", "/a b", "", '/"><script>']
)
def test_targets_never_run_anything(target):
    with pytest.raises(Refused):
        rules.check_target(target)


@pytest.mark.parametrize("target", ["/a/12/", "https://www.gov.cn/zhengce/", "http://a.example?x=1"])
def test_targets_lead_to_pages(target):
    assert rules.check_target(f" {target} ") == target

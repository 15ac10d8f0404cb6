import gzip
import json
from datetime import date
from time import monotonic

import pytest

from yiwang.subsystems.portal.inspection.judging import pages, sites, words
from yiwang.subsystems.portal.inspection.tests import makers
from yiwang.subsystems.portal.inspection.web import addresses, dates, page

HOME = makers.HOME
DAY = date(2026, 11, 1)


def read(text: str, address: str = HOME) -> page.Page:
    return page.read(text.encode(), "text/html; charset=utf-8", address)


def faults(text: str, **changes) -> set[tuple[str, str]]:
    asked = {"is_article": False, "is_home": False, "site_code": makers.CODE, **changes}
    return {(one.code, one.key) for one in pages.faults(read(text), **asked)}


def test_a_page_with_nothing_wrong_has_no_fault():
    assert faults(makers.article("一件事情", DAY)) == set()


def test_a_page_without_its_site_code_is_flagged():
    """国办发〔2017〕47号; websites.md §6, case 18."""
    assert faults(makers.html("标题", "内容", metas={"SiteIDCode": None})) == {("meta.missing", "SiteIDCode")}


def test_an_empty_tag_is_as_good_as_none():
    assert ("meta.missing", "Keywords") in faults(makers.article("一件事情", DAY, Keywords=""))


def test_a_tag_with_another_day_than_the_page_shows_is_flagged():
    """Case 19: PubDate 2026-03-01, visible 2026-03-05."""
    text = makers.article("一件事情", date(2026, 3, 5), PubDate="2026-03-01 09:00")
    assert {code for code, _ in faults(text)} == {"date.differs"}


def test_what_a_list_led_to_with_a_date_must_have_the_tags_of_an_article():
    missing = faults(makers.html("标题", "内容"), is_article=True)
    assert {key for _, key in missing} == set(pages.OF_ARTICLES)


@pytest.mark.parametrize("code", ["440300002", "9999999999"])
def test_a_wrong_site_code_is_flagged(code):
    assert {one for one, _ in faults(makers.html("标题", "内容", metas={"SiteIDCode": code}))} == {
        "meta.site_code"
    }


def test_pictures_without_words_are_flagged_and_silent_ones_are_not():
    bad = "<img src='/a.png'><a href='/b/'><img src='/b.png' alt=''></a>"
    good = "<img src='/c.png' alt=''><img src='/d.png' alt='桥'><img src='/e.png' role='presentation'>"
    found = pages.faults(read(makers.html("标题", bad + good)), is_article=False, is_home=False, site_code="")
    assert [one.stood for one in found if one.code == "access.image"] == [
        f"图片 {HOME}a.png",
        f"图片 {HOME}b.png",
    ]


def test_barriers_that_a_reader_of_the_source_can_see_are_flagged():
    head = '<meta name="viewport" content="width=device-width, user-scalable=no">'
    content = "<a href='/x/'></a><button></button><input name='who'><iframe src='/f/'></iframe>"
    text = makers.html("标题", content, head=head).replace(' lang="zh-CN"', "")
    said = {key for code, key in faults(text) if code == "access.page"}
    assert said == {
        "没有声明网页语言",
        "禁止放大网页",
        "链接没有文字",
        "按钮没有文字",
        "表单项没有标签",
        "内嵌框架没有标题",
    }


SHOWN_BY_SOURCE = {
    "Image with no alt attribute",
    "Empty button",
    "Form element has no label",
    "Missing labels in checkboxes",
    "iframe is missing a title attribute",
}


def test_static_checks_find_what_the_source_of_a_page_shows(shared_data):
    """Of the public audit of thirteen checkers: the faults that need no rendering."""
    packed = (shared_data / "web" / "accessibility_cases.jsonl.gz").read_bytes()
    rows = [json.loads(line) for line in gzip.decompress(packed).decode().splitlines()]
    found = {
        row["name"]
        for row in rows
        if row["page_html"]
        and any(code.startswith(("access.", "page.title")) for code, _ in faults(row["page_html"]))
    }
    assert found >= SHOWN_BY_SOURCE


def test_an_encrypted_page_that_takes_parts_in_the_clear_is_flagged():
    assert ("security.mixed", "") in faults(makers.html("标题", "<img src='http://a.cn/1.png' alt='桥'>"))


def test_wrong_words_are_shown_with_what_stands_around_them():
    found = pages.faults(
        read(makers.html("标题", "我市布署今年的防汛工作，布署到位。")),
        is_article=False,
        is_home=False,
        site_code="",
    )
    [wrong] = [one for one in found if one.code == "words.wrong"]
    assert wrong.about == "“布署”应为“部署”"
    assert "防汛" in wrong.excerpt


def test_a_wrong_name_of_the_state_is_severe():
    assert {code for code, _ in faults(makers.html("标题", "中华人名共和国"))} == {"words.severe"}


def test_another_list_of_words_may_be_asked_beside_ours(monkeypatch):
    monkeypatch.setattr(words, "_more", [])
    words.register(lambda text: [words.Wrong(text.index("云择"), "云择", "云泽")] if "云择" in text else [])
    assert [wrong.right for wrong in words.wrong_words("云择市布署工作")] == ["云泽", "部署"]


def test_no_shipped_word_is_wrong_in_text_that_is_right(shared_data):
    """The corrected sentences of three public collections: not one false alarm."""
    seen = alarms = 0
    for path in sorted((shared_data / "textcheck").glob("csc_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            right = row.get("correct") or row.get("target") or row.get("right") or ""
            seen += bool(right)
            alarms += bool(words.wrong_words(right))
    assert seen > 1000
    assert alarms == 0


def test_an_identity_number_is_flagged_masked_and_one_with_a_wrong_check_digit_is_not():
    """GB 11643-1999; the standard's own example."""
    text = makers.html("名单", "11010519491231002X 110105194912310021")
    found = pages.faults(read(text), is_article=False, is_home=False, site_code="")
    assert [one.stood for one in found if one.code == "words.personal"] == ["110105********002X"]


def test_the_home_page_says_its_elements():
    facts = sites.home_facts(read(makers.html("首页", "内容")), makers.SAFE)
    assert not list(sites.missing_elements(HOME, facts, has_icon_file=False, has_map=False))
    bare = sites.home_facts(read("<html><body>内容</body></html>"), {})
    missing = {one.key for one in sites.missing_elements(HOME, bare, has_icon_file=False, has_map=False)}
    assert missing == {"code", "icp", "police", "sponsor", "contact", "map", "correction", "icon", "search"}
    assert len(list(sites.missing_headers(HOME, bare))) == 5


def test_only_public_sites_need_a_government_domain_and_ipv6():
    assert {
        one.code for one in sites.network_faults("https://abc.com/", has_ipv6=False, is_private=False)
    } == {
        "domain.suffix",
        "network.ipv6",
    }
    assert not list(sites.network_faults("https://abc.com/", has_ipv6=False, is_private=True))
    assert not list(sites.network_faults(HOME, has_ipv6=None, is_private=False))


def test_a_page_may_say_the_wrong_encoding_and_is_read_all_the_same():
    text = "<html><head><meta charset='utf-8'><title>政府网站</title></head></html>".encode("gb18030")
    assert page.read(text, "text/html; charset=utf-8", HOME).title == "政府网站"
    assert page.read("<title>政府</title>".encode("utf-16"), "text/html", HOME).title == "政府"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\x00\xff\xfe", b"<" * 100_000, b"<div>" * 100_000, b"<a href='" + b"a" * 200_000,
        b"<li><a href='/x'>" * 20_000, b"<p " + b"a=b " * 50_000 + b">", b"<title>" * 5000,
    ],
    ids=["empty", "binary", "open", "deep", "endless", "nested", "attributes", "titles"],
)  # fmt: skip
def test_hostile_pages_are_read_in_no_time(body):
    began = monotonic()
    page.read(body, "text/html", HOME)
    assert monotonic() - began < 5


def test_hostile_strings_break_nothing(shared_data):
    for text in json.loads((shared_data / "web" / "naughty_strings.json").read_text(encoding="utf-8")):
        faults(makers.html(text, f"<p>{text}</p><a href='{text}'>{text}</a>"))
        addresses.absolute(HOME, text)


@pytest.mark.parametrize(
    ("href", "meant"),
    [
        ("/a", "https://www.example.gov.cn/a"),
        ("a b#c", "https://www.example.gov.cn/a%20b"),
        ("//x.cn:80/?utm_source=1&b=2", "https://x.cn:80/?b=2"),
        ("http://X.CN:80", "http://x.cn/"),
        ("/a;jsessionid=1F?x=1", "https://www.example.gov.cn/a?x=1"),
        ("javascript:alert(1)", ""),
        ("mailto:a@b.cn", ""),
        ("http://[::1", ""),
        ("#top", ""),
    ],
)
def test_an_address_has_one_spelling(href, meant):
    assert addresses.absolute(HOME, href) == meant


@pytest.mark.parametrize("path", ["/a/b/a/b/a/b/a/b/", "/x" * 20, "/" + "y" * 600])
def test_a_path_that_follows_its_own_tail_is_a_trap(path):
    assert addresses.is_trap(f"https://a.cn{path}")


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "::1",
        "::ffff:10.0.0.1",
        "169.254.169.254",
        "fe80::1%eth0",
        "0.0.0.0",
    ],
)
def test_private_addresses_are_told_from_public_ones(ip):
    assert not addresses.is_public_ip(ip)
    assert addresses.is_public_ip("8.8.8.8")


def test_a_column_page_says_its_newest_day_and_whether_it_is_empty():
    shown = read(
        makers.column(
            "通知公告", [("/1", "第一条通知公告", DAY), ("/2", "第二条通知公告", date(2026, 10, 1))]
        )
    )
    assert [link.day for link in shown.entries] == [DAY, date(2026, 10, 1)]
    assert not sites.is_blank(shown)
    assert sites.is_blank(read(makers.column("通知公告", [], content="<p>暂无内容</p>")))


def test_what_a_page_says_of_today_is_no_date_of_its_news():
    assert dates.found("今天是2026年11月26日 星期四") == []
    assert dates.found("2026-02-30 2026-11-01") == [DAY]
    assert dates.in_path("/202611/t20261101_9.html") == DAY

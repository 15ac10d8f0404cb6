import pytest

from yiwang.subsystems.portal.visits import rules
from yiwang.subsystems.portal.visits.rules import Answered, Page

PAGE = Page("article", "12")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def answered(**changes) -> Answered:
    fields = {
        "method": "GET",
        "status": "200 OK",
        "content_type": "text/html; charset=utf-8",
        "agent": FIREFOX,
        **changes,
    }
    return Answered(**fields)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", Page("home")),
        ("/a/12/", Page("article", "12")),
        ("/c/tzgg/", Page("column", "tzgg")),
        ("/t/flood-2026/", Page("topic", "flood-2026")),
        ("/t/", Page("other", "t")),
        ("/services/items/3/", Page("other", "services")),
        ("/letters/YZ20261126-1/", Page("other", "letters")),
        ("/a/12/x", None),
        ("/a/012/", None),
        ("/office/articles/", None),
        ("/files/abc/x.pdf", None),
        ("/static/dist/public.css", None),
        ("/robots.txt", None),
        ("/c/TZGG/", None),
    ],
)
def test_which_page_stands_at_a_path(path, expected):
    assert rules.page_of(path) == expected


@pytest.mark.parametrize(
    "agent",
    [
        "",
        " ",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "curl/8.5.0",
        "python-requests/2.32",
        "Mozilla/5.0 (compatible; Yiwang/1.0; government website inspection)",
        "Mozilla/5.0 HeadlessChrome/130.0",
    ],
)
def test_programs_are_no_readers(agent):
    assert not rules.is_visit(answered(agent=agent), PAGE)


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "HEAD"},
        {"method": "POST"},
        {"status": "404 Not Found"},
        {"status": "410 Gone"},
        {"content_type": "application/json"},
        {"purpose": "prefetch;prerender "},
        {"destination": "empty"},
        {"destination": "image"},
        {"is_part": True},
    ],
)
def test_what_nobody_opened_is_not_counted(changes):
    assert not rules.is_visit(answered(**changes), PAGE)


@pytest.mark.parametrize(
    "changes", [{}, {"destination": "document"}, {"status": "304 Not Modified", "content_type": ""}]
)
def test_an_opened_page_is_counted_also_where_the_browser_had_it(changes):
    assert rules.is_visit(answered(**changes), PAGE)


def test_that_something_else_was_not_changed_is_no_visit_of_a_page():
    known = answered(status="304 Not Modified", content_type="")
    assert not rules.is_visit(known, Page("other", "services"))

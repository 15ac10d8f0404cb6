"""Is whatever could run or load removed, and the text kept?"""

import gzip
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser

from yiwang.kernel.publications import html
from yiwang.kernel.publications.html import clean, file_keys, plain_text


def assert_harmless(cleaned: str) -> None:
    """Nothing but known tags with known attributes, addresses of known schemes, pictures of our own."""
    for element in parser.fragment_fromstring(f"<div>{cleaned}</div>").iter():
        assert element.tag in html.TAGS, element.tag
        for name, value in element.attrib.items():
            assert name in {*html.ATTRIBUTES.get(element.tag, ()), "class", "rel"}, (element.tag, name)
            if name == "src":
                assert value.startswith("/files/")
            if name == "href":
                address = re.sub(r"[\x00-\x20]", "", value).lower()
                scheme = re.match(r"([a-z0-9+.-]+):", address)
                assert scheme is None or scheme[1] in html.SCHEMES, value


def test_the_structure_of_a_text_is_kept():
    text = (
        "<h2>一</h2><p>甲<strong>乙</strong><em>丙</em></p><ul><li>丁</li></ul><blockquote>戊</blockquote><hr>"
        '<table><caption>表</caption><tbody><tr><th scope="col" colspan="2">己</th></tr>'
        '<tr><td rowspan="2">庚</td><td>辛</td></tr></tbody></table>'
    )
    assert clean(text) == text


def test_headings_begin_below_the_title_of_the_page():
    assert clean("<h1>一</h1><h5>五</h5>") == "<h2>一</h2><h4>五</h4>"


def test_old_tags_get_their_present_names():
    assert clean("<p><b>甲</b><i>乙</i></p>") == "<p><strong>甲</strong><em>乙</em></p>"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('<p style="text-align: center; color: red">甲</p>', '<p class="text-center">甲</p>'),
        ('<p align="right">甲</p>', '<p class="text-end">甲</p>'),
        ('<p style="text-indent: 2em">甲</p>', '<p class="indent">甲</p>'),
        ('<p style="text-indent: 0">甲</p>', "<p>甲</p>"),
        ("<center>甲</center>", '<div class="text-center">甲</div>'),
        ('<td align="center">甲</td>', "甲"),
        ('<p class="MsoNormal indent">甲</p>', '<p class="indent">甲</p>'),
        ('<span style="position:fixed">甲</span>', "甲"),
    ],
)
def test_layout_becomes_a_class_and_no_style_is_left(written, kept):
    assert clean(written) == kept


def test_pictures_are_our_own_and_have_a_description():
    own = '<img src="/files/abc-_1/图.png">'
    assert clean(own) == '<img src="/files/abc-_1/图.png" alt="">'
    for address in (
        "http://x/y.png",
        "//x/y.png",
        "data:image/png;base64,x",
        "/files/../x",
        "/a/1/",
        "x.png",
    ):
        assert clean(f'<img src="{address}">甲') == "甲"


def test_links_are_followed_without_handing_over_the_window():
    assert (
        clean('<a href="https://www.gov.cn/">甲</a>') == '<a href="https://www.gov.cn/" rel="noopener">甲</a>'
    )
    assert 'href="/a/1/#b"' in clean('<a href=" /a/1/#b ">甲</a>')
    for address in (
        "javascript:x",
        "\x01javascript:x",
        "data:text/html,x",
        "file:///x",
        "ftp://x",
        "//x",
        "/\\x",
        "x",
    ):
        assert "href" not in clean(f'<a href="{address}">甲</a>')


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<iframe src=//x></iframe>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<form action=/x><input></form>",
        "<style>@import 'x'</style>",
        '<p onclick="x" style="background:url(x)">甲</p>',
        '<a href="java\nscript:alert(1)">甲</a>',
        "<base href=//x><meta http-equiv=refresh content=0>",
        "<link rel=stylesheet href=//x><object data=x></object>",
        "<!-- <script>alert(1)</script> -->",
        "<p>" * 3000 + "甲",
        "<b>" * 3000 + "甲" + "</b>" * 3000,
    ],
)
def test_what_could_run_or_load_is_removed(written):
    cleaned = clean(written)
    assert not re.search(
        r"<(?:script|img|svg|iframe|math|style|form|input|base|meta|link|object|!--)", cleaned
    )
    assert not re.search(r"<[^>]*(?:\son|style=|javascript)", cleaned)


def test_every_case_of_the_sanitisers_corpora_is_harmless(shared_data):
    with gzip.open(shared_data / "web" / "html_sanitizer_cases.jsonl.gz", "rt") as lines:
        payloads = [json.loads(line)["payload"] for line in lines]
    escapes = (shared_data / "web" / "xss_escape_cases.jsonl").read_text().splitlines()
    payloads += [json.loads(line)["payload"] for line in escapes]
    payloads += json.loads((shared_data / "web" / "naughty_strings.json").read_text())
    assert len(payloads) > 300
    for payload in payloads:
        cleaned = clean(payload)
        assert_harmless(cleaned)
        assert clean(cleaned) == cleaned


@given(st.text(alphabet="<>/=\"' &;#x甲apimgsrchefontlcdv:()\n-!", max_size=200))
def test_cleaning_is_harmless_and_changes_nothing_the_second_time(written):
    cleaned = clean(written)
    assert_harmless(cleaned)
    assert clean(cleaned) == cleaned


def test_words_are_taken_line_by_line():
    text = "<h2>一</h2><p>甲&amp;乙<br>丙</p><table><tbody><tr><td>丁</td><td>戊</td></tr></tbody></table>"
    assert plain_text(text) == "一\n甲&乙\n丙\n丁 戊"


def test_a_sign_of_html_in_words_stays_a_sign():
    assert plain_text("<p>若 a &lt; b，则 &lt;b&gt;</p>") == "若 a < b，则 <b>"


def test_our_own_files_in_a_text_are_known():
    text = clean(
        '<img src="/files/k1/a.png" alt=""><a href="/files/k2/b.pdf">乙</a><a href="https://x/files/k3/c">丙</a>'
    )
    assert file_keys(text) == ["k1", "k2"]

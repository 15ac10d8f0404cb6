"""Are the words marked where they stand, and nothing else changed?"""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.search import highlights, rules


def marked(text: str, query: str) -> str:
    return highlights.marked(text, rules.question(query).wanted)


def test_the_words_are_marked():
    assert marked("关于审批的通知", "审批") == "关于<mark>审批</mark>的通知"


def test_words_that_touch_are_marked_as_one():
    assert marked("行政审批事项", "行政审批 审批事项") == "<mark>行政审批事项</mark>"


def test_quotation_marks_and_blanks_inside_a_word_do_not_hide_it():
    assert marked("印发《审批 目录》", "印发审批目录") == "<mark>印发《审批 目录</mark>》"


def test_full_width_digits_are_marked_too():
    assert marked("２０２６年度", "2026年") == "<mark>２０２６年</mark>度"


def test_a_document_number_is_marked_whatever_its_brackets():
    assert marked("（云政办〔2026〕12号）", "云政办[2026]12号") == "（<mark>云政办〔2026〕12号</mark>）"


def test_a_number_inside_a_longer_one_is_not_marked():
    assert marked("2026", "026") == "2026"


def test_html_in_a_text_is_shown_and_not_run():
    assert marked("<script>审批</script>", "审批") == "&lt;script&gt;<mark>审批</mark>&lt;/script&gt;"


def test_a_snippet_shows_the_place_where_most_words_stand():
    text = "审批。" + "无关的话，" * 100 + "行政审批事项目录在这里。" + "其他的话，" * 100
    shown = highlights.snippet(text, rules.question("审批 目录").wanted)
    assert "<mark>审批</mark>事项<mark>目录</mark>" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")


def test_a_snippet_of_a_text_without_the_words_is_its_beginning():
    assert highlights.snippet("只有开头", rules.question("审批").wanted) == "只有开头"


@pytest.mark.parametrize("query", ["(", "[", "*", ".*", "\\", "a(b", "+"])
def test_signs_of_expressions_mean_nothing(query):
    assert (
        unescape(marked("a(b)[c]*.\\+", query).replace("<mark>", "").replace("</mark>", "")) == "a(b)[c]*.\\+"
    )


@given(st.text(max_size=200), st.text(max_size=40))
def test_but_for_the_marks_the_text_is_the_same(text, query):
    shown = marked(text, query)
    assert unescape(shown.replace("<mark>", "").replace("</mark>", "")) == unescape(
        highlights.marked(text, ())
    )
    assert "<script" not in shown
    highlights.snippet(text, rules.question(query).wanted)

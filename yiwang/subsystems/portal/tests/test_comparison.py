"""What changed is shown so that a person can read it."""

from dataclasses import replace

import pytest

from yiwang.subsystems.portal.comparison import compared, paragraphs_of
from yiwang.subsystems.portal.text import Attributes, Text

OLD = Text(title="通知", column_id=1, body="<p>会议定于周一召开。</p><p>请准时参加。</p>")


def test_the_same_text_shows_no_difference():
    assert compared(OLD, OLD, {}).is_empty


def test_a_changed_word_is_shown_inside_its_paragraph():
    new = replace(OLD, body="<p>会议定于周三召开。</p><p>请准时参加。</p>")
    first, second = compared(OLD, new, {}).paragraphs
    assert [(piece.kind, piece.text) for piece in first.pieces] == [
        ("same", "会议定于周"),
        ("gone", "一"),
        ("new", "三"),
        ("same", "召开。"),
    ]
    assert second.kind == "same"


def test_an_added_and_a_removed_paragraph_stand_alone():
    longer = replace(OLD, body=f"{OLD.body}<p>联系人：王五。</p>")
    assert [one.kind for one in compared(OLD, longer, {}).paragraphs] == ["same", "same", "new"]
    assert [one.kind for one in compared(longer, OLD, {}).paragraphs] == ["same", "same", "gone"]


def test_paragraphs_with_nothing_in_common_are_not_mixed():
    other = replace(OLD, body="<p>Budget figures of 2026</p><p>请准时参加。</p>")
    assert [one.kind for one in compared(OLD, other, {}).paragraphs] == ["gone", "new", "same"]


def test_changed_fields_are_named_in_words():
    new = replace(OLD, title="通告", column_id=2, attributes=Attributes(number="云政〔2026〕1号"))
    changes = {
        (one.label, one.old, one.new) for one in compared(OLD, new, {1: "通知公告", 2: "政策文件"}).fields
    }
    assert changes == {
        ("标题", "通知", "通告"),
        ("栏目", "通知公告", "政策文件"),
        ("文号", "", "云政〔2026〕1号"),
    }


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("", []),
        ("<p>一</p><p> </p><p>二</p>", ["一", "二"]),
        ("<ul><li>甲</li><li>乙</li></ul>", ["甲", "乙"]),
        ("<ol><li><p>甲</p></li></ol>", ["甲"]),
        ("<p>前<br>后</p>", ["前", "后"]),
        ('<p>看<img src="/files/a/b.png" alt="桥">图</p>', ["看【图片：桥】图"]),
        ("<table><tbody><tr><td>年</td><td>数</td></tr></tbody></table>", ["年 | 数"]),
        ("<table><tbody><tr><td><p>年</p></td><td><p>数</p></td></tr></tbody></table>", ["年 | 数"]),
        (
            "<p>前</p><table><tr><td>甲</td></tr><tr><td>乙</td></tr></table><p>后</p>",
            ["前", "甲", "乙", "后"],
        ),
        ("没有标签的文字", ["没有标签的文字"]),
    ],
)
def test_a_text_is_cut_into_readable_paragraphs(body, lines):
    assert paragraphs_of(body) == lines


def test_a_very_long_paragraph_is_compared_by_its_sentences():
    sentences = [f"第{number}句说明第{number}项工作。" for number in range(400)]
    old = replace(OLD, body=f"<p>{''.join(sentences)}</p>")
    sentences[7] = "第7句已经改过。"
    new = replace(OLD, body=f"<p>{''.join(sentences)}</p>")
    (paragraph,) = compared(old, new, {}).paragraphs
    assert [piece.kind for piece in paragraph.pieces] == ["same", "gone", "new", "same"]

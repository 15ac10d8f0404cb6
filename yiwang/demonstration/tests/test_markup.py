"""How do the plain texts of the demonstration become the HTML of an article?"""

import pytest

from yiwang.demonstration.markup import as_html
from yiwang.demonstration.stories import stories
from yiwang.demonstration.tests.makers import make_days
from yiwang.kernel.publications.html import clean


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("一段。", '<p class="indent">一段。</p>'),
        ("各县人民政府：", "<p>各县人民政府：</p>"),
        ("## 一、概况", "<h2>一、概况</h2>"),
        ("### （一）", "<h3>（一）</h3>"),
        ("- 甲\n- 乙", "<ul><li>甲</li><li>乙</li></ul>"),
        ("1. 甲\n2. 乙", "<ol><li>甲</li><li>乙</li></ol>"),
        (">> 云泽市人民政府", '<p class="signature">云泽市人民政府</p>'),
        ("a < b & c", '<p class="indent">a &lt; b &amp; c</p>'),
    ],
)
def test_a_line_becomes_its_element(text, html):
    assert as_html(text) == html


def test_the_first_row_of_a_table_is_its_head():
    html = as_html("| 项目 | 数值 |\n| 面积 | 11860 |")
    assert '<th scope="col">项目</th>' in html
    assert "<tbody><tr><td>面积</td><td>11860</td></tr></tbody>" in html


def test_cleaning_changes_nothing_in_any_text():
    changed = [
        story.title
        for story in stories(make_days())
        if clean(story.body).replace("\n", "") != story.body.replace("\n", "")
    ]
    assert changed == []

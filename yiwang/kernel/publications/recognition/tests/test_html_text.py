import pytest

from yiwang.kernel.publications.recognition.html_text import (
    Unreadable,
    decoded,
    likely_encoding,
    of_html,
    of_text,
)

LONG = "这是正文的一段话，写得足够长，好让它看起来像一篇公文的正文而不是导航。"


def texts(markup: str) -> list[str]:
    return [line.text for line in of_html(markup).lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_decoded_whatever_it_is_written_in(encoding: str) -> None:
    assert decoded("云泽市人民政府办公室".encode(encoding)) == "云泽市人民政府办公室"


def test_what_the_page_declares_is_tried_first() -> None:
    page = "<meta charset=gb2312>通知".encode("gb18030")
    assert decoded(page).endswith("通知")


def test_characters_that_are_utf_8_by_chance_are_read_as_the_rest_of_the_file() -> None:
    sample = "关于防汛的\n通知\n".encode("gb18030")
    assert likely_encoding(sample) == "gb18030"
    assert decoded("通知".encode("gb18030"), "gb18030") == "通知"


def test_one_broken_line_does_not_make_a_file_another_encoding() -> None:
    assert likely_encoding("关于防汛的通知\n".encode() * 5 + b"\xff\xff\n") == "utf-8"
    assert likely_encoding("关于防汛的通知".encode()[:-1]) == "utf-8"


@pytest.mark.parametrize("data", [b"\x7fELF\x00\x01", b"\xff\xff\xff", b"\xff\xfe\x00\xd8"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        decoded(data)


@pytest.mark.parametrize(
    "name", ["id=UCAP-CONTENT", "class=TRS_Editor", "id=zoom", "class='article-content x'"]
)
def test_the_box_with_a_known_name_is_the_document(name: str) -> None:
    page = (
        f"<div>首页</div><ul><li>{LONG}</li></ul><div {name}><p>{LONG}</p><p>{LONG}</p></div><div>版权</div>"
    )
    assert texts(page) == [LONG, LONG]


def test_without_a_known_name_the_box_with_most_text_is_the_document() -> None:
    links = "".join(f"<li><a href=/{n}>其他文件标题之{n}，也不算太短的一行字</a></li>" for n in range(30))
    page = f"<ul>{links}</ul><div class=b><p>{LONG}</p><p>{LONG}</p><p>落款单位</p></div>"
    assert texts(page) == [LONG, LONG, "落款单位"]


def test_a_line_knows_how_it_is_aligned() -> None:
    page = f"<p style='text-align: center'>标题</p><p>{LONG}</p><p align=right>落款</p><center>附件</center>"
    assert [line.align for line in of_html(page).lines] == ["center", "", "right", "center"]


def test_blocks_and_breaks_end_lines_and_inline_markup_does_not() -> None:
    assert texts("<p>第<b>一</b>行<br>第二行</p>第三行<div>第四行</div>") == [
        "第一行",
        "第二行",
        "第三行",
        "第四行",
    ]


def test_a_layout_table_gives_lines_and_a_table_of_data_gives_rows() -> None:
    data = "<table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
    lines = of_html(f"<table><tr><td><p>{LONG}</p>{data}</td></tr></table>").lines
    assert [line.rows for line in lines] == [(), (("甲", "1"), ("乙", "2"))]


def test_only_files_at_web_addresses_are_listed() -> None:
    page = "<a href=a.pdf>甲</a><a href='javascript:x.pdf'>乙</a><a href=b.html>丙</a><a href='http://[x.pdf'>丁</a>"
    assert of_html(page, "https://a.gov.cn/b/").files == (("甲", "https://a.gov.cn/b/a.pdf"),)
    assert of_html(page).files == ()


def test_plain_text_gives_its_lines_without_empty_ones() -> None:
    assert [line.text for line in of_text(" 一 \r\n\n\u3000\n二\u200b三").lines] == ["一", "二三"]

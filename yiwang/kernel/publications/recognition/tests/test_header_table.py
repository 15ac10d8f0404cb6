import pytest

from yiwang.kernel.publications.recognition.header_table import Stated, from_lines, from_rows


def read(*rows: tuple[str, ...]) -> dict[str, str]:
    stated = Stated()
    from_rows(rows, stated)
    return stated.values()


def test_labels_may_be_spread_and_stand_beside_their_values() -> None:
    assert read(("索 引 号：", "A1"), ("发文 机关：", "市政府", "文号：", "云政〔2020〕1号")) == {
        "index_number": "A1",
        "issuer": "市政府",
        "number": "云政〔2020〕1号",
    }


def test_label_and_value_may_share_a_cell() -> None:
    assert read(("索引号：A1", "主题分类：农业"), ("发布日期：2020-01-02",)) == {
        "index_number": "A1",
        "subject": "农业",
        "published_on": "2020-01-02",
    }


def test_three_pairs_without_colons_are_a_header_table() -> None:
    assert (
        read(("索引号", "A1"), ("文号", "云政〔2020〕1号"), ("名称", "关于某事的通知"))["title"]
        == "关于某事的通知"
    )


@pytest.mark.parametrize(
    "rows",
    [
        [("名称", "文号", "发布日期"), ("甲办法", "云政〔2020〕1号", "2020-01-02")],
        [("名称", "长度"), ("云河", "12公里")],
        [("序号", "单位"), ("1", "市财政局")],
    ],
)
def test_a_list_with_such_column_heads_is_no_header_table(rows: list[tuple[str, ...]]) -> None:
    stated = Stated()
    assert not from_rows(rows, stated)
    assert stated.values() == {}


def test_the_better_label_of_two_wins() -> None:
    assert read(("发布机构：", "市政府办"), ("发文机关：", "市政府"))["issuer"] == "市政府"


def test_a_font_size_switch_is_no_number() -> None:
    assert "number" not in read(("字号：", "大 中 小"), ("索引号：", "A1"))


def test_lines_of_text_are_read_with_a_bare_label_taking_the_next() -> None:
    stated = Stated()
    used = from_lines(["索引号：A1 文号：云政〔2020〕1号", "成文日期：", "2020年1月2日", "正文"], stated)
    assert used == [0, 1, 2]
    assert stated.values() == {
        "index_number": "A1",
        "number": "云政〔2020〕1号",
        "written_on": "2020年1月2日",
    }

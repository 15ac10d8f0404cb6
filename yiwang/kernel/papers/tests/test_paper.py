from datetime import date

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.papers.paper import MOST_CHARACTERS, Table, Text, readable, texts
from yiwang.kernel.papers.tests.makers import make_paper


def test_the_signing_organ_stands_on_top_unless_another_does() -> None:
    assert make_paper().head == "云泽市市场监督管理局"
    assert make_paper(letterhead="云泽市人民政府").head == "云泽市人民政府"


def test_a_date_is_written_without_leading_zeros() -> None:
    """GB/T 9704-2012; standards/official-documents.md §2."""
    assert make_paper(signed_on=date(2026, 1, 5)).date_text == "2026年1月5日"


def test_what_no_paper_can_show_is_left_out() -> None:
    paper = readable(make_paper(addressee="张\x00三\u202e李\ud800四\tA", blocks=(Text("一\r\n二\x07"),)))
    assert paper.addressee == "张三李四 A"
    assert paper.blocks == (Text("一\n二"),)


def test_a_paper_of_hundreds_of_pages_is_refused() -> None:
    with pytest.raises(Refused, match="40万字"):
        readable(make_paper(blocks=(Text("字" * MOST_CHARACTERS),)))


def test_every_text_of_a_paper_is_found() -> None:
    found = texts(make_paper(blocks=(Table(("甲",), (("乙",),)),)))
    assert {"甲", "乙", "准予行政许可决定书", "云市监许准〔2026〕12号"} <= set(found)


def test_a_table_without_a_cell_for_every_column_is_no_table() -> None:
    with pytest.raises(ValueError, match="under every column"):
        Table(("甲", "乙"), (("一",),))
    with pytest.raises(ValueError, match="has a width"):
        Table(("甲", "乙"), (), (1,))

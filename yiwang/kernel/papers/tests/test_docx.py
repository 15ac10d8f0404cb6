import io
import zipfile

from docx import Document
from lxml import etree

from yiwang.kernel.papers import docx
from yiwang.kernel.papers.paper import Table, Text
from yiwang.kernel.papers.tests.makers import HOSTILE, make_paper


def words(content: bytes) -> list[str]:
    return [one.text for one in Document(io.BytesIO(content)).paragraphs if one.text]


def test_everything_stands_on_it_in_order() -> None:
    content = docx.drawn(make_paper())
    assert words(content) == [
        "云泽市市场监督管理局",
        "云市监许准〔2026〕12号",
        "准予行政许可决定书",
        "云泽市喜乐餐饮店：",
        "你单位提出的申请，本机关已受理。",
        "经审查，决定准予行政许可。",
        "一、许可内容",
        "1. 请在10个工作日内领取证照。",
        "2. 需要延续的，请在届满30日前提出。",
        "云泽市市场监督管理局（印章）",
        "2026年2月9日",
        "如不服本决定，可以依法申请行政复议或者提起行政诉讼。",
        "扫码核验",
    ]
    document = Document(io.BytesIO(content))
    assert [[cell.text for cell in row.cells] for row in document.tables[1].rows][1] == ["1", "申请书"]
    assert len(document.inline_shapes) == 1


def test_the_same_paper_is_the_same_file() -> None:
    assert docx.drawn(make_paper()) == docx.drawn(make_paper())


def test_a_paper_without_seal_place_and_code_has_neither() -> None:
    content = docx.drawn(make_paper(has_seal_place=False, qr=""))
    assert "云泽市市场监督管理局" in words(content)
    assert not Document(io.BytesIO(content)).inline_shapes


def test_hostile_text_stays_text() -> None:
    rows = ((HOSTILE, "\x00\x08字"),)
    content = docx.drawn(make_paper(title=HOSTILE, blocks=(Text(HOSTILE * 100), Table(("甲", "乙"), rows))))
    assert HOSTILE in words(content)
    table = Document(io.BytesIO(content)).tables[0]
    assert [cell.text for cell in table.rows[1].cells] == [HOSTILE, "字"]


def test_every_part_is_well_formed_and_the_head_of_a_table_is_repeated() -> None:
    archive = zipfile.ZipFile(io.BytesIO(docx.drawn(make_paper())))
    parts = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
    assert all(etree.fromstring(archive.read(name)) is not None for name in parts)
    assert b"w:tblHeader" in archive.read("word/document.xml")
    assert b'w:instr="PAGE"' in archive.read("word/footer1.xml")

"""Is what can run in a Word, Excel, PowerPoint or OFD document seen, and only that?"""

import struct
import zlib

import pytest

from yiwang.kernel.files.tests.examination.examined import examined, refusal
from yiwang.kernel.files.tests.makers import (
    make_compound,
    make_docx,
    make_ofd,
    make_relations,
    make_sheet,
    make_xls,
    make_zip,
)

WORD = b"\xec\xa5" + b"\0" * 30
EQUATION_3 = bytes.fromhex("02ce020000000000c000000000000046")
MATH_TYPE = bytes.fromhex("03ce020000000000c000000000000046")
MACRO_TYPE = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'


def record(kind: int, data: bytes, version: int = 0) -> bytes:
    """A record of a slide show ([MS-PPT] 2.3.1)."""
    return struct.pack("<2HI", version, kind, len(data)) + data


@pytest.mark.parametrize(
    ("content", "name", "worry"),
    [
        (make_docx({"word/vbaProject.bin": b"x"}), "a.docm", "含有宏代码"),
        (make_docx({"word/vbaProject.bin": b"x"}), "a.docx", "含有宏代码"),
        (make_docx({"word/other.bin": b"x"}, types=MACRO_TYPE), "a.docx", "含有宏代码"),
        (
            make_docx({"word/_rels/document.xml.rels": make_relations("vbaProject", "x.bin", "Internal")}),
            "a.docx",
            "含有宏代码",
        ),
        (make_docx({"xl/macrosheets/sheet1.xml": b"<x/>"}, folder="xl"), "a.xlsm", "含有 Excel 4.0 宏表"),
        (make_docx({"ppt/activeX/activeX1.bin": b"x"}, folder="ppt"), "a.pptx", "含有 ActiveX 控件"),
        (
            make_docx(
                {"word/_rels/settings.xml.rels": make_relations("attachedTemplate", "http://x/a.dotm")}
            ),
            "a.docx",
            "打开时会从外部地址加载模板或对象",
        ),
        (
            make_docx({"word/embeddings/o.bin": make_compound({"\x01Ole10Native": b"x"})}),
            "a.docx",
            "嵌有可直接打开的外部文件（OLE 包）",
        ),
        (make_ofd({"Doc_0/Attachs/a.docm": make_docx({"word/vbaProject.bin": b"x"})}), "a.ofd", "含有宏代码"),
        (make_ofd({"Doc_0/Attachs/a": b"MZ\x90\0"}), "a.ofd", "内含可执行程序"),
        (make_compound({"WordDocument": WORD, "Macros/VBA/dir": b"x"}), "a.doc", "含有宏代码"),
        (make_xls(make_sheet(1)), "a.xls", "含有 Excel 4.0 宏表"),
        (make_xls(make_sheet(6)), "a.xls", "含有宏代码"),
        (make_xls((0x002F, b"\0\0"), make_sheet(1)), "a.xls", "已加密，无法检查内容"),
        (make_compound({"WordDocument": WORD[:10] + b"\0\1" + WORD[12:]}), "a.doc", "已加密，无法检查内容"),
        (make_compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "a.xlsx", "已加密，无法检查内容"),
        (
            make_compound(
                {"WordDocument": WORD, "ObjectPool/_1/Equation Native": b"x"}, {"ObjectPool/_1": EQUATION_3}
            ),
            "a.doc",
            "嵌有旧版公式编辑器对象（存在已知漏洞）",
        ),
        (
            make_compound({"WordDocument": WORD, "ObjectPool/_1/\x03OCXNAME": b"x"}),
            "a.doc",
            "含有 ActiveX 控件",
        ),
        (
            make_compound({"PowerPoint Document": record(0x03FF, record(0x0400, b"\1\0\0\0\1\0\0\0"), 0xF)}),
            "a.ppt",
            "含有宏代码",
        ),
        (
            make_compound(
                {
                    "PowerPoint Document": record(
                        0x1011, b"\0\0\0\0" + zlib.compress(make_compound({"\x01Ole10Native": b"x"})), 0x10
                    )
                }
            ),
            "a.ppt",
            "嵌有可直接打开的外部文件（OLE 包）",
        ),
    ],
)
def test_what_can_run_in_a_document_is_quarantined(content, name, worry, tmp_path):
    assert examined(content, name, tmp_path).worries == (worry,)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (make_docx({"word/embeddings/chart.xlsx": make_docx(folder="xl")}), "a.docx"),
        (
            make_docx({"word/_rels/document.xml.rels": make_relations("hyperlink", "http://www.gov.cn/")}),
            "a.docx",
        ),
        (make_docx({"word/embeddings/o.bin": make_compound({"CONTENTS": b"x"})}), "a.docx"),
        (make_xls(make_sheet(0), make_sheet(2)), "a.xls"),
        (
            make_compound(
                {"WordDocument": WORD, "ObjectPool/_1/Equation Native": b"x"}, {"ObjectPool/_1": MATH_TYPE}
            ),
            "a.doc",
        ),
        (make_compound({"PowerPoint Document": record(0x0400, b"\0" * 12)}), "a.ppt"),
    ],
)
def test_what_only_looks_like_it_is_clean(content, name, tmp_path):
    assert examined(content, name, tmp_path).worries == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"])
def test_an_entity_bomb_in_a_document_is_refused_unread(part, encoding, tmp_path):
    bomb = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w>&b;</w>'
    content = make_docx({"word/styles.xml": b"<w/>", part: bomb.encode(encoding)})
    assert "文档类型声明" in refusal(content, "a.docx", tmp_path)


def test_a_document_type_across_two_pieces_is_seen(tmp_path):
    far = b"<?xml version='1.0'?><!--" + bytes(range(33, 126)) * 3000
    for shift in range(0, 30, 7):
        part = far + b"x" * shift + b"--><!DOCTYPE a><a/>"
        assert "文档类型声明" in refusal(make_docx({"word/a.xml": part}), "a.docx", tmp_path)


def test_two_parts_of_one_name_are_refused(tmp_path):
    twice = make_docx({"word/Document.xml": b"<w/>"})
    assert "内部结构异常" in refusal(twice, "a.docx", tmp_path)


def test_a_broken_list_of_types_is_refused(tmp_path):
    content = make_zip({"[Content_Types].xml": b"<Types><", "word/document.xml": b"<w/>"})
    assert "已损坏" in refusal(content, "a.docx", tmp_path)


def test_a_compound_file_that_runs_in_circles_is_refused(tmp_path):
    content = bytearray(make_compound({"WordDocument": WORD}))
    content[512 + 4 : 512 + 8] = struct.pack("<I", 1)
    assert "已损坏" in refusal(bytes(content), "a.doc", tmp_path)


@pytest.mark.parametrize("length", [8, 100, 512, 700, 1100, 2000])
def test_a_truncated_compound_file_is_refused(length, tmp_path):
    assert refusal(make_compound({"WordDocument": WORD})[:length], "a.doc", tmp_path)


def test_a_compound_file_that_is_no_document_is_refused(tmp_path):
    assert "无法识别" in refusal(make_compound({"!Property": b"installer"}), "a.doc", tmp_path)

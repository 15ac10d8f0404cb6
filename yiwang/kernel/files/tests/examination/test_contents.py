"""Is a file known by its content, whatever it is called?"""

import pytest

from yiwang.kernel.files.formats import DOCUMENTS, FORMATS, IMAGES
from yiwang.kernel.files.tests import makers
from yiwang.kernel.files.tests.examination.examined import examined, refusal

WORDS = "关于印发城市更新行动实施方案的通知\n"
HONEST = {
    "jpeg": ("照片.jpg", makers.make_picture("jpeg")),
    "png": ("图.PNG", makers.make_picture("png")),
    "gif": ("图.gif", makers.make_picture("gif")),
    "webp": ("图.webp", makers.make_picture("webp")),
    "pdf": ("通知.pdf", makers.make_pdf()),
    "ofd": ("公文.ofd", makers.make_ofd()),
    "docx": ("方案.docx", makers.make_docx()),
    "xlsx": ("台账.xlsx", makers.make_docx(folder="xl")),
    "pptx": ("汇报.pptx", makers.make_docx(folder="ppt")),
    "doc": ("方案.wps", makers.make_compound({"WordDocument": b"\xec\xa5" + b"\0" * 30})),
    "xls": ("台账.et", makers.make_xls(makers.make_sheet(0))),
    "ppt": ("汇报.dps", makers.make_compound({"PowerPoint Document": b"\0" * 8})),
    "txt": ("说明.txt", WORDS.encode()),
    "csv": ("数据.csv", "名称,数量\n甲,1\n".encode("gb18030")),
    "zip": ("附件.zip", makers.make_zip()),
    "mp3": ("录音.mp3", b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\0" * 64),
    "mp4": ("视频.mp4", makers.make_mp4()),
}


@pytest.mark.parametrize("code", HONEST)
def test_an_honest_file_is_recognised_by_its_content(code, tmp_path):
    name, content = HONEST[code]
    found = examined(content, name, tmp_path)
    assert (found.about, found.worries) == (FORMATS[code], ())


@pytest.mark.parametrize("code", sorted(set(HONEST) - {"txt", "csv"}))
def test_content_under_the_extension_of_another_format_is_refused_naming_both(code, tmp_path):
    sentence = refusal(HONEST[code][1], "改名.txt", tmp_path)
    assert "扩展名是 txt" in sentence
    assert FORMATS[code].label in sentence


@pytest.mark.parametrize(
    ("content", "label"),
    [
        (b"<!DOCTYPE html><script>alert(1)</script>", "网页（HTML）"),
        ("\ufeff<html>".encode("utf-16"), "网页（HTML）"),
        (b"\xef\xbb\xbf \n<ScRiPt>alert(1)</script>", "网页（HTML）"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "SVG 矢量图"),
        (b'<?xml version="1.0"?><!-- x --><svg onload="alert(1)"/>', "SVG 矢量图"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "XML 文件"),
        (b"#!/bin/sh\nrm -rf /\n", "脚本程序"),
        (b"<?php system($_GET[0]);", "脚本程序"),
        (b"MZ\x90\x00\x03" + b"\0" * 60, "可执行程序"),
        (b"\x7fELF\x02\x01\x01\x00" + b"\0" * 60, "可执行程序"),
        (b"{\\rtf1 text}", "RTF 文档"),
    ],
)
@pytest.mark.parametrize("name", ["照片.jpg", "说明.txt", "程序"])
def test_pages_programs_and_scripts_are_refused_under_any_name(content, label, name, tmp_path):
    assert label in refusal(content, name, tmp_path)


def test_a_text_that_only_mentions_a_tag_is_a_text(tmp_path):
    assert examined(b"5 < 6, and MZ is a car plate", "a.txt", tmp_path).about == FORMATS["txt"]


@pytest.mark.parametrize("content", [b"\x00\x01\x02" * 50, b"\xff\xfe\x00", b"abc\x00def", bytes(range(256))])
def test_what_nobody_recognises_is_refused(content, tmp_path):
    assert "无法识别" in refusal(content, "x.txt", tmp_path)
    assert "无法识别" in refusal(content, "x", tmp_path)


@pytest.mark.parametrize(("charset", "name"), [("utf-8", "a.txt"), ("gb18030", "b.csv"), ("utf-16", "c.txt")])
def test_a_text_is_known_with_its_characters(charset, name, tmp_path):
    assert examined((WORDS * 200_000).encode(charset), name, tmp_path).charset == charset


def test_a_name_without_extension_is_judged_by_content_alone(tmp_path):
    assert examined(makers.make_pdf(), "关于做好2026年工作的通知v1.2版", tmp_path).about == FORMATS["pdf"]


def test_only_the_kinds_asked_for_are_taken(tmp_path):
    assert examined(makers.make_picture(), "a.jpg", tmp_path, IMAGES).about == FORMATS["jpeg"]
    assert (
        refusal(makers.make_picture(), "a.jpg", tmp_path, DOCUMENTS)
        == "这里只能上传文档，“a.jpg”是JPEG 图片。"
    )


def test_each_kind_has_its_own_size_limit(tmp_path, settings):
    settings.FILES_MAX_MB = {**settings.FILES_MAX_MB, "document": 1}
    assert examined(b"a" * (1 << 20), "a.txt", tmp_path)
    assert "超过文档的上限 1 MB" in refusal(b"a" * ((1 << 20) + 1), "a.txt", tmp_path)


def test_a_picture_that_is_also_a_script_is_taken_as_the_picture_it_is(tmp_path):
    polyglot = makers.make_picture("gif").replace(b"GIF87a", b"GIF89a") + b";*/=1;alert(1)//"
    assert examined(polyglot, "a.gif", tmp_path).about == FORMATS["gif"]
    assert "GIF 图片" in refusal(polyglot, "a.js", tmp_path)


def test_the_test_virus_is_recognised_without_a_scanner(tmp_path):
    found = examined(makers.EICAR, "eicar.txt", tmp_path)
    assert found.worries == ("含有病毒（EICAR-Test-File）",)
    assert examined(b"About " + makers.EICAR, "about.txt", tmp_path).worries == ()
    packed = makers.make_zip({"a/eicar.txt": makers.EICAR})
    assert examined(packed, "a.zip", tmp_path).worries == found.worries
    assert examined(makers.make_zip({"inner.zip": packed}), "a.zip", tmp_path).worries == found.worries


def test_the_test_virus_of_the_shared_material_is_ours(shared_data):
    import base64
    import json

    given = json.loads((shared_data / "messaging" / "eicar.json").read_text())
    assert base64.b64decode(given["b64"]) == makers.EICAR

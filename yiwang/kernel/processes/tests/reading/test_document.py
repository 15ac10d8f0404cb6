from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.kernel.errors import Refused
from yiwang.kernel.processes.definitions import read
from yiwang.kernel.processes.reading import document
from yiwang.kernel.processes.tests.documents import framed, line

ENTITY = '<!DOCTYPE definitions [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("declared", [ENTITY, BOMB, "<!DOCTYPE definitions>"])
def test_a_document_type_is_refused_before_anything_is_resolved(declared):
    text = framed(line("a")).replace("?>", f"?>{declared}", 1)
    with pytest.raises(Refused, match="DOCTYPE"):
        read(text)
    with pytest.raises(Refused, match="DOCTYPE"):
        read(text.replace("UTF-8", "UTF-16").encode("utf-16"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gbk", "gb18030", "utf-8-sig"])
def test_a_document_is_read_in_the_encodings_that_tools_write(encoding):
    said = encoding.removesuffix("-sig").upper()
    assert read(framed(line("受理")).replace("UTF-8", said).encode(encoding)).diagram.name == "测试流程"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "第1行附近"),
        (b"<definitions", "第1行附近"),
        (b"\x00\x01\x02", "第1行附近|编码"),
        (b"PK\x03\x04", "第1行附近"),
        ("<?xml version='1.0' encoding='UTF-8'?><a>受".encode("gbk"), "文字编码不是其声明的utf-8"),
        (b"<?xml version='1.0' encoding='ebcdic-x'?><a/>", "“ebcdic-x”不受支持"),
        (b"<html/>", "根元素是“html”"),
        (b"<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/DI'/>", "应是BPMN 2.0的definitions"),
        (b" " * (document.LARGEST + 1), "最大2MB"),
        (framed("<task/>" * 20_001).encode(), "最多20000个元素"),
        (framed("<subProcess>" * 300).encode(), "第.行附近"),
    ],
)
def test_what_is_no_readable_document_is_refused(content, words):
    with pytest.raises(Refused, match=words):
        read(content)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_damaged_document_is_read_or_refused_and_nothing_else(data):
    content = bytearray(framed(line("a", "b")).encode())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))
    with suppress(Refused):
        read(bytes(content))

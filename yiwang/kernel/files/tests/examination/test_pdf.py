"""Is what runs by itself in a PDF seen, however it is spelt or packed?"""

import zlib

import pytest

from yiwang.kernel.files.tests.examination.examined import examined, refusal
from yiwang.kernel.files.tests.makers import make_object_stream, make_pdf

SCRIPT = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"


def worries(content: bytes, tmp_path) -> tuple[str, ...]:
    return examined(content, "a.pdf", tmp_path).worries


@pytest.mark.parametrize(
    ("catalog", "worry"),
    [
        (SCRIPT, "含有 JavaScript 脚本"),
        (b"/OpenAction << /S /J#61vaScrip#74 /JS (x) >>", "含有 JavaScript 脚本"),
        (b"/OpenAction << /S /#4a#61#76#61#53#63#72#69#70#74 >>", "含有 JavaScript 脚本"),
        (b"/AA << /O << /S /Launch /F (cmd.exe) >> >>", "打开时会启动外部程序"),
        (b"/Annots [<< /Subtype /RichMedia >>]", "嵌有 Flash 动画"),
        (b"/A << /S /Rendition /JS (x) >>", "多媒体动作中含有脚本"),
    ],
)
def test_what_runs_by_itself_is_quarantined(catalog, worry, tmp_path):
    assert worries(make_pdf(catalog), tmp_path) == (worry,)
    assert worries(make_pdf(rest=make_object_stream(b"4 0 << " + catalog + b" >>")), tmp_path) == (worry,)


def test_a_plain_document_with_links_and_object_streams_is_clean(tmp_path):
    link = b"/A << /S /URI /URI (https://www.gov.cn/javascript) >> /Title (Launch)"
    assert worries(make_pdf(link, rest=make_object_stream(b"4 0 << /Type /Page >>")), tmp_path) == ()


def test_an_object_stream_that_cannot_be_read_is_quarantined(tmp_path):
    encrypted = make_object_stream(b"").replace(zlib.compress(b""), b"\x13\x37" * 20)
    twice = make_object_stream(zlib.compress(b"4 0 << >>"), b"/Filter [/FlateDecode /FlateDecode]")
    for rest in (encrypted, twice):
        assert worries(make_pdf(rest=rest), tmp_path) == ("含有无法检查的压缩或加密内容",)


def test_an_object_stream_that_is_a_bomb_is_refused(tmp_path):
    bomb = make_pdf(rest=make_object_stream(b"4 0 " + b" " * (25 << 20)))
    assert "压缩炸弹" in refusal(bomb, "a.pdf", tmp_path)


def test_a_stream_named_in_a_comment_hides_nothing(tmp_path):
    assert worries(make_pdf(rest=b"% stream\n3 0 obj << " + SCRIPT + b" >> endstream\n"), tmp_path)

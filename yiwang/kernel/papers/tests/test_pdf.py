import re
import unicodedata
import zlib

import pytest
import typst

from yiwang.kernel.errors import Refused
from yiwang.kernel.papers import pdf, typefaces
from yiwang.kernel.papers.paper import Facts, Paper, Table, Text
from yiwang.kernel.papers.tests.makers import HOSTILE, make_paper


@pytest.fixture(autouse=True)
def chinese_typefaces() -> None:
    """Papers need a Chinese typeface: Debian's fonts-noto-cjk."""
    try:
        typefaces.installed()
    except Refused as refused:
        pytest.skip(refused.sentence)


def words(content: bytes) -> str:
    """What somebody copies out of it: the characters of the glyph maps in the order of the pages' glyphs."""
    streams = [_inflated(one) for one in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)]
    return "".join(
        bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        for stream in streams
        if b"begincmap" in stream
        for text in re.findall(rb"<[0-9a-fA-F]+> <([0-9a-fA-F]+)>", stream)
    )


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def pages(content: bytes) -> int:
    streams = [_inflated(one) for one in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)]
    return sum(len(re.findall(rb"/Type\s*/Page\b", part)) for part in (content, *streams))


def test_a_paper_is_a_pdf_for_the_archive_with_every_character_to_copy() -> None:
    content = pdf.drawn(make_paper())
    assert content.startswith(b"%PDF-1.7")
    assert b"pdfaid:part" in content
    expected = "云泽市场监督管理局准予行政许可决定书印章扫码核验"
    assert set(expected) <= set(unicodedata.normalize("NFKC", words(content)))


def test_the_same_paper_is_the_same_file() -> None:
    first, other, again = (pdf.drawn(make_paper(number=number)) for number in ("1号", "2号", "1号"))
    assert first == again != other


def test_a_paper_of_one_page_stays_on_one() -> None:
    assert pages(pdf.drawn(make_paper(blocks=(Text("决定准予行政许可。"),)))) == 1


def test_hostile_text_stays_text() -> None:
    hostile = make_paper(
        **dict.fromkeys(("title", "number", "addressee", "signer", "qr", "qr_caption"), HOSTILE),
        blocks=(Text(HOSTILE * 100), Facts(((HOSTILE, "\x00\u202e字"),)), Table(("甲",), ((HOSTILE,),))),
        notes=(HOSTILE, ""),
    )
    assert set("#panic@raw[=HYPERLINK") <= set(words(pdf.drawn(hostile)))


@pytest.mark.parametrize("text", ["汉" * 10_000, "A" * 10_000, "一\n" * 5_000, "", "\n", " "])
def test_text_of_any_length_finds_its_pages(text: str) -> None:
    content = pdf.drawn(make_paper(blocks=(Text(text), Facts(((text[:2_000], text),)))))
    assert pages(content) >= (10 if len(text) > 100 else 1)


def test_a_long_table_goes_over_many_pages() -> None:
    rows = [(str(number), "缺少法定代表人签字，" * (number % 9)) for number in range(200)]
    assert pages(pdf.drawn(make_paper(blocks=(Table(("序号", "问题"), rows, (1, 6)),)))) > 5


def test_names_with_rare_characters_show() -> None:
    assert {"䶮", "𠮷", "㐂"} <= set(words(pdf.drawn(make_paper(addressee="欧阳䶮、𠮷野、㐂子"))))


def test_a_character_of_a_name_that_no_typeface_shows_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typefaces, "unshown", lambda characters: ["𪚥"])
    with pytest.raises(Refused, match=r"“𪚥”.*fonts-hanazono"):
        pdf.drawn(make_paper(addressee="张𪚥"))


def test_what_a_typeface_shows_is_read_from_the_typeface() -> None:
    assert typefaces.unshown("云泽市政府 abc，。（）〔〕〓䶮\n") == []
    assert typefaces.unshown("云\U0010fffd") == ["\U0010fffd"]


def test_a_sign_that_no_typeface_shows_is_set_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typefaces, "unshown", lambda characters: ["🀄"])
    assert "〓" in words(pdf.drawn(make_paper(addressee="🀄")))


def test_a_machine_without_chinese_typefaces_hears_which_package_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class LatinOnly:
        def families(self) -> list[str]:
            return ["Liberation Serif"]

    monkeypatch.setattr(typst, "Fonts", lambda **options: LatinOnly())
    typefaces.installed.cache_clear()
    try:
        with pytest.raises(Refused, match="fonts-noto-cjk"):
            pdf.drawn(make_paper())
    finally:
        typefaces.installed.cache_clear()


def test_a_paper_with_the_least_is_drawn_too() -> None:
    least = Paper(title="收件回执", signer="云泽市政务服务中心", signed_on=make_paper().signed_on)
    assert pages(pdf.drawn(least)) == 1

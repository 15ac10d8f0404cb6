import pytest
from lxml import etree

from yiwang.kernel.errors import Refused
from yiwang.kernel.papers import qr


def test_a_code_is_drawn_without_style_or_script() -> None:
    """A strict content security policy forbids both inside a page."""
    drawn = etree.fromstring(qr.svg("https://www.yunze.gov.cn/services/verify/"))
    assert {etree.QName(one).localname for one in drawn.iter()} == {"svg", "path"}
    assert not any("style" in one.attrib for one in drawn.iter())


def test_the_same_text_is_the_same_code() -> None:
    assert qr.svg("云泽市") == qr.svg("云泽市") != qr.svg("云泽")
    assert qr.png("云泽市") == qr.png("云泽市")
    assert qr.png("云泽市").startswith(b"\x89PNG")


@pytest.mark.parametrize("text", ["", "字" * 400])
def test_nothing_and_too_much_make_no_code(text: str) -> None:
    with pytest.raises(Refused, match="二维码"):
        qr.svg(text)

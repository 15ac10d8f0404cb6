import pytest

from yiwang.kernel.publications.recognition.records import source_of
from yiwang.subsystems.portal.reading.identity import address, read
from yiwang.subsystems.portal.reading.tests.samples import TEXT, record


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (" HTTPS://WWW.Yunze.gov.cn/A.html#top ", "https://www.yunze.gov.cn/A.html"),
        ("http://yunze.gov.cn/a?b=1", "http://yunze.gov.cn/a?b=1"),
        ("javascript:alert(1)", ""),
        ("/a.html", ""),
        ("http://[x", ""),
        ("", ""),
    ],
)
def test_only_a_web_address_is_an_address(raw: str, expected: str) -> None:
    assert address(raw) == expected


def test_the_same_address_is_the_same_document_over_http_and_https() -> None:
    one, other = (read(source_of(record(1, url=url))) for url in ("http://a.gov.cn/1", "https://a.gov.cn/1/"))
    assert one.key == other.key


def test_another_address_is_another_document() -> None:
    assert read(source_of(record(1))).key != read(source_of(record(2))).key


def test_without_an_address_the_text_says_which_document_it_is_layout_apart() -> None:
    text = TEXT.format(number=1)
    one, other, third = (
        read(source_of({"text": t})) for t in (text, text.replace("\n", "\n\n "), text + "附则。")
    )
    assert one.key == other.key
    assert one.key != third.key


def test_a_changed_text_has_another_digest() -> None:
    one, other = (read(source_of(record(1, text=t))) for t in (TEXT.format(number=1), TEXT.format(number=2)))
    assert one.key == other.key
    assert one.digest != other.digest

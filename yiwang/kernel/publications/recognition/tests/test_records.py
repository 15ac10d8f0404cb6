import pytest

from yiwang.kernel.publications.recognition.records import NoDocument, source_of


@pytest.mark.parametrize(
    ("record", "issuer"),
    [
        ({"kind": "行政法规", "body": "第一条 为了。"}, "国务院"),
        ({"kind": "部门规章", "region": "公安部", "body": "第一条 为了。"}, "公安部"),
        ({"kind": "地方性法规", "region": "北京", "body": "第一条 为了。"}, ""),
        ({"kind": "行政法规", "issuer": "政务院", "body": "第一条 为了。"}, "政务院"),
    ],
)
def test_the_kind_of_a_regulation_says_who_makes_it(record: dict[str, str], issuer: str) -> None:
    """立法法 (2023), art. 72: regulations by the State Council; art. 91: rules by ministries."""
    assert source_of({"title": "某条例", **record}).recognised().issuer == issuer


@pytest.mark.parametrize("value", [None, "", " ", "error", "NULL", "nan", 7, [], {}])
def test_a_text_that_was_not_fetched_is_refused(value: object) -> None:
    with pytest.raises(NoDocument, match="抓取失败"):
        source_of({"title": "关于某事的通知", "body": value})


def test_markup_in_a_text_field_is_read_as_markup() -> None:
    source = source_of({"body": "<p>各县：</p><p>正文。</p>"})
    assert (source.markup[:3], source.text) == ("<p>", "")


def test_values_of_other_types_are_taken_as_text_or_left_out() -> None:
    hints = source_of(
        {"title": 5, "keywords": ["水利", "通告"], "url": None, "issuer": True, "text": "x"}
    ).hints
    assert (hints.title, hints.subject_words, hints.url, hints.issuer) == ("5", "水利 通告", "", "")

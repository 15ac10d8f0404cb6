"""What must be right before something is published."""

from dataclasses import replace

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.checks import Finding, Surroundings, Unconfirmed, check, findings, has_content
from yiwang.subsystems.portal.text import Attributes, Text

GOOD = Text(title="通知", column_id=1, body="<p>正文</p>", source="市政府办公室", keywords="会议")


def fields_of(text, **around):
    return [(one.field, one.is_warning) for one in findings(text, Surroundings(**around))]


def test_a_complete_text_passes():
    assert fields_of(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"source": ""}, "source"),
        ({"body": ""}, "body"),
        ({"body": "<p> </p><p><br></p>"}, "body"),
        ({"cover_id": 3}, "cover_alt"),
        ({"kind": "document"}, "number"),
        ({"body": '<p>看<img src="/files/a/b.png" alt=""></p>'}, "body"),
        ({"body": '<p>看<img src="https://example.com/b.png" alt="桥"></p>'}, "body"),
        ({"body": '<p>看<img src="//example.com/b.png" alt="桥"></p>'}, "body"),
    ],
)
def test_what_is_missing_must_be_mended(changes, field):
    assert (field, False) in fields_of(replace(GOOD, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"body": '<p><img src="/files/a/b.png" alt="桥"></p>'},
        {"body": "", "files": ((1, "全文.pdf"),)},
        {"kind": "document", "attributes": Attributes(index_number="YZ-2026-1")},
        {"cover_id": 3, "cover_alt": "桥"},
    ],
)
def test_what_is_there_is_not_complained_about(changes):
    assert fields_of(replace(GOOD, **changes)) == []


def test_a_closed_column_and_an_unclean_file_must_be_mended():
    assert fields_of(GOOD, closed_columns=["旧栏目"], unclean_files=["a.doc"]) == [
        ("column", False),
        ("files", False),
    ]


def test_personal_numbers_and_missing_keywords_only_warn():
    assert fields_of(replace(GOOD, keywords=""), personal_numbers=["138****5678"]) == [
        ("keywords", True),
        ("body", True),
    ]


def test_a_warning_can_be_confirmed_and_a_fault_cannot():
    warning, fault = Finding("提示。", is_warning=True), Finding("须改。", "title")
    check([warning], is_confirmed=True)
    with pytest.raises(Unconfirmed):
        check([warning], is_confirmed=False)
    with pytest.raises(Refused) as refused:
        check([fault, warning], is_confirmed=True)
    assert (refused.value.sentence, refused.value.field) == ("须改。", "title")


def test_a_picture_alone_is_content():
    assert has_content('<p><img src="/files/a/b.png" alt=""></p>')

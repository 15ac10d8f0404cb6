"""What follows from a finding, and what a text holds."""

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.checks import (
    Finding,
    Severity,
    Unconfirmed,
    check,
    check_musts,
    has_content,
    plain_text,
)

FAULT = Finding("须改。", "title")
DOUBT = Finding("应核对。", "body", Severity.SHOULD)
HINT = Finding("提示。", "keywords", Severity.HINT)


def test_what_must_be_mended_refuses_whatever_the_reason():
    with pytest.raises(Refused) as refused:
        check([FAULT, DOUBT], reason="情况紧急必须发布")
    assert (refused.value.sentence, refused.value.field) == ("须改。", "title")


def test_what_should_be_mended_asks_for_a_reason():
    with pytest.raises(Unconfirmed, match="应核对。如仍需发布，请写明理由。"):
        check([DOUBT, HINT])
    with pytest.raises(Unconfirmed):
        check([DOUBT], reason="急")
    check([DOUBT, HINT], reason="号码是公开热线")


def test_a_hint_stands_in_nobodys_way():
    check([HINT])


def test_before_a_review_only_what_must_be_mended_counts():
    check_musts([DOUBT, HINT])
    with pytest.raises(Refused):
        check_musts([DOUBT, FAULT])


def test_a_picture_alone_is_content():
    assert has_content('<p><img src="/files/a/b.png" alt=""></p>')
    assert not has_content("<p> </p><p><br></p>")


def test_the_words_of_a_text_are_read_without_marks():
    assert plain_text("<p>第一段</p> <p>第<b>二</b>段</p>") == "第一段 第二段"

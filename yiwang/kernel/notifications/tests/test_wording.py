"""In which words is something told?"""

import pytest

from yiwang.kernel.notifications import wording


@pytest.fixture(autouse=True)
def _article_returned(monkeypatch):
    monkeypatch.setattr(wording, "_declared", {})
    wording.declare(
        "portal.article_returned", subject="《{title}》被退回", body="{by}退回了《{title}》：{opinion}"
    )


def test_placeholders_are_filled_by_name():
    told = wording.worded("portal.article_returned", title="通知", by="李明", opinion="缺少文号")
    assert told == {"subject": "《通知》被退回", "body": "李明退回了《通知》：缺少文号"}


def test_a_missing_placeholder_is_refused():
    with pytest.raises(ValueError, match=r"needs by, opinion"):
        wording.worded("portal.article_returned", title="通知")


def test_a_placeholder_that_is_not_in_the_words_is_refused():
    with pytest.raises(ValueError, match=r"no place for url"):
        wording.worded("portal.article_returned", title="通知", by="李明", opinion="", url="/")


def test_words_that_nobody_declared_are_refused():
    with pytest.raises(KeyError):
        wording.worded("portal.article_lost")


def test_braces_in_a_value_stay_what_they_are():
    told = wording.worded("portal.article_returned", title="{by}", by="{0.__class__}", opinion="{")
    assert told["body"] == "{0.__class__}退回了《{by}》：{"


@pytest.mark.parametrize("subject", ["{title.__class__}", "{title[0]}", "{}", "{0}", "{title!r}", "{t:>9}"])
def test_only_plain_names_may_stand_in_braces(subject):
    with pytest.raises(ValueError, match="plain name"):
        wording.declare("portal.wrong", subject=subject, body="")
    wording.declare("portal.right", subject="{title}", body="{{}}")
    assert wording.worded("portal.right", title="甲") == {"subject": "甲", "body": "{}"}


def test_a_preview_shows_the_names_of_the_placeholders():
    assert wording.declared()["portal.article_returned"].preview()["subject"] == "《〔title〕》被退回"

"""Articles are written, versioned, guarded against overwriting, binned and restored."""

from dataclasses import replace

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import actor, make_unit
from yiwang.subsystems.portal import attached
from yiwang.subsystems.portal.actions import articles, workflow
from yiwang.subsystems.portal.models import Article, Attachment
from yiwang.subsystems.portal.rules import Overtaken
from yiwang.subsystems.portal.tests.makers import (
    AUTHOR,
    PUBLISHER,
    make_article,
    make_column,
    make_officer,
    make_published,
    make_text,
    note,
    picture,
)
from yiwang.subsystems.portal.text import Attributes

pytestmark = pytest.mark.django_db


def test_every_save_is_a_version_with_author_moment_and_note():
    author = make_officer(AUTHOR)
    article = make_article(author, title="第一稿")
    articles.save(actor(author), article.pk, 1, replace(article.text(), title="第二稿"), note="改标题")
    second, first = article.versions.all()
    assert (first.number, first.text().title) == (1, "第一稿")
    assert (second.number, second.text().title, second.note) == (2, "第二稿", "改标题")
    assert second.saved_by == author.person
    entry = Entry.objects.get(act="portal.article_change")
    assert entry.detail["changed"] == ["标题"]


def test_a_save_that_changes_nothing_makes_no_version():
    author = make_officer(AUTHOR)
    article = make_article(author)
    saved = articles.save(actor(author), article.pk, 1, article.text())
    assert saved.version == 1
    assert article.versions.count() == 1
    assert not Entry.objects.filter(act="portal.article_change").exists()


def test_the_second_of_two_savers_is_told_and_overwrites_nothing():
    first, second = make_officer(AUTHOR), make_officer(AUTHOR)
    article = make_article(first)
    articles.save(actor(first), article.pk, 1, replace(article.text(), title="甲的标题"))
    with pytest.raises(Overtaken, match=first.person.name):
        articles.save(actor(second), article.pk, 1, replace(article.text(), title="乙的标题"))
    assert Article.objects.get(pk=article.pk).title == "甲的标题"
    articles.save(actor(second), article.pk, 2, replace(article.text(), title="乙的标题"))
    assert Article.objects.get(pk=article.pk).title == "乙的标题"


def test_an_old_version_comes_back_as_a_new_one():
    author = make_officer(AUTHOR)
    article = make_article(
        author, title="第一稿", kind="document", attributes=Attributes(number="云政〔2026〕1号")
    )
    articles.save(
        actor(author), article.pk, 1, replace(article.text(), title="第二稿", attributes=Attributes())
    )
    restored = articles.restore_version(actor(author), article.pk, 2, 1)
    assert (restored.version, restored.title) == (3, "第一稿")
    assert Article.objects.get(pk=article.pk).attributes().number == "云政〔2026〕1号"
    assert [version.number for version in article.versions.all()] == [3, 2, 1]


def test_document_attributes_belong_to_documents_only():
    article = make_article(kind="news", attributes=Attributes(number="云政〔2026〕1号"))
    assert article.attributes() == Attributes()


def test_the_text_is_cleaned_before_it_is_stored():
    article = make_article(body='<p onclick="x()">甲<script>alert(1)</script></p>')
    assert article.body == "<p>甲</p>"


@pytest.mark.parametrize("title", ["", "   "])
def test_an_article_needs_a_title(title):
    with pytest.raises(Refused) as refused:
        make_article(title=title)
    assert refused.value.field == "title"


def test_a_closed_column_and_a_link_column_take_no_articles():
    for changes in ({"is_open": False}, {"kind": "link", "link": "https://www.gov.cn/"}):
        with pytest.raises(Refused) as refused:
            make_article(column_id=make_column(**changes).pk)
        assert refused.value.field == "column"


def test_an_author_writes_for_their_own_unit_and_those_below_only():
    author = make_officer(AUTHOR, unit=make_unit())
    below = make_unit(parent=author.unit)
    articles.create(actor(author), below, make_text())
    with pytest.raises(Refused, match="权限"):
        articles.create(actor(author), make_unit(), make_text())
    with pytest.raises(Refused, match="权限"):
        articles.create(actor(make_officer()), author.unit, make_text())


# Files


def test_an_uploaded_file_hangs_on_the_article_that_names_it():
    author = make_officer(AUTHOR)
    held = articles.upload(actor(author), note(), Attachment.Role.FILE)
    image = articles.upload(actor(author), picture(), Attachment.Role.IMAGE)
    body = f'<p>看<img src="{image.file.address()}" alt="桥"></p>'
    article = make_article(author, files=((held.file_id, "说明.txt"),), body=body)
    assert {(one.role, one.file_id) for one in article.attachments.all()} == {
        ("file", held.file_id),
        ("image", image.file_id),
    }
    assert attached.references({held.file_id, image.file_id, 999}) == {held.file_id, image.file_id}


def test_nobody_names_a_file_that_is_not_theirs():
    stranger = make_officer(AUTHOR)
    held = articles.upload(actor(stranger), note(), Attachment.Role.FILE)
    with pytest.raises(Refused) as refused:
        make_article(files=((held.file_id, "说明.txt"),))
    assert refused.value.field == "files"


def test_a_file_taken_off_stays_with_the_older_version():
    author = make_officer(AUTHOR)
    held = articles.upload(actor(author), note(), Attachment.Role.FILE)
    article = make_article(author, files=((held.file_id, "说明.txt"),))
    articles.save(actor(author), article.pk, 1, replace(article.text(), files=()))
    assert Article.objects.in_full().get(pk=article.pk).text().files == ()
    back = articles.restore_version(actor(author), article.pk, 2, 1)
    assert Article.objects.in_full().get(pk=back.pk).text().files == ((held.file_id, "说明.txt"),)


def test_a_file_is_seen_by_those_who_see_its_article():
    unit = make_unit()
    author, colleague, stranger = (make_officer(AUTHOR, unit=one) for one in (unit, unit, make_unit()))
    held = articles.upload(actor(author), note(), Attachment.Role.FILE)
    assert attached.visible(held.file, author)
    assert not attached.visible(held.file, colleague)
    make_article(author, files=((held.file_id, "说明.txt"),))
    assert attached.visible(held.file, colleague)
    assert not attached.visible(held.file, stranger)
    assert not attached.visible(held.file, None)


# Recycle bin


def test_a_deleted_draft_can_be_restored_for_thirty_days(monkeypatch):
    author = make_officer(AUTHOR)
    article = make_article(author)
    articles.delete(actor(author), article.pk)
    assert not Article.objects.kept().exists()
    with pytest.raises(Refused, match="回收站"):
        workflow.submit(actor(author), article.pk)
    assert articles.restore(actor(author), article.pk).state == "draft"
    articles.delete(actor(author), article.pk)
    monkeypatch.setattr(articles, "now", lambda: shifted(now(), days=29))
    assert articles.purge_due() == 0
    monkeypatch.setattr(articles, "now", lambda: shifted(now(), days=31))
    assert articles.purge_due() == 1
    assert not Article.objects.exists()
    assert Entry.objects.get(act="portal.article_purge").detail["title"] == article.title


def test_only_what_lies_in_the_bin_is_restored():
    author = make_officer(AUTHOR)
    article = make_article(author)
    with pytest.raises(Refused, match="不在回收站"):
        articles.restore(actor(author), article.pk)


def test_what_is_live_or_under_way_is_not_deleted():
    author = make_officer(AUTHOR)
    live = make_published()
    articles.save(actor(author), live.pk, 1, replace(live.text(), title="改"))
    with pytest.raises(Refused, match="撤下"):
        articles.delete(actor(author), live.pk)
    article = make_article(author)
    workflow.submit(actor(author), article.pk)
    with pytest.raises(Refused, match="不能删除"):
        articles.delete(actor(author), article.pk)


def test_a_withdrawn_article_may_be_deleted_and_purged(monkeypatch):
    article = make_published()
    workflow.withdraw(actor(make_officer(PUBLISHER)), article.pk, "error", "标题写错了")
    articles.delete(actor(make_officer(AUTHOR)), article.pk)
    monkeypatch.setattr(articles, "now", lambda: shifted(now(), days=31))
    assert articles.purge_due() == 1


def test_an_upload_that_no_text_ever_named_is_let_go(monkeypatch):
    author = make_officer(AUTHOR)
    articles.upload(actor(author), note(), Attachment.Role.FILE)
    articles.purge_due()
    assert Attachment.objects.count() == 1
    monkeypatch.setattr(articles, "now", lambda: shifted(now(), days=31))
    articles.purge_due()
    assert not Attachment.objects.exists()

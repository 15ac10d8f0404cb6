"""The portal's pages in the workbench, as people use them."""

import re
from dataclasses import replace

import pytest
from lxml import html

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.organizations.tests.makers import actor, make_unit, sign_in
from yiwang.subsystems.portal.actions import articles, workflow
from yiwang.subsystems.portal.models import Article, Attachment, Column, Site
from yiwang.subsystems.portal.tests.makers import (
    AUTHOR,
    KEEPER,
    PUBLISHER,
    REVIEWER,
    make_article,
    make_column,
    make_officer,
    make_published,
    make_reviewed,
    make_site,
    make_submitted,
    note,
    picture,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(client):
    """The client as somebody with these roles; returns the post."""

    def signed_in(*roles, **changes):
        post = changes.pop("post", None) or make_officer(*roles, **changes)
        sign_in(client, post)
        return post

    return signed_in


def typed(column, **changes):
    return {
        "title": "春耕生产现场会召开",
        "column": column.pk,
        "kind": "news",
        "body": "<p>现场会在云东区召开。</p>",
        "source": "云泽市农业农村局",
        "keywords": "春耕",
        **changes,
    }


def text_of(response):
    return html.fromstring(response.content).text_content()


def step(client, article, verb, **typed_in):
    data = {f"{verb}-{name}": value for name, value in typed_in.items()}
    return client.post(f"/office/articles/{article.pk}/{verb}/", data)


def test_an_article_travels_from_the_author_to_the_public_and_back(client, as_):
    """The whole journey, over HTTP alone."""
    column = make_column(title="农业要闻")
    author, reviewer, publisher = (make_officer(role) for role in (AUTHOR, REVIEWER, PUBLISHER))
    as_(post=author)
    files = {"new_files": note("会议材料.txt"), "new_cover": picture()}
    sent = typed(column, unit=author.unit_id, cover_alt="会场", **files)
    assert client.post("/office/articles/new/", sent).status_code == 302
    article = Article.objects.get()
    assert step(client, article, "submit").status_code == 302
    as_(post=reviewer)
    assert "春耕生产现场会召开" in text_of(client.get("/office/"))
    assert step(client, article, "review").status_code == 302
    as_(post=publisher)
    assert "春耕生产现场会召开" in text_of(client.get("/office/"))
    assert step(client, article, "publish").status_code == 302
    client.logout()
    article.refresh_from_db()
    address = f"/a/{article.publication_id}/"
    page = client.get(address)
    assert page.status_code == 200
    link = re.search(r'href="(/files/[^"]+)"', page.content.decode())[1]
    assert client.get(link).status_code == 200
    assert address in client.get(column.address).content.decode()
    assert "春耕" in text_of(client.get("/search/", {"q": "春耕生产"}))
    assert address in client.get("/feed/").content.decode()
    as_(post=publisher)
    assert step(client, article, "withdraw", code="error", reason="会议时间写错").status_code == 302
    client.logout()
    assert client.get(address).status_code == 410
    assert client.get(link).status_code == 404
    assert address not in client.get(column.address).content.decode()
    assert address not in client.get("/feed/").content.decode()
    assert address not in client.get("/search/", {"q": "春耕生产"}).content.decode()
    acts = [entry.act for entry in Entry.objects.filter(act__startswith="portal.").order_by("number")]
    assert acts == [f"portal.article_{one}" for one in ("create", "submit", "review", "publish", "withdraw")]


def test_strangers_and_people_without_the_right_stay_outside(client, as_):
    article = make_article()
    pages = [
        "",
        "new/",
        f"{article.pk}/",
        f"{article.pk}/edit/",
        f"{article.pk}/preview/",
        f"{article.pk}/versions/",
    ]
    for page in pages:
        assert client.get(f"/office/articles/{page}").status_code == 302
    as_(KEEPER)
    for page in pages:
        assert client.get(f"/office/articles/{page}").status_code == 409
    as_(AUTHOR)
    for page in pages:
        assert client.get(f"/office/articles/{page}").status_code == 200
    for page in ("/office/columns/", "/office/sites/"):
        assert client.get(page).status_code == 409


def test_the_articles_of_another_unit_are_not_there(client, as_):
    article = make_article(make_officer(AUTHOR, unit=make_unit()))
    as_(AUTHOR, PUBLISHER, unit=make_unit())
    assert article.title not in client.get("/office/articles/").content.decode()
    for page in ("", "edit/", "preview/", "versions/", "compare/"):
        assert client.get(f"/office/articles/{article.pk}/{page}").status_code == 404
    assert step(client, article, "publish").status_code == 404
    assert client.post(f"/office/articles/{article.pk}/present/").status_code == 404


def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(client, as_):
    author = as_(AUTHOR)
    sent = typed(make_column(is_open=False), unit=author.unit_id, title="", summary="写了一半的摘要")
    response = client.post("/office/articles/new/", sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert "写了一半的摘要" in page
    assert "现场会在云东区召开" in page
    assert 'id="id_title_error"' in page


def test_a_refused_file_is_named_and_the_others_are_kept(client, as_):
    author = as_(AUTHOR)
    column = make_column()
    bad = note("病毒.exe", "MZ")
    sent = typed(column, unit=author.unit_id, new_files=[note("好的.txt"), bad])
    response = client.post("/office/articles/new/", sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert "病毒.exe" in page
    held = Attachment.objects.get()
    assert f'name="files" value="{held.file_id}"' in page
    del sent["new_files"]
    assert client.post("/office/articles/new/", {**sent, "files": [held.file_id]}).status_code == 302
    assert [one.name for one in Article.objects.get().attachments.all()] == ["好的.txt"]


def test_the_second_saver_keeps_the_typed_text_and_sees_the_difference(client, as_):
    first = make_officer(AUTHOR)
    article = make_article(first, body="<p>会议定于周一召开。</p>")
    articles.save(actor(first), article.pk, 1, replace(article.text(), body="<p>会议定于周三召开。</p>"))
    as_(AUTHOR)
    sent = typed(article.column, version=1, body="<p>会议定于周五召开。</p>")
    response = client.post(f"/office/articles/{article.pk}/edit/", sent)
    assert response.status_code == 409
    page = response.content.decode()
    assert first.person.name in page
    assert "<del>三</del><ins>五</ins>" in page
    assert "会议定于周五召开" in page
    assert Article.objects.get(pk=article.pk).version == 2
    assert 'name="version" value="2"' in page
    assert client.post(f"/office/articles/{article.pk}/edit/", {**sent, "version": 2}).status_code == 302
    assert "周五" in Article.objects.get(pk=article.pk).body


def test_people_see_who_else_is_editing(client, as_):
    article = make_article()
    one, other = make_officer(AUTHOR), make_officer(AUTHOR)
    as_(post=one)
    client.get(f"/office/articles/{article.pk}/edit/")
    as_(post=other)
    assert f"{one.person.name} 正在编辑" in text_of(client.get(f"/office/articles/{article.pk}/edit/"))
    beat = client.post(f"/office/articles/{article.pk}/present/", {"version": 0})
    assert f"{one.person.name} 正在编辑" in beat.content.decode()
    assert "刚刚保存了第 1 版" in beat.content.decode()


def test_a_step_that_is_refused_is_explained_on_the_page(client, as_):
    article = make_submitted()
    as_(REVIEWER)
    response = step(client, article, "return", reason="短")
    assert response.status_code == 422
    assert "请写明理由" in response.content.decode()
    assert step(client, article, "dance").status_code == 404
    assert client.get(f"/office/articles/{article.pk}/submit/").status_code == 405


def test_warnings_are_shown_and_must_be_confirmed(client, as_):
    article = make_reviewed(body="<p>请拨打 13812345678</p>")
    as_(PUBLISHER)
    assert "138****5678" in text_of(client.get(f"/office/articles/{article.pk}/"))
    response = step(client, article, "publish")
    assert response.status_code == 422
    assert Article.objects.get(pk=article.pk).state == "reviewed"
    assert step(client, article, "publish", reason="热线号码可以公开").status_code == 302


def test_an_article_is_scheduled_and_expires_by_form(client, as_):
    article = make_reviewed()
    as_(PUBLISHER)
    assert step(client, article, "schedule", publish_at="2020-01-01T08:00").status_code == 422
    moment = shifted(now(), days=2)
    assert step(client, article, "schedule", publish_at=f"{moment:%Y-%m-%dT%H:%M}").status_code == 302
    assert Article.objects.get(pk=article.pk).state == "scheduled"
    later = shifted(now(), days=9)
    assert step(client, article, "set_expiry", expire_at=f"{later:%Y-%m-%dT%H:%M}").status_code == 302
    assert Article.objects.get(pk=article.pk).expire_at
    assert step(client, article, "unschedule").status_code == 302


def test_the_timeline_says_who_did_what(client, as_):
    article = make_published()
    as_(AUTHOR)
    text = text_of(client.get(f"/office/articles/{article.pk}/"))
    assert all(said in text for said in ("新建稿件", "送审稿件", "审核通过稿件", "签发稿件"))


def test_a_preview_looks_like_the_public_page_and_says_it_is_none(client, as_):
    article = make_reviewed(title="预览的稿件", column_id=make_column().pk)
    as_(AUTHOR)
    response = client.get(f"/office/articles/{article.pk}/preview/")
    page = response.content.decode()
    assert "预览" in page
    assert '<meta name="robots" content="noindex">' in page
    assert html.fromstring(page).find(".//h1").text_content() == "预览的稿件"
    assert "public" not in response.headers.get("Cache-Control", "")
    published = workflow.publish(actor(make_officer(PUBLISHER)), article.pk)
    shown = html.fromstring(client.get(f"/a/{published.publication_id}/").content).find_class("article-body")[
        0
    ]
    seen = html.fromstring(page).find_class("article-body")[0]
    assert html.tostring(shown, with_tail=False) == html.tostring(seen, with_tail=False)


def test_versions_are_listed_compared_and_restored(client, as_):
    author = make_officer(AUTHOR)
    article = make_article(author, title="第一稿", body="<p>甲乙丙丁戊</p>")
    articles.save(
        actor(author), article.pk, 1, replace(article.text(), title="第二稿", body="<p>甲乙丙丁己</p>")
    )
    as_(post=author)
    assert "第 2 版" in text_of(client.get(f"/office/articles/{article.pk}/versions/"))
    compared = client.get(f"/office/articles/{article.pk}/compare/", {"old": 1, "new": 2}).content.decode()
    assert "<del>戊</del><ins>己</ins>" in compared
    assert "<del>第一稿</del>" in compared
    assert client.get(f"/office/articles/{article.pk}/compare/", {"old": 7, "new": 2}).status_code == 404
    assert (
        client.post(f"/office/articles/{article.pk}/versions/1/restore/", {"version": 2}).status_code == 302
    )
    assert Article.objects.get(pk=article.pk).title == "第一稿"
    client.post(f"/office/articles/{article.pk}/versions/2/restore/", {"version": 2})
    assert Article.objects.get(pk=article.pk).title == "第一稿"


def test_a_picture_for_the_text_is_uploaded_by_itself(client, as_):
    as_(AUTHOR)
    response = client.post("/office/articles/image/", {"image": picture()})
    assert response.status_code == 201
    assert client.get(response.json()["address"]).status_code == 200
    refused = client.post("/office/articles/image/", {"image": note()})
    assert refused.status_code == 422
    assert refused.json()["error"]
    assert client.post("/office/articles/image/").status_code == 422


# Lists


def test_the_list_is_cut_by_state_column_unit_and_words(client, as_):
    draft, submitted = make_article(title="春耕的草稿"), make_submitted(title="防汛的稿件")
    as_(AUTHOR)

    def listed(**asked):
        page = client.get("/office/articles/", asked).content.decode()
        return [one.title for one in (draft, submitted) if one.title in page]

    assert listed() == [draft.title, submitted.title]
    assert listed(state="submitted") == [submitted.title]
    assert listed(q="春耕") == [draft.title]
    assert listed(column=draft.column_id) == [draft.title]
    assert listed(unit="云泽市人民政府") == [draft.title, submitted.title]
    assert listed(unit="水利局") == []
    assert listed(state="forced") == []
    assert listed(state="nonsense") == [draft.title, submitted.title]
    articles.delete(actor(make_officer(AUTHOR)), draft.pk)
    assert listed() == [submitted.title]
    assert listed(state="bin") == [draft.title]


def test_many_are_handled_at_once_and_each_says_what_became_of_it(client, as_):
    author = as_(AUTHOR, REVIEWER)
    own, others = make_submitted(), make_submitted()
    Article.objects.filter(pk=own.pk).update(submitted_by=author.person)
    response = client.post("/office/articles/batch/", {"verb": "review", "article": [own.pk, others.pk]})
    text = text_of(response)
    assert "共 2 篇，办成 1 篇" in text
    assert "不能由您审核通过" in text
    assert Article.objects.get(pk=others.pk).state == "reviewed"
    assert Article.objects.get(pk=own.pk).state == "submitted"


def test_many_are_moved_and_returned_at_once(client, as_):
    as_(PUBLISHER)
    first, second = make_submitted(), make_submitted()
    column = make_column()
    ids = [first.pk, second.pk]
    client.post("/office/articles/batch/", {"verb": "move", "article": ids, "column": column.pk})
    assert set(Article.objects.values_list("column", flat=True)) == {column.pk}
    client.post("/office/articles/batch/", {"verb": "return", "article": ids, "reason": "请补充数据来源"})
    assert set(Article.objects.values_list("state", flat=True)) == {"returned"}
    assert "请先在列表中选择" in text_of(client.post("/office/articles/batch/", {"verb": "submit"}))


def test_the_articles_of_others_cannot_be_handled_in_a_batch(client, as_):
    foreign = make_submitted()
    as_(PUBLISHER, unit=make_unit())
    text = text_of(
        client.post("/office/articles/batch/", {"verb": "review", "article": [foreign.pk, "x", 2**70]})
    )
    assert "请先在列表中选择" in text
    assert Article.objects.get(pk=foreign.pk).state == "submitted"


def test_the_list_takes_the_same_queries_however_long_it_is(client, as_, django_assert_num_queries):
    as_(AUTHOR)
    column = make_column()
    make_article(column_id=column.pk)
    client.get("/office/articles/")
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/office/articles/")
    for _ in range(8):
        make_article(make_officer(AUTHOR), column_id=column.pk)
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/office/articles/")


LIST_QUERIES = 6
"""Session, person, posts; then columns, articles, unread notices."""


# Columns and sites


def test_the_keeper_opens_changes_moves_orders_and_closes_columns(client, as_):
    make_site()
    as_(KEEPER)
    sent = {"title": "政务公开", "slug": "zwgk", "kind": "list", "column_type": "信息公开"}
    assert client.post("/office/columns/new/", sent).status_code == 302
    top = Column.objects.get()
    again = client.post("/office/columns/new/", sent)
    assert again.status_code == 422
    assert "已由栏目" in again.content.decode()
    child = {**sent, "title": "政策文件", "slug": "zcwj", "parent": top.pk, "update_days": 183}
    assert client.post("/office/columns/new/", child).status_code == 302
    document = Column.objects.get(slug="zcwj")
    assert document.parent == top
    page = text_of(client.get("/office/columns/"))
    assert "超期" in page
    changed = {"title": "政策法规", "kind": "documents", "column_type": "政策文件"}
    assert client.post(f"/office/columns/{document.pk}/", changed).status_code == 302
    moved = client.post(f"/office/columns/{top.pk}/move/", {"parent": document.pk})
    assert moved.status_code == 422
    assert "自己" in moved.content.decode()
    closed = client.post(f"/office/columns/{top.pk}/close/", {"close-reason": "栏目合并"})
    assert "下级栏目" in closed.content.decode()
    client.post(f"/office/columns/{document.pk}/close/", {"close-reason": "栏目合并"})
    client.post(f"/office/columns/{document.pk}/reopen/")
    assert client.post(f"/office/columns/{document.pk}/move/", {"parent": ""}).status_code == 302
    client.post(f"/office/columns/{document.pk}/shift/", {"direction": "up"})
    assert [one.title for one in Column.objects.in_order()] == ["政策法规", "政务公开"]


def test_a_site_is_registered_by_form(client, as_):
    as_(KEEPER)
    sent = {
        "slug": "main",
        "name": "云泽市人民政府",
        "domain": "www.yunze.com",
        "identification_code": "4199000001",
        "sponsor": "云泽市人民政府办公室",
    }
    refused = client.post("/office/sites/new/", sent)
    assert refused.status_code == 422
    assert ".gov.cn" in refused.content.decode()
    assert client.post("/office/sites/new/", {**sent, "domain": "www.yunze.gov.cn"}).status_code == 302
    site = Site.objects.get()
    changed = {**sent, "domain": "www.yunze.gov.cn", "contact": "0399-1234567"}
    assert client.post(f"/office/sites/{site.pk}/", changed).status_code == 302
    assert Site.objects.get().contact == "0399-1234567"
    assert client.get("/office/sites/").status_code == 200

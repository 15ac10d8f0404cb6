"""From the author past reviewer and publisher to the public and back, one audit entry a step."""

import pytest
from django.db import IntegrityError, transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import actor, make_unit
from yiwang.kernel.publications.models import Placement, Publication
from yiwang.kernel.search.models import Entry as SearchEntry
from yiwang.subsystems.portal.actions import articles, columns, workflow
from yiwang.subsystems.portal.checks import Unconfirmed
from yiwang.subsystems.portal.models import Article
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
    make_submitted,
    make_text,
)

pytestmark = pytest.mark.django_db


def acts(article):
    rows = Entry.objects.filter(subject_kind="portal.article", subject_id=str(article.pk)).order_by("number")
    return [entry.act for entry in rows]


def told(person):
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("subject", flat=True))


def test_an_article_goes_from_author_to_reviewer_to_publisher_to_the_public():
    author, reviewer, publisher = (make_officer(role) for role in (AUTHOR, REVIEWER, PUBLISHER))
    article = make_article(author)
    workflow.submit(actor(author), article.pk)
    workflow.review(actor(reviewer), article.pk)
    article = workflow.publish(actor(publisher), article.pk)
    assert article.state == "published"
    assert article.publication.title == article.title
    assert article.live_version == article.version == 1
    assert acts(article) == [f"portal.article_{one}" for one in ("create", "submit", "review", "publish")]
    assert Placement.objects.filter(publication=article.publication, column=article.column.slug).exists()
    assert SearchEntry.objects.filter(kind="publication", object_id=str(article.publication_id)).exists()


def test_whoever_is_next_in_line_is_told_and_nobody_else():
    author, reviewer, publisher = (make_officer(role) for role in (AUTHOR, REVIEWER, PUBLISHER))
    elsewhere = make_officer(REVIEWER, unit=make_unit())
    article = make_article(author, title="春耕")
    workflow.submit(actor(author), article.pk)
    assert "待审核：春耕" in told(reviewer.person)
    assert told(elsewhere.person) == told(author.person) == []
    workflow.review(actor(reviewer), article.pk)
    assert told(publisher.person)[-1] == "待签发：春耕"


def test_the_nearest_unit_with_a_reviewer_is_asked_first():
    unit = make_unit()
    own, city = make_officer(REVIEWER, unit=unit), make_officer(REVIEWER)
    author = make_officer(AUTHOR, unit=unit)
    workflow.submit(actor(author), make_article(author).pk)
    assert len(told(own.person)) == 1
    assert told(city.person) == []


def test_nobody_reviews_what_they_wrote_or_handed_in():
    author = make_officer(AUTHOR, REVIEWER, PUBLISHER)
    article = make_article(author)
    workflow.submit(actor(author), article.pk)
    with pytest.raises(Refused, match="不能由您审核通过"):
        workflow.review(actor(author), article.pk)
    workflow.review(actor(make_officer(REVIEWER)), article.pk)
    with pytest.raises(Refused, match="不能由您签发"):
        workflow.publish(actor(author), article.pk)


def test_a_second_post_of_the_same_person_is_still_the_same_person():
    author = make_officer(AUTHOR)
    article = make_article(author)
    workflow.submit(actor(author), article.pk)
    second = make_officer(REVIEWER, person=author.person)
    with pytest.raises(Refused):
        workflow.review(actor(second), article.pk)


def test_the_reviewer_publishes_only_where_the_column_takes_two_steps():
    both = make_officer(REVIEWER, PUBLISHER)
    for is_two_step in (False, True):
        article = make_submitted(column_id=make_column(is_two_step=is_two_step).pk)
        workflow.review(actor(both), article.pk)
        if is_two_step:
            assert workflow.publish(actor(both), article.pk).state == "published"
        else:
            with pytest.raises(Refused, match="三审"):
                workflow.publish(actor(both), article.pk)


def test_a_reviewer_who_mends_the_text_needs_another_reviewer():
    reviewer = make_officer(REVIEWER)
    article = make_submitted()
    articles.save(actor(reviewer), article.pk, 1, make_text(column_id=article.column_id))
    with pytest.raises(Refused):
        workflow.review(actor(reviewer), article.pk)
    assert workflow.review(actor(make_officer(REVIEWER)), article.pk).state == "reviewed"


def test_a_right_reaches_as_far_as_the_unit():
    far = make_officer(REVIEWER, unit=make_unit())
    article = make_submitted()
    with pytest.raises(Refused, match="权限"):
        workflow.review(actor(far), article.pk)
    with pytest.raises(Refused, match="权限"):
        workflow.review(actor(make_officer(AUTHOR)), article.pk)


def test_a_change_after_review_goes_back_to_review():
    article = make_reviewed()
    reviewer = make_officer(REVIEWER)
    changed = articles.save(
        actor(make_officer(AUTHOR)), article.pk, 1, make_text(column_id=article.column_id)
    )
    assert (changed.state, changed.reviewed_by) == ("submitted", None)
    assert told(reviewer.person)
    with pytest.raises(Refused):
        workflow.publish(actor(make_officer(PUBLISHER)), article.pk)


def test_a_returned_article_tells_its_author_why():
    author, reviewer = make_officer(AUTHOR), make_officer(REVIEWER)
    article = make_article(author)
    workflow.submit(actor(author), article.pk)
    with pytest.raises(Refused, match="理由"):
        workflow.send_back(actor(reviewer), article.pk, " ")
    article = workflow.send_back(actor(reviewer), article.pk, "请补充数据来源")
    assert (article.state, article.reason) == ("returned", "请补充数据来源")
    notice = Notice.objects.get(person=author.person)
    assert "请补充数据来源" in notice.body
    assert workflow.submit(actor(author), article.pk).reason == ""


def test_the_author_takes_back_what_nobody_reviewed_yet():
    author = make_officer(AUTHOR)
    article = make_article(author)
    workflow.submit(actor(author), article.pk)
    with pytest.raises(Refused, match="撤回送审"):
        workflow.take_back(actor(make_officer(AUTHOR)), article.pk)
    assert workflow.take_back(actor(author), article.pk).state == "draft"


def test_an_incomplete_text_is_not_handed_in():
    author = make_officer(AUTHOR)
    article = make_article(author, source="", body="")
    with pytest.raises(Refused, match="请填写来源"):
        workflow.submit(actor(author), article.pk)
    assert Article.objects.get(pk=article.pk).state == "draft"


def test_personal_numbers_must_be_confirmed_before_publishing():
    publisher = make_officer(PUBLISHER)
    article = make_reviewed(body="<p>联系电话 13812345678</p>")
    with pytest.raises(Unconfirmed, match=r"138\*\*\*\*5678"):
        workflow.publish(actor(publisher), article.pk)
    assert workflow.publish(actor(publisher), article.pk, reason="热线号码可以公开").state == "published"


def test_the_published_text_stays_live_while_an_edit_is_under_review():
    author = make_officer(AUTHOR)
    article = make_published(title="原来的标题")
    edited = articles.save(
        actor(author),
        article.pk,
        1,
        make_text(column_id=article.column_id, title="新的标题", source="新的来源"),
    )
    assert (edited.state, edited.is_live) == ("draft", True)
    assert Publication.objects.get(pk=article.publication_id).title == "原来的标题"
    workflow.submit(actor(author), article.pk)
    workflow.review(actor(make_officer(REVIEWER)), article.pk)
    assert Publication.objects.get(pk=article.publication_id).title == "原来的标题"
    renewed = workflow.publish(actor(make_officer(PUBLISHER)), article.pk)
    assert renewed.publication_id == article.publication_id
    assert Publication.objects.get(pk=article.publication_id).title == "新的标题"
    assert renewed.published_at == article.published_at


def test_the_publication_date_is_the_moment_of_publication():
    before = now()
    article = make_published()
    assert before <= article.published_at <= now()
    assert article.publication.published_at == article.published_at


def test_a_forced_publication_needs_the_city_and_a_reason_and_is_marked():
    author = make_officer(AUTHOR)
    local = make_officer(PUBLISHER, unit=author.unit if author.unit.parent_id else make_unit())
    article = make_article(author)
    with pytest.raises(Refused):
        workflow.force(actor(local), article.pk, "汛情紧急需立即发布")
    city = make_officer(PUBLISHER)
    with pytest.raises(Refused, match="理由"):
        workflow.force(actor(city), article.pk, "急")
    article = workflow.force(actor(city), article.pk, "汛情紧急需立即发布")
    assert (article.state, article.is_forced) == ("published", True)
    assert told(author.person)[-1].startswith("稿件已特急签发")
    entry = Entry.objects.get(act="portal.article_force")
    assert entry.detail["skipped_from"] == "draft"


def test_even_a_forced_publication_must_be_complete():
    article = make_article(source="")
    with pytest.raises(Refused, match="来源"):
        workflow.force(actor(make_officer(PUBLISHER)), article.pk, "汛情紧急需立即发布")


def test_a_withdrawn_article_leaves_no_trace():
    publisher = make_officer(PUBLISHER)
    article = make_published()
    publication = article.publication_id
    with pytest.raises(Refused) as refused:
        workflow.withdraw(actor(publisher), article.pk, "mood", "标题写错了")
    assert refused.value.field == "code"
    article = workflow.withdraw(actor(publisher), article.pk, "error", "标题写错了")
    assert (article.state, article.publication, article.published_at) == ("withdrawn", None, None)
    assert Publication.objects.get(pk=publication).is_withdrawn
    assert not Placement.objects.filter(publication=publication).exists()
    assert not SearchEntry.objects.filter(kind="publication", object_id=str(publication)).exists()
    with pytest.raises(Refused, match="没有对外展示"):
        workflow.withdraw(actor(publisher), article.pk, "error", "再撤一次看看")


def test_what_was_withdrawn_can_be_published_again_with_a_new_date():
    article = make_published()
    first = article.published_at
    workflow.withdraw(actor(make_officer(PUBLISHER)), article.pk, "error", "标题写错了")
    author = make_officer(AUTHOR)
    articles.save(actor(author), article.pk, 1, make_text(column_id=article.column_id))
    workflow.submit(actor(author), article.pk)
    workflow.review(actor(make_officer(REVIEWER)), article.pk)
    again = workflow.publish(actor(make_officer(PUBLISHER)), article.pk)
    assert again.published_at > first
    assert again.withdrawal == ""


# Scheduled


def test_a_scheduled_article_is_published_when_its_moment_has_come(monkeypatch):
    publisher = make_officer(PUBLISHER)
    article = make_reviewed()
    moment = shifted(now(), hours=1)
    workflow.schedule(actor(publisher), article.pk, moment)
    assert workflow.publish_due() == 0
    assert not Publication.objects.exists()
    monkeypatch.setattr(workflow, "now", lambda: shifted(moment, seconds=3))
    assert workflow.publish_due() == 1
    article.refresh_from_db()
    assert (article.state, article.published_by) == ("published", publisher.person)
    assert article.published_at == shifted(moment, seconds=3)
    assert acts(article)[-1] == "portal.article_publish"
    assert workflow.publish_due() == 0


def test_a_scheduled_article_that_can_no_longer_be_published_goes_back(monkeypatch):
    publisher = make_officer(PUBLISHER)
    article = make_reviewed()
    workflow.schedule(actor(publisher), article.pk, shifted(now(), hours=1))
    columns.close_column(actor(make_officer(KEEPER)), article.column_id, "栏目合并")
    monkeypatch.setattr(workflow, "now", lambda: shifted(now(), hours=2))
    assert workflow.publish_due() == 1
    article.refresh_from_db()
    assert article.state == "reviewed"
    assert "已关闭" in article.reason
    assert told(publisher.person)[-1].startswith("定时发布未成功")
    assert not Publication.objects.exists()


def test_a_schedule_can_be_cancelled_but_not_set_into_the_past():
    publisher = make_officer(PUBLISHER)
    article = make_reviewed()
    with pytest.raises(Refused) as refused:
        workflow.schedule(actor(publisher), article.pk, shifted(now(), minutes=-1))
    assert refused.value.field == "publish_at"
    workflow.schedule(actor(publisher), article.pk, shifted(now(), minutes=5))
    article = workflow.unschedule(actor(publisher), article.pk)
    assert (article.state, article.publish_at) == ("reviewed", None)


def test_an_expired_article_disappears_by_itself(monkeypatch):
    article = make_published()
    workflow.set_expiry(actor(make_officer(PUBLISHER)), article.pk, shifted(now(), days=1))
    assert workflow.expire_due() == 0
    monkeypatch.setattr(workflow, "now", lambda: shifted(now(), days=2))
    assert workflow.expire_due() == 1
    article.refresh_from_db()
    assert (article.state, article.withdrawal) == ("withdrawn", "expired")
    assert workflow.expire_due() == 0


def test_the_database_refuses_a_published_article_without_publication():
    article = make_article()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(state="published")

from dataclasses import replace

import pytest

from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import actor, make_post
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.actions import articles, workflow
from yiwang.subsystems.portal.models import Article, Attachment
from yiwang.subsystems.portal.supply import rules, waiting
from yiwang.subsystems.portal.supply.actions import deciding, following, subscribing
from yiwang.subsystems.portal.supply.models import Proposal
from yiwang.subsystems.portal.supply.tests import makers
from yiwang.subsystems.portal.tests.makers import AUTHOR, make_column, make_officer, make_text, picture

pytestmark = pytest.mark.django_db
NEW = "<p>更正后的正文，时间改为星期五。</p>"


@pytest.fixture
def home():
    return makers.make_other_site()


def taken(home, follow, column=None):
    """A pushed article that a trusting column took at once, with its original."""
    column = column or make_column()
    editor = makers.make_editor()
    subscribing.trust(actor(editor), column.pk, home.pk, follow)
    article = makers.make_published_of(home)
    return article, makers.make_push(article, column), editor


def test_a_trusting_column_takes_a_pushed_article_at_once(home):
    article, proposal, editor = taken(home, rules.Follow.FOLLOW)
    proposal.refresh_from_db()
    copy = proposal.copy
    assert (proposal.state, proposal.is_automatic, proposal.decided_by) == ("adopted", True, editor.person)
    assert (copy.state, copy.publication.body) == ("published", article.publication.body)
    assert copy.publication.original_url.endswith(f"/a/{article.publication_id}/")
    assert following.follow_due() == 0


def test_a_copy_follows_its_original_when_it_was_so_decided(home):
    article, proposal, _ = taken(home, rules.Follow.FOLLOW)
    makers.change(article, NEW)
    assert following.follow_due() == 1
    copy = Article.objects.get(taken_as=proposal)
    assert "星期五" in copy.publication.body
    assert (copy.version, copy.live_version, copy.state) == (2, 2, "published")
    workflow.withdraw(actor(make_officer("portal_publisher")), article.pk, "error", "内容有误需撤下")
    assert following.follow_due() == 1
    copy.refresh_from_db()
    assert (copy.state, copy.withdrawal, copy.publication) == ("withdrawn", "error", None)
    assert Publication.objects.get(origin_id=str(copy.pk)).is_withdrawn
    assert following.follow_due() == 0


def test_editors_are_told_once_where_they_decide_themselves(home):
    article, proposal, editor = taken(home, rules.Follow.TELL)
    makers.change(article, NEW)
    assert following.follow_due() == 1
    assert following.follow_due() == 0
    proposal.refresh_from_db()
    assert proposal.change == "changed"
    assert "星期五" not in Article.objects.get(taken_as=proposal).publication.body
    assert Notice.objects.filter(person=editor.person, subject__startswith="原稿已修改").count() == 1
    assert [todo.note for todo in waiting.to_check(editor, 5)] == ["原稿已修改"]
    copy = following.update_copy(actor(editor), proposal.pk)
    assert ("星期五" in copy.body, copy.state) == (True, "draft")
    assert waiting.to_check(editor, 5) == []
    with pytest.raises(Refused, match="没有需要更新"):
        following.update_copy(actor(editor), proposal.pk)


def test_a_copy_that_was_edited_here_is_never_written_over(home):
    article, proposal, editor = taken(home, rules.Follow.FOLLOW)
    copy = Article.objects.in_full().get(taken_as=proposal)
    articles.save(actor(editor), copy.pk, copy.version, replace(copy.text(), title="本网站自拟的标题"))
    makers.change(article, NEW)
    following.follow_due()
    proposal.refresh_from_db()
    assert proposal.change == "changed"
    assert Article.objects.get(taken_as=proposal).title == "本网站自拟的标题"
    following.settle(actor(editor), proposal.pk)
    with pytest.raises(Refused, match="没有待核对"):
        following.settle(actor(editor), proposal.pk)


def test_a_withdrawn_original_is_late_for_its_editors(home):
    article, proposal, editor = taken(home, rules.Follow.TELL)
    workflow.withdraw(actor(make_officer("portal_publisher")), article.pk, "legal", "依法不宜公开")
    following.follow_due()
    [todo] = waiting.to_check(editor, 5)
    assert (todo.note, todo.is_late) == ("原稿已撤下", True)
    assert Article.objects.get(taken_as=proposal).state == "published"


def test_a_draft_that_is_published_later_changes_nothing(home):
    article = makers.make_draft_of(home)
    proposal = makers.make_offer(article, make_column())
    deciding.adopt(actor(makers.make_editor()), proposal.pk)
    makers.publish(article)
    assert following.follow_due() == 1
    proposal.refresh_from_db()
    assert (proposal.change, proposal.followed_version) == ("", 1)
    makers.change(article, NEW)
    following.follow_due()
    proposal.refresh_from_db()
    assert proposal.change == "changed"


def test_a_change_runs_through_a_chain_of_copies(home):
    article, proposal, _ = taken(home, rules.Follow.FOLLOW)
    third = makers.make_other_site()
    column = makers.make_own_column(third)
    editor = makers.make_editor(third.unit)
    subscribing.trust(actor(editor), column.pk, make_column().site.pk, rules.Follow.FOLLOW)
    onward = makers.make_push(Article.objects.get(taken_as=proposal), column)
    makers.change(article, NEW)
    assert following.follow_due() + following.follow_due() >= 2
    assert "星期五" in Article.objects.get(taken_as=onward).publication.body


def test_a_standing_decision_ends_with_the_post_of_whoever_made_it(home):
    column, editor = make_column(), makers.make_editor()
    subscribing.trust(actor(editor), column.pk, home.pk, rules.Follow.FOLLOW)
    editor.ends_on = shifted(today(), days=-1)
    editor.save()
    other = makers.make_editor()
    proposal = makers.make_push(makers.make_published_of(home), column)
    proposal.refresh_from_db()
    assert proposal.state == "waiting"
    assert Notice.objects.filter(person=other.person, subject__startswith="自动采用未进行").exists()


def test_a_subscription_proposes_what_is_published_from_now_on(home):
    column, source = make_column(), makers.make_own_column(home)
    before = makers.make_published_of(home, column=source)
    makers.make_subscription(column, source, makers.make_editor(), words="招生 教育")
    wanted = makers.make_published_of(home, column=source, title="今年招生工作开始")
    makers.make_published_of(home, column=source, title="道路施工公告")
    assert subscribing.collect_due() == 1
    assert subscribing.collect_due() == 0
    proposal = Proposal.objects.get()
    assert (proposal.original, proposal.way, proposal.state) == (wanted, "subscription", "waiting")
    assert before.publication_id


def test_an_automatic_subscription_publishes_by_itself(home):
    column, source = make_column(), makers.make_own_column(home)
    makers.make_subscription(
        column, source, makers.make_editor(), mode=rules.Mode.AUTOMATIC, follow=rules.Follow.FOLLOW
    )
    article = makers.make_published_of(home, column=source)
    subscribing.collect_due()
    copy = Article.objects.get(taken_as__original=article)
    assert (copy.state, copy.column, copy.site.slug) == ("published", column, "main")


def test_two_columns_that_subscribe_to_each_other_close_no_loop(home):
    column, source = make_column(), makers.make_own_column(home)
    makers.make_subscription(column, source, makers.make_editor(), mode=rules.Mode.AUTOMATIC)
    makers.make_subscription(source, column, makers.make_editor(home.unit), mode=rules.Mode.AUTOMATIC)
    makers.make_published_of(home, column=source)
    assert [subscribing.collect_due() for _ in range(4)] == [1, 0, 0, 0]
    assert Article.objects.count() == 2


def test_a_subscription_stops_and_begins_again_from_then_on(home):
    column, source = make_column(), makers.make_own_column(home)
    editor = makers.make_editor()
    held = makers.make_subscription(column, source, editor)
    subscribing.switch(actor(editor), held.pk, is_active=False)
    with pytest.raises(Refused, match="已经停用"):
        subscribing.switch(actor(editor), held.pk, is_active=False)
    makers.make_published_of(home, column=source)
    assert subscribing.collect_due() == 0
    subscribing.switch(actor(editor), held.pk, is_active=True)
    assert subscribing.collect_due() == 0


def test_only_editors_of_the_receiving_column_subscribe_and_trust(home):
    column, source = make_column(), makers.make_own_column(home)
    outsider = make_post(roles=[rules.EDITOR])
    with pytest.raises(Refused, match="权限"):
        makers.make_subscription(column, source, outsider)
    with pytest.raises(Refused, match="权限"):
        subscribing.trust(actor(outsider), column.pk, home.pk, rules.Follow.TELL)
    with pytest.raises(Refused, match="另一个网站"):
        makers.make_subscription(column, make_column(), makers.make_editor())
    editor = makers.make_editor()
    subscribing.trust(actor(editor), column.pk, home.pk, rules.Follow.TELL)
    with pytest.raises(Refused, match="已经信任"):
        subscribing.trust(actor(editor), column.pk, home.pk, rules.Follow.TELL)


def test_pictures_follow_too_and_hang_on_the_copy_once(home):
    column, editor = make_column(), makers.make_editor()
    subscribing.trust(actor(editor), column.pk, home.pk, rules.Follow.FOLLOW)
    author = make_post(unit=home.unit, roles=[AUTHOR])
    held = articles.upload(actor(author), picture(), Attachment.Role.IMAGE)
    figure = f'<p><img src="{held.file.address()}" alt="桥"></p>'
    text = make_text(column_id=makers.make_own_column(home).pk, body=figure)
    article = makers.publish(articles.create(actor(author), home.unit, text))
    proposal = makers.make_push(article, column)
    makers.change(article, figure + NEW)
    assert following.follow_due() == 1
    copy = Article.objects.get(taken_as=proposal)
    assert (copy.state, copy.live_version) == ("published", 2)
    assert [one.file for one in copy.attachments.all()] == [held.file]
    assert held.file.key in copy.publication.body

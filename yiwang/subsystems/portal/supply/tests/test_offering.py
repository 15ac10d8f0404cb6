from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.holders import may_read
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.actions import articles, workflow
from yiwang.subsystems.portal.context import address_of
from yiwang.subsystems.portal.models import Article, Attachment
from yiwang.subsystems.portal.supply import rules, waiting
from yiwang.subsystems.portal.supply.actions import deciding, offering, weights
from yiwang.subsystems.portal.supply.models import Proposal
from yiwang.subsystems.portal.supply.tests import makers
from yiwang.subsystems.portal.tests.makers import AUTHOR, make_column, make_officer, make_text, picture
from yiwang.subsystems.portal.text import Attributes

pytestmark = pytest.mark.django_db


def test_a_supplied_article_is_adopted_as_a_draft_that_names_its_source():
    site = makers.make_other_site()
    article = makers.make_published_of(site)
    editor = makers.make_editor()
    column = make_column(title="部门动态")
    proposal = makers.make_offer(article, column, note="  本周  重点 ")
    assert (proposal.state, proposal.note, proposal.points) == ("waiting", "本周 重点", Decimal(1))
    assert Notice.objects.filter(person=editor.person, subject__contains="报送稿件待采用").exists()
    assert [todo.title for todo in waiting.to_decide(editor, 10)] == [article.title]
    copy = deciding.adopt(actor(editor), proposal.pk)
    proposal.refresh_from_db()
    assert (copy.state, copy.site.slug, copy.column, copy.source) == ("draft", "main", column, article.source)
    assert (proposal.state, proposal.copy, proposal.points) == ("adopted", copy, Decimal(6))
    assert waiting.to_decide(editor, 10) == []
    assert Notice.objects.filter(person=proposal.offered_by, subject__contains="已采用").exists()
    assert Entry.objects.filter(act="portal.supply_adopt").exists()
    live = makers.publish(copy)
    assert live.publication.original_url == f"{address_of(site)}/a/{article.publication_id}/"


def test_a_draft_without_a_source_is_adopted_under_the_name_of_its_unit():
    site = makers.make_other_site()
    article = makers.make_draft_of(site, source=" ")
    proposal = makers.make_offer(article, make_column())
    copy = deciding.adopt(actor(makers.make_editor()), proposal.pk)
    assert copy.source == site.unit.name
    assert makers.publish(copy).publication.original_url == ""


def test_pictures_and_files_go_with_the_text():
    site = makers.make_other_site()
    author = make_post(unit=site.unit, roles=[AUTHOR])
    held = articles.upload(actor(author), picture(), Attachment.Role.IMAGE)
    text = make_text(
        column_id=makers.make_own_column(site).pk,
        body=f'<p>图：<img src="{held.file.address()}" alt="桥"></p>',
        cover_id=held.file_id,
        cover_alt="桥",
    )
    article = articles.create(actor(author), site.unit, text)
    editor = makers.make_editor(make_unit(name="宣传部"))
    column = make_column(unit=editor.unit)
    assert not may_read(held.file, editor)
    proposal = makers.make_offer(article, column)
    assert may_read(held.file, editor)
    copy = deciding.adopt(actor(editor), proposal.pk)
    assert copy.attachments.get().file == held.file
    assert copy.cover_id == held.file_id


def test_an_index_number_stays_with_the_original():
    site = makers.make_other_site()
    article = makers.make_published_of(
        site, kind="document", attributes=Attributes(index_number="YZ-1", number="云政办〔2026〕1号")
    )
    proposal = makers.make_offer(article, make_column())
    copy = deciding.adopt(actor(makers.make_editor()), proposal.pk)
    assert makers.publish(copy).publication.number == "云政办〔2026〕1号"
    assert Publication.objects.filter(index_number="YZ-1").count() == 1


def test_a_returned_article_carries_its_reason_and_may_be_offered_again():
    site = makers.make_other_site()
    article = makers.make_draft_of(site)
    editor, column = makers.make_editor(), make_column()
    proposal = makers.make_offer(article, column)
    with pytest.raises(Refused, match="至少 4 个字"):
        deciding.send_back(actor(editor), proposal.pk, "不行")
    deciding.send_back(actor(editor), proposal.pk, "请补充活动时间和地点")
    proposal.refresh_from_db()
    supplier = proposal.offered_by.posts.get()
    assert (proposal.state, proposal.reason) == ("returned", "请补充活动时间和地点")
    assert [todo.note for todo in waiting.returned(supplier, 5)] == ["请补充活动时间和地点"]
    with pytest.raises(Refused, match="已退回，不能再采用"):
        deciding.adopt(actor(editor), proposal.pk)
    makers.make_offer(article, column)
    assert waiting.returned(supplier, 5) == []


def test_an_article_reaches_a_site_once_and_the_database_knows():
    article = makers.make_draft_of(makers.make_other_site())
    proposal = makers.make_offer(article, make_column())
    with pytest.raises(Refused, match="不用再送"):
        makers.make_offer(article, make_column())
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(
            way="supply",
            original=article,
            root=article,
            version=1,
            title="再送",
            source_unit=article.unit,
            site=proposal.site,
            column=proposal.column,
            unit=proposal.unit,
            offered_at=proposal.offered_at,
        )


def test_a_copy_is_never_sent_back_to_where_it_came_from():
    home = makers.make_other_site()
    article = makers.make_published_of(home)
    copy = deciding.adopt(actor(makers.make_editor()), makers.make_offer(article, make_column()).pk)
    makers.publish(copy)
    by = actor(make_officer(AUTHOR))
    with pytest.raises(Refused, match="原本就来自该网站"):
        offering.push(by, copy.pk, [makers.make_own_column(home).pk])
    third = makers.make_own_column(makers.make_other_site())
    [onward] = offering.push(by, copy.pk, [third.pk])
    assert onward.root == article
    with pytest.raises(Refused, match="不用再送"):
        offering.push(actor(make_officer(AUTHOR)), article.pk, [makers.make_own_column(third.site).pk])


def test_only_the_supplier_takes_back_and_only_while_it_waits():
    article = makers.make_draft_of(makers.make_other_site())
    proposal = makers.make_offer(article, make_column())
    stranger = make_post(roles=[AUTHOR])
    with pytest.raises(Refused, match="权限"):
        offering.take_back(actor(stranger), proposal.pk)
    supplier = make_post(unit=article.unit, roles=[AUTHOR])
    assert offering.take_back(actor(supplier), proposal.pk).state == "taken_back"
    with pytest.raises(Refused, match="不能再撤回"):
        offering.take_back(actor(supplier), proposal.pk)


def test_only_an_editor_of_the_deciding_unit_adopts():
    article = makers.make_draft_of(makers.make_other_site())
    column = make_column(unit=make_unit())
    proposal = makers.make_offer(article, column)
    for post in (make_officer(AUTHOR), makers.make_editor(make_unit())):
        with pytest.raises(Refused, match="权限"):
            deciding.adopt(actor(post), proposal.pk)
    assert deciding.adopt(actor(makers.make_editor(column.unit)), proposal.pk).unit == column.unit


def test_the_editor_may_put_it_into_another_column_of_the_same_site_only():
    article = makers.make_draft_of(makers.make_other_site())
    proposal = makers.make_offer(article, make_column())
    editor = makers.make_editor()
    elsewhere = makers.make_own_column(makers.make_other_site())
    with pytest.raises(Refused, match="本网站开放的栏目"):
        deciding.adopt(actor(editor), proposal.pk, elsewhere.pk)
    better = make_column()
    weights.set_weight(actor(editor), "adopted", better.pk, Decimal(8))
    assert deciding.adopt(actor(editor), proposal.pk, better.pk).column == better
    proposal.refresh_from_db()
    assert proposal.points == Decimal(9)


def test_what_is_purged_is_said_to_be_gone():
    article = makers.make_draft_of(makers.make_other_site())
    proposal = makers.make_offer(article, make_column())
    Article.objects.filter(pk=article.pk).delete()
    with pytest.raises(Refused, match="彻底删除"):
        deciding.adopt(actor(makers.make_editor()), proposal.pk)


def test_a_pushed_article_that_was_withdrawn_meanwhile_is_not_adopted():
    article = makers.make_published_of(makers.make_other_site())
    proposal = makers.make_push(article, make_column())
    workflow.withdraw(actor(make_officer("portal_publisher")), article.pk, "error", "内容有误需撤下")
    with pytest.raises(Refused, match="原稿已撤下"):
        deciding.adopt(actor(makers.make_editor()), proposal.pk)
    assert rules.STATES[Proposal.objects.get().state] == "待采用"

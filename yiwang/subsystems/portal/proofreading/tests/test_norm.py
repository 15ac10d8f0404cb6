"""The norm at every step of an article, and what is kept of it."""

import io
import json

import pytest
from django.core.management import call_command

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.files import store
from yiwang.kernel.organizations.tests.makers import actor, make_unit
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.actions import articles, workflow
from yiwang.subsystems.portal.checks import Unconfirmed
from yiwang.subsystems.portal.inspection.judging import words as inspected
from yiwang.subsystems.portal.inspection.web.fetching import Answer
from yiwang.subsystems.portal.models import Article, Attachment
from yiwang.subsystems.portal.proofreading import norm, tasks
from yiwang.subsystems.portal.proofreading.actions import keeping, words
from yiwang.subsystems.portal.proofreading.models import Link, Looked, Override, SecrecyReview, Standing
from yiwang.subsystems.portal.proofreading.rules import Change
from yiwang.subsystems.portal.tests.makers import (
    AUTHOR,
    PUBLISHER,
    REVIEWER,
    make_article,
    make_column,
    make_officer,
    make_published,
    make_reviewed,
    make_submitted,
    make_text,
    note,
)

pytestmark = pytest.mark.django_db
KEEPER, SECRECY = "portal_proofreader", "portal_secrecy_reviewer"


def codes(article, step="publish"):
    return {one.code for one in norm.judge(Article.objects.in_full().get(pk=article.pk), step)}


def test_passing_a_text_on_is_its_secrecy_review_and_a_changed_text_needs_another():
    article = make_reviewed()
    review = SecrecyReview.objects.get()
    assert (review.version, review.conclusion, review.is_with_review) == (1, "open", True)
    assert review.reviewed_by_id == article.reviewed_by_id
    assert "secrecy.review" not in codes(article)
    author = make_officer(AUTHOR)
    articles.save(actor(author), article.pk, 1, make_text(column_id=article.column_id, title="改过的标题"))
    assert "secrecy.review" in codes(article)


def test_what_must_not_be_public_is_neither_passed_on_nor_published():
    article, reviewer = make_submitted(), make_officer(SECRECY)
    keeping.conclude(actor(reviewer), article.pk, "closed", "涉及尚未公布的规划")
    with pytest.raises(Refused, match="不予公开"):
        workflow.review(actor(make_officer(REVIEWER)), article.pk)
    keeping.conclude(actor(reviewer), article.pk, "open", "经核实已经公布")
    assert workflow.review(actor(make_officer(REVIEWER)), article.pk).state == "reviewed"
    assert SecrecyReview.objects.count() == 2
    assert Entry.objects.filter(act="portal.secrecy_review").count() == 2


def test_nobody_reviews_their_own_text_for_secrecy_and_strangers_none():
    author = make_officer(AUTHOR, SECRECY)
    article = make_article(author)
    with pytest.raises(Refused, match="其他同事"):
        keeping.conclude(actor(author), article.pk, "open", "")
    with pytest.raises(Refused):
        keeping.conclude(actor(make_officer(SECRECY, unit=make_unit())), article.pk, "open", "")


def test_what_should_be_mended_is_published_only_with_a_reason_that_is_kept():
    publisher = make_officer(PUBLISHER)
    article = make_reviewed(body="<p>禁止焚烧秸杆。</p>")
    with pytest.raises(Unconfirmed, match="秸杆→秸秆"):
        workflow.publish(actor(publisher), article.pk)
    workflow.publish(actor(publisher), article.pk, reason="引用来信原文，保留原样")
    row = Override.objects.get()
    assert (row.code, row.version, row.reason) == ("words.wrong", 1, "引用来信原文，保留原样")
    assert Entry.objects.get(act="portal.check_override").detail["code"] == "words.wrong"


def test_serious_mistakes_are_not_even_handed_in_and_dead_links_of_ours_neither():
    author = make_officer(AUTHOR)
    for body, said in (
        ("<p>攻府工作报告</p>", "攻府→政府"),
        ('<p><a href="/a/99999/">见此</a></p>', "/a/99999/"),
        ('<p><a href="/c/nowhere/">见此</a></p>', "/c/nowhere/"),
        ('<p><a href="/files/nokey/x.pdf">见此</a></p>', "/files/nokey/"),
    ):
        with pytest.raises(Refused, match=said):
            workflow.submit(actor(author), make_article(author, body=body).pk)
    column, live = make_column(), make_published()
    body = f'<p><a href="{column.address}">栏目</a><a href="{live.publication.address}">文章</a></p>'
    assert workflow.submit(actor(author), make_article(author, body=body).pk).state == "submitted"


def test_a_file_whose_bytes_are_lost_is_not_published(monkeypatch):
    author = make_officer(AUTHOR)
    held = articles.upload(actor(author), note(), Attachment.Role.FILE)
    article = make_article(author, files=((held.file_id, held.name),))
    assert "files.open" not in codes(article, "submit")
    monkeypatch.setattr(store, "has", lambda digest: False)
    assert "files.open" in codes(article, "submit")


def test_an_emergency_is_published_without_secrecy_review_but_that_is_kept():
    article = make_article()
    workflow.force(actor(make_officer(PUBLISHER)), article.pk, "汛情紧急需立即发布")
    assert Override.objects.get().code == "secrecy.review"


def test_a_city_switches_a_check_off_and_only_the_city_does():
    article = make_article(keywords="")
    assert "keywords.missing" in codes(article, "submit")
    change = Change("hint", is_on=False)
    with pytest.raises(Refused, match="市级"):
        words.set_check(
            actor(make_officer(KEEPER, unit=make_unit())), "keywords.missing", change, "不需要关键词"
        )
    words.set_check(actor(make_officer(KEEPER)), "keywords.missing", change, "不需要关键词")
    assert "keywords.missing" not in codes(article, "submit")


def test_a_suggestion_is_taken_everywhere_as_a_new_version_and_the_rest_stays():
    author = make_officer(AUTHOR)
    article = make_article(author, title="秸杆禁烧", body="<p>露天焚烧<strong>秸</strong>杆，帐户清零。</p>")
    saved = words.accept(actor(author), article.pk, 1, "秸杆")
    assert (saved.title, saved.body) == ("秸秆禁烧", "<p>露天焚烧<strong>秸秆</strong>，帐户清零。</p>")
    saved = words.accept(actor(author), article.pk, 2)
    assert saved.body == "<p>露天焚烧<strong>秸秆</strong>，账户清零。</p>"
    with pytest.raises(Refused, match="已经改动"):
        words.accept(actor(author), article.pk, 3)
    doubted = make_article(author, body="<p>可以真接变更，帐户清零。</p>")
    assert words.accept(actor(author), doubted.pk, 1).body == "<p>可以真接变更，账户清零。</p>"
    assert words.accept(actor(author), doubted.pk, 2, "真接").body == "<p>可以直接变更，账户清零。</p>"


def test_numbers_are_masked_on_request():
    author = make_officer(AUTHOR)
    article = make_article(author, body="<p>电话13812345678，证号11010119900307721X。</p>")
    saved = words.mask(actor(author), article.pk, 1)
    assert saved.body == "<p>电话138****5678，证号110101********721X。</p>"


def test_a_word_is_spared_in_one_article_but_no_serious_one():
    author = make_officer(AUTHOR)
    article = make_article(author, body="<p>帐户和攻府</p>")
    words.spare(actor(author), article.pk, "帐户")
    found = [one.sentence for one in norm.judge(article, "submit")]
    assert not any("帐户" in one for one in found)
    with pytest.raises(Refused, match="不能忽略"):
        words.spare(actor(author), article.pk, "攻府")
    with pytest.raises(Refused, match="已经改动"):
        words.spare(actor(author), article.pk, "没有的")


def test_published_texts_are_looked_at_again_when_the_list_changes_until_they_are_mended():
    keeper, article = make_officer(KEEPER), make_published(body="<p>请到旧称局办理。</p>")
    assert tasks.look_again() == 1
    assert tasks.look_again() == 0
    assert not Standing.objects.exists()
    words.keep_word(actor(keeper), "旧称局", "新称局", "serious", "机构改革")
    assert tasks.look_again() == 1
    row = Standing.objects.get()
    assert (row.wrong, row.right, row.grade) == ("旧称局", "新称局", "serious")
    assert "请到旧称局办理" in row.excerpt
    inspected.learn()
    assert [one.wrong for one in inspected.wrong_words("旧称局")] == ["旧称局"]
    Publication.objects.filter(pk=article.publication_id).update(
        text="请到新称局办理。", summary="", version=2
    )
    tasks.look_again()
    assert not Standing.objects.exists()
    assert Looked.objects.get().version == 2


class Web:
    """Opens what it was told of."""

    def __init__(self, **answers):
        self.answers = answers

    def head(self, address):
        return next(answer for part, answer in self.answers.items() if part in address)


def test_links_of_other_websites_are_opened_by_the_worker_and_their_state_is_kept():
    author = make_officer(AUTHOR)
    body = '<p><a href="https://good.example/">好</a><a href="https://dead.example/x">坏</a></p>'
    article = make_article(author, body=body)
    workflow.submit(actor(author), article.pk)
    assert "links.waiting" in codes(article)
    web = Web(good=Answer("", 200), dead=Answer("", 404))
    assert tasks.opened(web) == 2
    assert tasks.opened(web) == 0
    found = {one.code: one.sentence for one in norm.judge(article, "publish")}
    assert "https://dead.example/x（返回 404）" in found["links.outer"]
    assert "links.waiting" not in found
    old = shifted(now(), days=-8)
    Link.objects.update(opened_at=old)
    passing = Answer("", 0, "15秒内没有打开", is_passing=True)
    assert tasks.opened(Web(good=passing, dead=Answer("", 200))) == 2
    assert set(Link.objects.values_list("fault", flat=True)) == {""}


def test_the_checks_cost_the_same_however_long_the_text_is(django_assert_max_num_queries):
    article = make_article(body="<p>禁止焚烧秸杆。</p>" * 200 + '<p><a href="/a/1/">一</a></p>' * 50)
    full = Article.objects.in_full().get(pk=article.pk)
    with django_assert_max_num_queries(12):
        norm.judge(full, "publish")


def test_the_filter_answers_line_by_line(monkeypatch, capsys):
    lines = [
        json.dumps({"id": 7, "text": "禁止焚烧秸杆"}, ensure_ascii=False),
        json.dumps("没有错的句子。", ensure_ascii=False),
        "{broken",
        "5",
    ]
    given = "\n".join(lines).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
    call_command("check_text")
    first, second, *wrong = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (first["id"], first["corrected"]) == (7, "禁止焚烧秸秆")
    assert first["mistakes"][0] | {"reason": ""} == {
        "start": 4,
        "end": 6,
        "wrong": "秸杆",
        "suggestion": "秸秆",
        "kind": "word",
        "grade": "wrong",
        "reason": "",
    }
    assert second["mistakes"] == []
    assert all(list(one) == ["error"] for one in wrong)

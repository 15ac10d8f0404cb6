from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import day_of
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Person
from yiwang.kernel.organizations.tests.makers import actor, make_root
from yiwang.kernel.publications.models import Publication
from yiwang.kernel.publications.recognition.records import source_of
from yiwang.kernel.search.models import Entry as SearchEntry
from yiwang.subsystems.portal.actions import articles, workflow
from yiwang.subsystems.portal.models import Article, ReadDocument, Version
from yiwang.subsystems.portal.reading import publishing
from yiwang.subsystems.portal.reading.identity import Read, read
from yiwang.subsystems.portal.reading.publishing import Outcome, Shelf, publish_batch, shelf
from yiwang.subsystems.portal.reading.tests.samples import TEXT, record
from yiwang.subsystems.portal.tests.makers import AUTHOR, PUBLISHER, make_column, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def put() -> Shelf:
    make_root()
    make_column(slug="documents", kind="documents")
    return shelf()


def one(number: int = 1, **changes: Any) -> Read:
    return read(source_of(record(number, **changes)))


def test_a_read_document_is_an_article_that_the_public_reads(put: Shelf) -> None:
    assert publish_batch(put, [one()]) == [(Outcome.NEW, "")]
    publication = Publication.objects.get()
    assert publication.title == "云泽市水务局关于做好防汛工作的通知"
    assert publication.number == "云水〔2024〕1号"
    assert publication.written_on == date(2024, 5, 1)
    assert day_of(publication.published_at) == date(2024, 6, 1)
    assert publication.original_url == "https://www.yunze.gov.cn/zfwj/1.html"
    assert [place.column for place in publication.placements.all()] == ["documents"]
    article = Article.objects.get()
    assert (article.state, article.publication, article.live_version) == ("published", publication, 1)


def test_one_document_makes_one_audit_entry_one_version_one_search_entry(put: Shelf) -> None:
    before = Entry.objects.count()
    publish_batch(put, [one(1), one(2)])
    assert Entry.objects.count() - before == 2
    assert Version.objects.count() == SearchEntry.objects.count() == 2


def test_reading_the_same_again_writes_nothing(put: Shelf) -> None:
    publish_batch(put, [one(1), one(2)])
    with CaptureQueriesContext(connection) as queries:
        assert publish_batch(put, [one(1), one(2)]) == [(Outcome.UNCHANGED, "")] * 2
    assert [query["sql"].split()[0] for query in queries.captured_queries] == ["SELECT"]


def test_the_same_document_twice_in_one_batch_is_published_once(put: Shelf) -> None:
    assert [outcome for outcome, _ in publish_batch(put, [one(), one()])] == [Outcome.NEW, Outcome.UNCHANGED]
    assert Publication.objects.count() == 1


def test_a_changed_document_replaces_its_publication(put: Shelf) -> None:
    publish_batch(put, [one()])
    changed = one(text=TEXT.format(number=1).replace("遵照", "认真"))
    assert publish_batch(put, [changed]) == [(Outcome.CHANGED, "")]
    publication = Publication.objects.get()
    assert "认真执行" in publication.body
    assert (publication.version, Article.objects.get().version, Version.objects.count()) == (2, 2, 2)


def test_two_wordings_of_one_document_do_not_replace_each_other_in_turn(put: Shelf) -> None:
    """Real registers hold one address twice; reading them again must change nothing all the same."""
    both = [one(), one(text=TEXT.format(number=1).replace("遵照", "认真"))]
    assert [outcome for outcome, _ in publish_batch(put, both)] == [Outcome.NEW, Outcome.CHANGED]
    assert ReadDocument.objects.get().former_digests == [both[0].digest]
    with CaptureQueriesContext(connection) as queries:
        assert publish_batch(put, both) == [(Outcome.UNCHANGED, "")] * 2
    assert [query["sql"].split()[0] for query in queries.captured_queries] == ["SELECT"]


def test_what_was_edited_here_is_kept(put: Shelf) -> None:
    publish_batch(put, [one()])
    article = Article.objects.get()
    author = make_officer(AUTHOR)
    text = article.text()
    articles.save(actor(author), article.pk, 1, type(text)(**{**vars(text), "title": "改过的标题"}))
    changed = one(text=TEXT.format(number=1).replace("遵照", "认真"))
    assert publish_batch(put, [changed]) == [(Outcome.KEPT, "")]
    assert Article.objects.get().title == "改过的标题"


def test_what_was_withdrawn_here_is_not_published_again(put: Shelf) -> None:
    publish_batch(put, [one()])
    workflow.withdraw(actor(make_officer(PUBLISHER)), Article.objects.get().pk, "error", "内容有误需要撤下")
    changed = one(text=TEXT.format(number=1).replace("遵照", "认真"))
    assert publish_batch(put, [changed, one()])[0] == (Outcome.KEPT, "")
    assert Publication.objects.get().is_withdrawn


def test_what_was_deleted_here_for_good_does_not_come_back(put: Shelf) -> None:
    publish_batch(put, [one()])
    ReadDocument.objects.update(article=None)
    changed = one(text=TEXT.format(number=1).replace("遵照", "认真"))
    assert publish_batch(put, [changed]) == [(Outcome.KEPT, "")]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"text": "很长的一段正文，没有标题也没有文号。" * 5}, "没有标题"),
        ({"text": "选择字体：[大-中-小]", "title": "关于甲事的通知"}, "没有正文"),
    ],
)
def test_a_document_that_cannot_be_published_leaves_the_others(
    put: Shelf, changes: dict[str, str], reason: str
) -> None:
    outcomes = publish_batch(put, [one(1, **changes), one(2)])
    assert outcomes[0][0] == Outcome.REFUSED
    assert reason in outcomes[0][1]
    assert outcomes[1] == (Outcome.NEW, "")
    assert Article.objects.count() == 1


def test_a_second_document_with_the_same_index_number_is_refused_and_leaves_nothing(put: Shelf) -> None:
    index = {"index_number": "11330000MB1234567X/2024-00031"}
    outcomes = publish_batch(put, [one(1, **index), one(2, **index)])
    assert outcomes[1][0] == Outcome.REFUSED
    assert "索引号" in outcomes[1][1]
    assert Article.objects.count() == ReadDocument.objects.count() == 1


def test_a_line_of_a_register_points_to_the_original(put: Shelf) -> None:
    line = {"title": "关于甲事的通知", "url": "https://a.gov.cn/1?a=1&b=2", "publish_date": "2020-01-02"}
    assert publish_batch(put, [read(source_of(line))]) == [(Outcome.NEW, "")]
    assert 'href="https://a.gov.cn/1?a=1&amp;b=2"' in Publication.objects.get().body


def test_a_line_of_a_register_without_address_is_refused(put: Shelf) -> None:
    outcome, reason = publish_batch(put, [read(source_of({"title": "关于甲事的通知"}))])[0]
    assert outcome == Outcome.REFUSED
    assert "原文网址" in reason


def test_fields_longer_than_an_article_holds_are_cut(put: Shelf) -> None:
    long = one(title="关于" + "很" * 400 + "的通知", text="各县：\n正文。", subject="类" * 300)
    assert publish_batch(put, [long]) == [(Outcome.NEW, "")]
    assert Article.objects.get().title.endswith("…")


def test_hostile_markup_is_published_harmlessly(put: Shelf) -> None:
    page = (
        "<h1>关于甲事的通知</h1><div class=content><p onclick=evil()>正文<script>alert(1)</script></p></div>"
    )
    publish_batch(put, [one(text=None, html=page, title="关于甲事的<script>通知")])
    body = Publication.objects.get().body
    assert "script" not in body
    assert "onclick" not in body


def test_documents_are_read_in_the_name_of_an_account_that_cannot_sign_in(put: Shelf) -> None:
    person = Person.objects.get(username=publishing.READER)
    assert not person.is_active
    assert not person.has_usable_password()
    shelf()
    assert Person.objects.filter(username=publishing.READER).count() == 1


def test_a_column_that_is_not_there_is_refused_and_one_that_is_is_taken(put: Shelf) -> None:
    with pytest.raises(Refused, match="没有开放的栏目“none”"):
        shelf("none")
    make_column(slug="notices")
    assert shelf("notices").column.slug == "notices"


def test_a_column_of_policy_documents_is_taken_before_other_documents() -> None:
    make_root()
    make_column(slug="rules", kind="documents", column_type="信息公开")
    make_column(slug="policy", kind="documents", column_type="政策文件")
    assert shelf().column.slug == "policy"


def test_without_a_column_for_documents_one_must_be_named() -> None:
    make_root()
    make_column(slug="news", kind="list")
    with pytest.raises(Refused, match="没有开放的文件栏目"):
        shelf()

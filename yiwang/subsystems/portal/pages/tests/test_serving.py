"""Readers get the file, the framework's answer where that is untrue, and no byte that we did not make."""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError

from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.portal.actions import workflow
from yiwang.subsystems.portal.pages import mode, rules, serving
from yiwang.subsystems.portal.pages.actions import marking
from yiwang.subsystems.portal.pages.models import Page
from yiwang.subsystems.portal.pages.tests.makers import Answer, file, make_all, page
from yiwang.subsystems.portal.tests.makers import PUBLISHER, make_officer, make_published

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_is_given_as_its_file_without_asking_the_framework(watched):
    path = make_published().publication.address
    make_all()
    asked = watched.application.asked
    answer = Answer(watched, path)
    assert (answer.status, answer.body) == ("200 OK", file(path).read_bytes())
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert watched.application.asked == asked


def test_a_reader_who_has_the_page_is_told_so_and_one_who_asks_for_the_head_gets_it(watched):
    path = make_published().publication.address
    make_all()
    first = Answer(watched, path)
    again = Answer(watched, path, HTTP_IF_NONE_MATCH=first.headers["etag"])
    assert (again.status, again.body) == ("304 Not Modified", b"")
    head = Answer(watched, path, "HEAD")
    assert (head.body, head.headers["content-length"]) == (b"", str(len(first.body)))


def test_a_page_nobody_knew_of_is_made_by_the_framework_and_entered(watched):
    path = make_published().publication.address
    Page.objects.filter(path=path).delete()
    file_of_it = mode.published() / "main" / rules.file_of(path)
    file_of_it.unlink()
    assert Answer(watched, path).status == "200 OK"
    assert page(path).state == rules.STALE
    assert Answer(watched, "/a/999999/").status.startswith("404")
    assert not Page.objects.filter(path="/a/999999/").exists()


def test_a_withdrawn_page_is_given_by_nobody_though_its_file_is_still_up(watched, monkeypatch):
    article = make_published(title="要撤下的消息")
    make_all()
    path, up = article.publication.address, file(article.publication.address)
    content = up.read_bytes()
    monkeypatch.setattr("yiwang.subsystems.portal.pages.making._at_once", lambda: None)
    workflow.withdraw(actor(make_officer(PUBLISHER)), article.pk, "error", "标题写错了")
    assert up.read_bytes() == content  # the maker was killed
    answer = Answer(watched, path)
    assert answer.status.startswith("410")
    assert "要撤下的消息</h1>" not in answer.text


def test_a_withdrawn_page_is_gone_with_the_word_that_says_so(watched):
    article = make_published()
    make_all()
    workflow.withdraw(actor(make_officer(PUBLISHER)), article.pk, "error", "标题写错了")
    asked = watched.application.asked
    answer = Answer(watched, article.publication.address)
    assert answer.status == "410 Gone"
    assert "内容有误" in answer.text
    assert watched.application.asked == asked


def test_a_page_that_is_untrue_is_made_by_the_framework_meanwhile(watched):
    path = make_published().publication.address
    make_all()
    marking.mark_pages([page(path).pk])
    asked = watched.application.asked
    Answer(watched, path)
    assert watched.application.asked == asked + 1
    Answer(watched, "/")
    assert watched.application.asked == asked + 1


def test_where_the_framework_fails_the_last_good_page_is_up(watched, monkeypatch):
    make_published()
    make_all()
    good = file("/").read_bytes()
    marking.mark_pages([page("/").pk])
    failing = serving.Served(lambda environ, start: start("500 Oh", []) or [b"broken"], is_strict=False)
    answer = Answer(failing, "/")
    assert (answer.status, answer.body) == ("200 OK", good)


def test_without_a_database_what_is_up_stays_up(watched, monkeypatch):
    path = make_published().publication.address
    make_all()
    Answer(watched, path)

    def away():
        raise DatabaseError("away")

    monkeypatch.setattr(serving, "_read_marker", away)
    monkeypatch.setattr(serving, "connections", {"default": SimpleNamespace(close=lambda: None)})
    assert Answer(watched, path).status == "200 OK"


@pytest.mark.parametrize("query", ["page=2", "x=1"])
def test_what_is_asked_with_a_query_goes_to_the_framework(watched, query):
    make_published()
    make_all()
    asked = watched.application.asked
    Answer(watched, f"/?{query}")
    assert watched.application.asked == asked + 1


def test_strict_gives_no_byte_that_was_changed_and_puts_the_file_right(strict):
    path = make_published().publication.address
    make_all()
    good = Answer(strict, path)
    assert good.status == "200 OK"
    file(path).write_text("<h1>被篡改</h1>")
    answer = Answer(strict, path)
    assert answer.body == good.body
    assert file(path).read_bytes() == good.body


def test_strict_gives_what_was_deleted_from_the_protected_copy(strict):
    path = make_published().publication.address
    make_all()
    content = file(path).read_bytes()
    file(path).unlink()
    assert Answer(strict, path).body == content
    assert file(path).read_bytes() == content


def test_strict_gives_no_file_that_is_not_on_the_list(strict):
    make_published()
    make_all()
    (mode.published() / "main" / "a" / "777777.html").write_text("<h1>挂马</h1>")
    answer = Answer(strict, "/a/777777/")
    assert answer.status.startswith("404")
    assert "挂马" not in answer.text


def test_strict_believes_no_list_that_we_did_not_sign(strict):
    path = make_published().publication.address
    make_all()
    head = mode.manifest() / "head.json"
    head.write_text(head.read_text().replace("number", "numb3r", 1))
    file(path).write_text("<h1>被篡改</h1>")
    asked = strict.application.asked
    assert "被篡改" not in Answer(strict, path).text
    assert strict.application.asked == asked + 1


def test_strict_follows_what_is_published(strict):
    article = make_published()
    make_all()
    Answer(strict, "/")
    make_published(column_id=article.column_id, title="刚刚发布的消息")
    assert "刚刚发布的消息" in Answer(strict, "/").text

"""A page is given again as long as nothing public changed, and never after."""

import io

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import DatabaseError, close_old_connections, connection

from yiwang.kernel.audit.actions import record
from yiwang.kernel.organizations.tests.makers import actor, sign_in
from yiwang.subsystems.portal import edition, remembered
from yiwang.subsystems.portal.actions import columns, workflow
from yiwang.subsystems.portal.actions.columns import Particulars
from yiwang.subsystems.portal.edition import Edition
from yiwang.subsystems.portal.remembered import Remembered
from yiwang.subsystems.portal.tests.makers import (
    KEEPER,
    PUBLISHER,
    make_article,
    make_officer,
    make_published,
)

pytestmark = pytest.mark.django_db


class Counting:
    """The real application, counting how often it is asked."""

    def __init__(self):
        self.handler, self.asked = WSGIHandler(), 0

    def __call__(self, environ, start_response):
        self.asked += 1
        return self.handler(environ, start_response)


class Answer:
    """What one request got."""

    def __init__(self, application, path, method="GET", **more):
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "testserver",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            **more,
        }
        self.body = b"".join(application(environ, self.begun))

    def begun(self, status, headers, exc_info=None):
        self.status, self.headers = status, {name.lower(): value for name, value in headers}


@pytest.fixture
def site():
    """The memory of pages around the real application, which leaves the test's own connection open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Remembered(Counting())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def asked(site):
    return site.application.asked


def test_a_page_is_made_once(site):
    path = make_published().publication.address
    first, second = Answer(site, path), Answer(site, path)
    assert first.status == second.status == "200 OK"
    assert first.body == second.body
    assert first.headers == second.headers
    assert asked(site) == 1


def test_a_withdrawn_page_is_gone_at_once(site):
    article = make_published()
    path = article.publication.address
    Answer(site, path)
    workflow.withdraw(actor(make_officer(PUBLISHER)), article.pk, "error", "标题写错了")
    assert Answer(site, path).status.startswith("410")


def test_what_another_process_publishes_is_seen_at_once(site):
    column = make_published().column
    Answer(site, column.address)
    made = make_published(column_id=column.pk)
    assert made.title in Answer(site, column.address).body.decode()


def test_a_renamed_column_is_renamed_everywhere_at_once(site):
    column = make_published().column
    Answer(site, "/")
    columns.change_column(actor(make_officer(KEEPER)), column.pk, Particulars("改过的名称"))
    assert "改过的名称" in Answer(site, "/").body.decode()


def test_work_in_the_office_makes_no_page_anew(site):
    path = make_published().publication.address
    Answer(site, path)
    make_article()
    Answer(site, path)
    assert asked(site) == 1


def test_a_page_made_while_something_changed_is_not_kept(site):
    path = make_published().publication.address
    handler = site.application.handler

    def interrupted(environ, start_response):
        answer = handler(environ, start_response)
        make_published()
        return answer

    site.application.handler = interrupted
    Answer(site, path)
    site.application.handler = handler
    Answer(site, path)
    assert asked(site) == 2


def test_a_reader_who_has_the_page_gets_304(site):
    path = make_published().publication.address
    etag = Answer(site, path).headers["etag"]
    again = Answer(site, path, HTTP_IF_NONE_MATCH=f'"other", W/{etag}')
    assert again.status == "304 Not Modified"
    assert again.body == b""
    assert "content-type" not in again.headers
    assert Answer(site, path, HTTP_IF_NONE_MATCH='"other"').status == "200 OK"
    assert asked(site) == 1


def test_head_gives_the_same_headers_and_no_body(site):
    path = make_published().publication.address
    page = Answer(site, path)
    head = Answer(site, path, method="HEAD")
    assert head.body == b""
    assert head.headers == page.headers


def test_only_public_pages_are_kept(site, client):
    article = make_published()
    post = make_officer(PUBLISHER)
    sign_in(client, post)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    paths = [
        "/office/articles/",
        "/robots.txt",
        "/a/999999/",
        "/?utm=1",
        f"/office/articles/{article.pk}/preview/",
    ]
    for path in paths:
        before = asked(site)
        Answer(site, path, HTTP_COOKIE=cookie)
        Answer(site, path, HTTP_COOKIE=cookie)
        assert asked(site) == before + 2, path


def test_hosts_do_not_share_pages(site):
    path = make_published().publication.address
    Answer(site, path)
    Answer(site, path, HTTP_HOST="localhost")
    assert asked(site) == 2
    assert Answer(site, path, HTTP_HOST="evil.example").status.startswith("400")


def test_a_page_is_made_again_after_its_time(site, monkeypatch):
    path = make_published().publication.address
    Answer(site, path)
    later = remembered.monotonic() + remembered.LIFETIME + 1
    monkeypatch.setattr(remembered, "monotonic", lambda: later)
    Answer(site, path)
    assert asked(site) == 2


def test_memory_is_bounded_and_the_oldest_page_goes_first(site, monkeypatch):
    first, second = make_published().publication.address, make_published().publication.address
    size = len(Answer(site, first).body)
    monkeypatch.setattr(remembered, "MOST_BYTES", int(size * 1.5))
    Answer(site, second)
    Answer(site, second)
    assert asked(site) == 2
    Answer(site, first)
    assert asked(site) == 3


def test_nothing_old_is_shown_while_the_database_is_silent(site, monkeypatch):
    path = make_published().publication.address
    Answer(site, path)

    def silent():
        raise DatabaseError

    monkeypatch.setattr(edition, "_end_of_record", silent)
    monkeypatch.setattr(connection, "close", lambda: None)
    assert Edition().current() is None
    Answer(site, path)
    assert asked(site) == 2


def test_a_long_absence_counts_as_a_change(monkeypatch):
    publisher = make_officer(PUBLISHER)
    current = Edition()
    first = current.current()
    monkeypatch.setattr(edition, "LOOKED_THROUGH", 2)
    for _ in range(3):
        record(actor(publisher), "portal.article_create")
    assert current.current() > first


def test_a_shorter_record_counts_as_a_change(monkeypatch):
    make_published()
    current = Edition()
    first = current.current()
    monkeypatch.setattr(edition, "_end_of_record", lambda: 1)
    assert current.current() != first

import io
from datetime import date

import pytest
from django.db import OperationalError

from yiwang.subsystems.portal.visits import counting, rules
from yiwang.subsystems.portal.visits.counting import Counting, Readers
from yiwang.subsystems.portal.visits.rules import Page
from yiwang.subsystems.portal.visits.tests.test_rules import FIREFOX

DAY = date(2026, 11, 26)
HOME = ("www.yunze.gov.cn", Page("home"))


def page(number: int) -> tuple[str, Page]:
    return ("www.yunze.gov.cn", Page("article", str(number)))


def test_a_reader_who_loads_a_page_again_counts_once_within_the_window():
    readers = Readers()
    assert readers.counts(DAY, 0.0, "10.0.0.1", FIREFOX, HOME)
    assert not readers.counts(DAY, 5.0, "10.0.0.1", FIREFOX, HOME)
    assert readers.counts(DAY, 5.0, "10.0.0.1", "Another browser", HOME)
    assert readers.counts(DAY, 5.0, "10.0.0.2", FIREFOX, HOME)
    assert readers.counts(DAY, 5.0 + rules.WINDOW_SECONDS, "10.0.0.1", FIREFOX, HOME)


def test_nobody_inflates_a_number():
    readers = Readers()
    counted = [readers.counts(DAY, 1.0, "10.0.0.1", FIREFOX, page(one)) for one in range(500)]
    assert sum(counted) == rules.PER_READER
    again = [readers.counts(DAY, 2.0, "10.0.0.9", f"Browser {one}", HOME) for one in range(1000)]
    assert sum(again) == rules.PER_ADDRESS


def test_no_mark_outlives_the_day_and_none_is_an_address():
    readers = Readers()
    readers.counts(DAY, 1.0, "10.0.0.1", FIREFOX, HOME)
    kept = readers._opened | set(readers._tally)
    assert all(len(mark) == 8 for mark in kept)
    salt = readers._salt
    assert readers.counts(date(2026, 11, 27), 2.0, "10.0.0.1", FIREFOX, HOME)
    assert readers._salt != salt
    assert not kept & readers._opened


class Written:
    """Stands for the database: keeps what is written, or does not answer."""

    def __init__(self) -> None:
        self.batches = []
        self.is_down = False

    def __call__(self, batch):
        if self.is_down:
            raise OperationalError("no answer")
        self.batches.append(dict(batch))
        return len(batch)


@pytest.fixture
def written(monkeypatch):
    monkeypatch.setattr(counting, "today", lambda: DAY)
    monkeypatch.setattr(Counting, "_begin", lambda self: None)
    return Written()


def opened(path: str = "/", status: str = "200 OK", **changes) -> dict:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "HTTP_HOST": "www.yunze.gov.cn:8000",
        "HTTP_USER_AGENT": FIREFOX,
        "REMOTE_ADDR": "10.0.0.1",
        **changes,
    }


def answering(status: str = "200 OK"):
    def application(environ, start_response):
        start_response(status, [("Content-Type", "text/html; charset=utf-8")])
        return [b"page"]

    return application


def test_pages_are_answered_as_before_and_counted_in_one_batch(written):
    said = []
    application = Counting(answering(), written)
    for path in ("/", "/a/7/", "/a/7/", "/office/"):
        body = application(opened(path), lambda status, headers, exc_info=None: said.append(status))
        assert body == [b"page"]
    assert said == ["200 OK"] * 4
    assert application.flush() == 2
    assert application.flush() == 0
    [batch] = written.batches
    assert {(place.day, place.host, place.page.kind): views for place, views in batch.items()} == {
        (DAY, "www.yunze.gov.cn", "home"): 1,
        (DAY, "www.yunze.gov.cn", "article"): 1,
    }


def test_what_the_database_did_not_take_is_written_the_next_time(written):
    application = Counting(answering(), written)
    written.is_down = True
    application(opened(), lambda status, headers, exc_info=None: None)
    assert application.flush() == 0
    written.is_down = False
    application(opened(REMOTE_ADDR="10.0.0.2"), lambda status, headers, exc_info=None: None)
    application.flush()
    assert list(written.batches[0].values()) == [2]


def test_memory_is_bounded(written, monkeypatch):
    monkeypatch.setattr(counting, "MOST_PLACES", 3)
    application = Counting(answering(), written)
    for number in range(1, 10):
        application(opened(f"/a/{number}/"), lambda status, headers, exc_info=None: None)
    assert application.flush() == 3


def test_errors_and_robots_are_not_counted(written):
    application = Counting(answering("404 Not Found"), written)
    application(opened("/a/7/"), lambda status, headers, exc_info=None: None)
    robots = Counting(answering(), written)
    robots(opened(HTTP_USER_AGENT="Baiduspider"), lambda status, headers, exc_info=None: None)
    assert application.flush() == robots.flush() == 0


def telling(path: str, **changes) -> dict:
    body = path.encode()
    return {
        **opened("/visits/"),
        "REQUEST_METHOD": "POST",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **changes,
    }


def test_where_pages_tell_of_themselves_only_what_they_tell_counts(written, monkeypatch):
    monkeypatch.setenv("YIWANG_VISITS", "beacon")
    application, said = Counting(answering(), written), []

    def start(status, headers, exc_info=None):
        said.append(status)

    assert application(opened("/a/7/"), start) == [b"page"]
    for environ in (
        telling("/a/7/"),
        telling("/a/7/"),
        telling("/office/articles/"),
        telling("/" * 400),
        telling("/a/8/", HTTP_SEC_FETCH_SITE="cross-site"),
        telling("/a/9/", HTTP_USER_AGENT="Baiduspider"),
    ):
        assert application(environ, start) == []
    assert said == ["200 OK", *["204 No Content"] * 6]
    application.flush()
    [batch] = written.batches
    assert [(place.page.key, views) for place, views in batch.items()] == [("7", 1)]


def test_inside_nobody_counts(settings):
    settings.ZONE = "inner"
    application = answering()
    assert counting.counting(application) is application
    settings.ZONE = "both"
    assert isinstance(counting.counting(application), Counting)


def test_a_thread_writes_by_itself_and_stops(monkeypatch):
    monkeypatch.setattr(counting, "today", lambda: DAY)
    monkeypatch.setattr(counting.atexit, "register", lambda call: None)
    written = Written()
    application = Counting(answering(), written)
    application(opened(), lambda status, headers, exc_info=None: None)
    assert application._thread.daemon
    application.stop()
    assert not application._thread.is_alive()
    assert len(written.batches) == 1

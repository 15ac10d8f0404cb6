import io
from collections import Counter
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


def counts(readers: Readers, moment: float, address: str, agent: str, opened=HOME, day: date = DAY) -> bool:
    return readers.opening(day, moment, (address, agent), opened) is not None


def test_a_reader_who_loads_a_page_again_counts_once_within_the_window():
    readers = Readers()
    assert counts(readers, 0.0, "10.0.0.1", FIREFOX)
    assert not counts(readers, 5.0, "10.0.0.1", FIREFOX)
    assert counts(readers, 5.0, "10.0.0.1", "Another browser")
    assert counts(readers, 5.0, "10.0.0.2", FIREFOX)
    assert counts(readers, 5.0 + rules.WINDOW_SECONDS, "10.0.0.1", FIREFOX)


def test_nobody_inflates_a_number():
    readers = Readers()
    counted = [counts(readers, 1.0, "10.0.0.1", FIREFOX, page(one)) for one in range(500)]
    assert sum(counted) == rules.PER_READER
    again = [counts(readers, 2.0, "10.0.0.9", f"Browser {one}") for one in range(1000)]
    assert sum(again) == rules.PER_ADDRESS


def test_all_processes_make_the_same_marks_and_no_mark_outlives_its_window():
    one, other = Readers(), Readers()
    first = one.opening(DAY, 1.0, ("10.0.0.1", FIREFOX), HOME)
    assert first == other.opening(DAY, 2.0, ("10.0.0.1", FIREFOX), HOME)
    later = one.opening(DAY, 1.0 + rules.WINDOW_SECONDS, ("10.0.0.1", FIREFOX), HOME)
    tomorrow = one.opening(date(2026, 11, 27), 2.0, ("10.0.0.1", FIREFOX), HOME)
    assert len({first.mark, later.mark, tomorrow.mark}) == 3
    assert len({first.reader, later.reader, tomorrow.reader}) == 3


def test_marks_of_another_installation_say_nothing_here(settings):
    first = Readers().opening(DAY, 1.0, ("10.0.0.1", FIREFOX), HOME)
    settings.SECRET_KEY = "another secret" * 8
    assert Readers().opening(DAY, 1.0, ("10.0.0.1", FIREFOX), HOME).mark != first.mark


class Written:
    """Stands for the database: keeps what is written, or does not answer."""

    def __init__(self) -> None:
        self.batches = []
        self.is_down = False

    def __call__(self, batch):
        if self.is_down:
            raise OperationalError("no answer")
        self.batches.append(Counter(opening.place for opening in batch))
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
    monkeypatch.setattr(counting, "MOST_WAITING", 3)
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

"""A sheet that comes in by its own door is judged as one that walks through the whole house."""

import io
import sys
from urllib.parse import urlencode

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.intake import doors, throttle
from yiwang.kernel.intake import limits as intake
from yiwang.kernel.intake.browsers import new_browser
from yiwang.subsystems.participation.surveys import limits, rules
from yiwang.subsystems.participation.surveys.actions import running
from yiwang.subsystems.participation.surveys.models import Once, OpenSurvey, Slip
from yiwang.subsystems.participation.surveys.tests.makers import (
    every_kind,
    inner,
    options,
    publish,
    publisher,
    question,
    told,
)
from yiwang.subsystems.participation.surveys.tests.test_public import SAID

pytestmark = pytest.mark.django_db
CSRF = "b" * 32


@pytest.fixture(autouse=True)
def _connection_stays_open():
    """The test's transaction is open between two requests, which Django takes for a forgotten one."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


class Answer:
    """Of the installation as the web server calls it; ``was_passed_on``: the whole framework was asked."""

    def __init__(self, environ):
        self.was_passed_on = False
        inside = get_wsgi_application()

        def house(environ, start_response):
            self.was_passed_on = True
            return inside(environ, start_response)

        self.content = b"".join(doors.Doors(house)(environ, self._begin)).decode()

    def _begin(self, status, headers, exc_info=None):
        self.status, self.headers = int(status.split()[0]), dict(headers)


def send(shown, said=None, **changes):
    body = changes.get("body") or urlencode(
        {**(SAID if said is None else said), "csrfmiddlewaretoken": changes.get("token", CSRF)}, doseq=True
    )
    cookie = changes.get("cookie", new_browser().cookie)
    given = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": f"/surveys/{shown.reference}/",
        "QUERY_STRING": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "10.0.0.1",
        "HTTP_HOST": changes.get("host", "testserver"),
        "HTTP_COOKIE": f"csrftoken={CSRF}; survey_{shown.reference}={cookie}",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body.encode())),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body.encode()),
        "wsgi.errors": sys.stderr,
    }
    return Answer(given | changes.get("environ", {}))


def test_a_whole_sheet_goes_straight_into_the_box():
    shown = publish()
    answer = send(shown)
    assert (answer.status, answer.was_passed_on) == (302, False)
    assert answer.headers["Location"] == f"/surveys/{shown.reference}/done/"
    assert Slip.objects.get().said["q5"] == ["c", "a"]


def test_its_answer_has_the_headers_that_every_answer_has():
    headers = send(publish()).headers
    assert "no-store" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "default-src" in headers["Content-Security-Policy"]


def test_the_same_sheet_twice_is_counted_once_and_thanked_for_twice():
    shown, browser = publish(), new_browser()
    answers = [send(shown, cookie=browser.cookie) for _ in range(2)]
    assert [one.status for one in answers] == [302, 302]
    assert not any(one.was_passed_on for one in answers)
    assert Slip.objects.count() == Once.objects.count() == 1


def test_what_has_to_be_mended_is_shown_by_the_whole_house_with_what_was_typed():
    answer = send(publish(), {**SAID, "q3": "", "q7": "别丢了我"})
    assert (answer.status, answer.was_passed_on) == (422, True)
    assert "第3题：请打分。" in answer.content
    assert "别丢了我" in answer.content
    assert not Slip.objects.exists()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"token": "c" * 32}, 403),
        ({"host": "elsewhere.example"}, 400),
        ({"cookie": "forged"}, 422),
        ({"environ": {"HTTP_ORIGIN": "https://elsewhere.example"}}, 403),
        ({"said": {**SAID, "website": "spam"}}, 422),
        ({"said": {**SAID, "q7": "字" * 100_000}}, 422),
    ],
    ids=["wrong token", "wrong host", "unknown browser", "wrong origin", "robot", "too large for a door"],
)
def test_what_is_doubtful_is_judged_by_the_whole_house(changes, status):
    answer = send(publish(), **changes)
    assert (answer.status, answer.was_passed_on) == (status, True)
    assert not Slip.objects.exists()


def test_a_survey_of_several_pages_or_for_known_people_has_no_door():
    pages = publish(asked=(*every_kind(), question("q8", section="第二页")))
    known = publish(once=rules.IDENTITY)
    assert send(pages).was_passed_on
    assert send(known).was_passed_on
    assert not Slip.objects.exists()


def test_a_survey_that_was_stopped_or_does_not_exist_takes_nothing():
    shown = publish()
    missing = OpenSurvey(reference="999999999999")
    with told():
        running.stop(by(publisher(unit=inner(shown).unit)), inner(shown).pk, "题目有误。")
    assert [send(one).status for one in (shown, missing)] == [409, 404]
    assert not Slip.objects.exists()


def test_the_last_place_of_an_option_is_given_once():
    shown = publish(asked=(question("q1", options=options("上午", "下午", a=1)),))
    first, second = send(shown, {"q1": "a"}), send(shown, {"q1": "a"})
    assert (first.status, second.status) == (302, 422)
    assert "“上午”的名额已满" in second.content
    assert Slip.objects.count() == Once.objects.count() == 1


def test_an_address_answers_so_often_and_no_oftener(monkeypatch):
    monkeypatch.setattr(limits, "ANSWERS_AN_HOUR", 2)
    shown = publish()
    assert [send(shown).status for _ in range(3)] == [302, 302, 429]
    assert Slip.objects.count() == 2


def test_a_form_counts_once_for_its_address_by_whichever_way_it_went(monkeypatch):
    monkeypatch.setattr(intake, "REQUESTS_AN_HOUR", 3)
    shown = publish()
    assert [send(shown).status, send(shown, {"q1": "z"}).status] == [302, 422]
    throttle.refuse_spent(throttle.Count("requests", 3), "10.0.0.1")
    assert [send(shown).status, send(shown).status] == [302, 429]

"""Do readers second a public letter once each, nobody knowing who, and does the office see how many?"""

import pytest
from django.test import Client

from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.browsers import new_browser, read_browser
from yiwang.subsystems.participation.letters import limits
from yiwang.subsystems.participation.letters.actions import publishing, seconding
from yiwang.subsystems.participation.letters.models import Seconding
from yiwang.subsystems.participation.letters.public.pages import COOKIE
from yiwang.subsystems.participation.letters.tests.makers import answered, by, done, fresh, trace_of


@pytest.fixture
def letter(hall):
    letter = answered(hall, is_public=True)
    done(publishing.show, by(hall.manager), letter.pk, publishing.suggested(letter))
    return fresh(letter)


def page_of(letter):
    return f"/letters/replies/{letter.uid}/"


def test_a_reader_seconds_once_and_reads_that_it_counted(letter, client):
    assert "我也遇到" in client.get(page_of(letter)).content.decode()
    assert client.post(page_of(letter)).status_code == 302
    page = client.get(page_of(letter)).content.decode()
    assert '<span class="number">1</span> 人遇到同样的问题' in page
    assert "您已附议" in page
    client.post(page_of(letter))
    assert trace_of(letter).seconded == 1
    assert "1</span> 人附议" in client.get("/letters/replies/").content.decode()


def test_nothing_that_is_kept_tells_which_browser_seconded_what(letter, client):
    client.post(page_of(letter))
    browser = read_browser(client.cookies[COOKIE].value)
    kept = Seconding.objects.get()
    assert browser.token not in kept.digest
    assert kept.digest != seconding.digest_of("0" * 32, browser)
    assert client.cookies[COOKIE]["path"] == "/letters/replies/"
    assert client.cookies[COOKIE]["httponly"]


def test_whoever_throws_the_cookie_away_again_and_again_is_stopped(letter, monkeypatch):
    monkeypatch.setattr(limits, "SECONDINGS_OF_ONE_AN_HOUR", 3)
    answers = [Client().post(page_of(letter)).status_code for _ in range(5)]
    assert answers == [302, 302, 302, 429, 429]
    assert trace_of(letter).seconded == 3


def test_a_forged_cookie_is_a_new_browser(letter, client):
    client.cookies[COOKIE] = "forged:1:2"
    client.post(page_of(letter))
    assert read_browser(client.cookies[COOKIE].value) is not None


def test_from_another_page_nothing_is_seconded(letter):
    assert Client(enforce_csrf_checks=True).post(page_of(letter)).status_code == 403
    assert trace_of(letter).seconded == 0


def test_what_was_taken_down_cannot_be_seconded(letter, hall, client):
    done(publishing.take_down, by(hall.manager), letter.pk, "writer")
    with pytest.raises(Refused, match="不再公开"):
        seconding.second(letter.uid, new_browser())
    page = client.post(page_of(letter))
    assert page.status_code == 410
    assert "我也遇到" not in page.content.decode()


def test_totals_reach_the_office_once(letter, commits):
    for _ in range(3):
        seconding.second(letter.uid, new_browser())
    with commits():
        assert seconding.tell_inside() == 1
    assert fresh(letter).seconded == 3
    assert seconding.tell_inside() == 0
    assert trace_of(letter).seconded_told == 3


def test_an_older_total_that_comes_later_changes_nothing(letter, commits):
    seconding.second(letter.uid, new_browser())
    letter.seconded = 7
    letter.save(update_fields=["seconded"])
    with commits():
        seconding.tell_inside()
    assert fresh(letter).seconded == 7

"""Can a department's site carry the city's mailbox, and nobody else with its key?"""

import json

import pytest

from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.intake.tracking import found
from yiwang.subsystems.participation.letters import limits, rules
from yiwang.subsystems.participation.letters.actions import mailboxes
from yiwang.subsystems.participation.letters.models import EmbeddingSite, Letter
from yiwang.subsystems.participation.letters.tests.makers import (
    TEXT,
    TITLE,
    done,
    make_mailbox,
    make_petitions,
)

pytestmark = pytest.mark.django_db
HOME = "https://zjj.example.gov.cn"
INTERFACE = "/letters/api/suggestions/"


@pytest.fixture
def site(hall):
    """The site as the outer zone knows it, and its key."""
    box = make_mailbox(hall.manager, code="ideas", name="我为云泽献一策", kind=rules.SUGGESTIONS, subjects=[])
    site, key = done(
        mailboxes.add_site, by(hall.manager), box.pk, "zjj", "市住建局网站", hall.bureau, [HOME.upper()]
    )
    return site, key


def body(**changes):
    return {
        "token": codes.new_token(),
        "type": "advice",
        "title": TITLE,
        "text": TEXT,
        "openness": "no",
        "contact_name": "赵小明",
        "contact_phone": "13812345678",
        **changes,
    }


def call(client, commits, key, origin=HOME, content=None, **changes):
    content = json.dumps(body(**changes)) if content is None else content
    headers = {"X-Site-Key": key, **({"Origin": origin} if origin else {})}
    with commits():
        return client.post(INTERFACE, content, content_type="application/json", headers=headers)


def test_a_program_asks_what_is_offered_and_hands_a_suggestion_in(client, site, commits):
    asked = client.get(INTERFACE, headers={"X-Site-Key": site[1], "Origin": HOME})
    offered = asked.json()
    assert (offered["mailbox"]["code"], offered["types"]) == ("ideas", [{"code": "advice", "label": "建议"}])
    assert asked["Access-Control-Allow-Origin"] == HOME
    response = call(client, commits, site[1], token=offered["token"])
    said = response.json()
    assert response.status_code == 201
    letter = Letter.objects.get()
    assert (letter.number, letter.site.code, letter.mailbox.code) == (said["number"], "zjj", "ideas")
    assert found(said["number"], said["code"].replace("-", "")) == Submission.objects.get()


def test_the_same_token_sent_twice_is_one_suggestion(client, site, commits):
    token = codes.new_token()
    answers = [call(client, commits, site[1], token=token).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    ("key", "origin"), [("wrong", HOME), ("", HOME), (None, "https://evil.example.com"), (None, "null")]
)
def test_a_wrong_key_and_a_strange_page_are_turned_away(client, site, commits, key, origin):
    response = call(client, commits, site[1] if key is None else key, origin)
    assert response.status_code == 403
    assert "站点密钥不对" in response.content.decode()
    assert "Access-Control-Allow-Origin" not in response or origin == HOME
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("content", "status"),
    [("{", 400), ("[]", 422), ('{"id": 1}', 422), (b"\xff", 400), ("x" * 70_000, 403), ("null", 422)],
)
def test_bad_bodies_get_one_clear_answer(client, site, commits, content, status):
    assert call(client, commits, site[1], content=content).status_code == status
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "请填写标题"),
        ({"type": "report"}, ""),
        ({"contact_phone": ""}, "请填写联系电话"),
        ({"token": "x"}, ""),
        ({"text": ["a", {}]}, ""),
    ],
)
def test_what_is_wrong_is_named(client, site, commits, changes, words):
    response = call(client, commits, site[1], **changes)
    assert response.status_code in {201, 422}
    assert words in response.content.decode()
    if response.status_code == 422:
        assert not Letter.objects.exists()


def test_a_site_that_floods_is_stopped(client, site, commits, monkeypatch):
    monkeypatch.setattr(limits, "SITE_LETTERS_AN_HOUR", 1)
    answers = [call(client, commits, site[1], text=f"{TEXT}{number}").status_code for number in range(2)]
    assert answers == [201, 429]


def test_a_browser_may_ask_before_it_sends(client, site):
    answer = client.options(INTERFACE, headers={"Origin": HOME})
    assert (answer.status_code, answer["Access-Control-Allow-Headers"]) == (204, "Content-Type, X-Site-Key")
    strange = client.options(INTERFACE, headers={"Origin": "https://evil.example.com"})
    assert "Access-Control-Allow-Origin" not in strange


def test_the_frame_is_shown_by_the_registered_pages_only_and_needs_no_cookie(client, site, commits):
    address = f"/letters/embed/{site[1]}/"
    page = client.get(address)
    assert f"frame-ancestors {HOME}" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    assert "Set-Cookie" not in page
    with commits():
        done_page = client.post(address, body(), headers={"Origin": "http://testserver"})
    text = done_page.content.decode()
    assert Letter.objects.get().number in text
    assert "查询码" in text


def test_the_form_of_the_frame_is_not_sent_from_elsewhere(client, site, commits):
    address = f"/letters/embed/{site[1]}/"
    for headers in ({}, {"Origin": HOME}, {"Origin": "https://evil.example.com"}):
        assert client.post(address, body(), headers=headers).status_code == 404
    wrong = client.post(address, body(title=""), headers={"Origin": "http://testserver"})
    assert (wrong.status_code, TEXT in wrong.content.decode()) == (422, True)
    assert not Letter.objects.exists()


def test_a_key_that_was_closed_opens_nothing(client, site, hall, commits):
    done(mailboxes.close_site, by(hall.manager), site[0].pk)
    assert not EmbeddingSite.objects.get().is_open
    assert client.get(f"/letters/embed/{site[1]}/").status_code == 404
    assert call(client, commits, site[1]).status_code == 403
    with pytest.raises(Refused, match="已经停用"):
        mailboxes.close_site(by(hall.manager), site[0].pk)


def test_petitions_are_put_into_no_other_site(hall):
    petitions = make_petitions(hall)
    with pytest.raises(Refused, match="不能嵌入"):
        mailboxes.add_site(by(hall.manager), petitions.pk, "x1", "某网站", hall.bureau, [HOME])


@pytest.mark.parametrize("origins", [[], ["javascript:alert(1)"], ["https://a b"], [f"{HOME}/path"]])
def test_only_origins_are_registered(hall, origins):
    with pytest.raises(Refused, match="网站地址"):
        mailboxes.add_site(by(hall.manager), hall.mailbox.pk, "x1", "某网站", hall.bureau, origins)

"""Do letters and requests for disclosure on one matter make one topic, which opens to both?"""

from datetime import date

import pytest

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.cases.tests.makers import at
from yiwang.kernel.deadlines.moments import end_of, start_of
from yiwang.kernel.intake import texts
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.organizations.tests.makers import make_post, make_root, make_unit, sign_in
from yiwang.subsystems.disclosure.requests import rules as disclosure
from yiwang.subsystems.disclosure.requests.tests import makers as requests
from yiwang.subsystems.participation.letters import rules as letters
from yiwang.subsystems.participation.letters.tests.makers import make_hall, make_letter
from yiwang.subsystems.participation.topics import actions, rules
from yiwang.subsystems.participation.topics.models import Topic
from yiwang.subsystems.participation.topics.tests.makers import MIXER

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
WANTED = (
    ("翠竹湾搅拌站粉尘监测报告", "翠竹湾旁边搅拌站的粉尘和噪声监测报告，电话13812345678。"),
    ("翠竹湾搅拌站的环评批复", "翠竹湾小区边上搅拌站的环评批复，搅拌站粉尘污染治理要求。"),
)
SINCE = {"starts_on": date(2020, 1, 1)}


@pytest.fixture
def topic(monkeypatch):
    with at(f"{MONDAY} 10:00"):
        hall, bureau = make_hall(), requests.make_bureau()
        for number, text in enumerate(MIXER):
            title, body = text.split("\n")
            make_letter(hall, Contact(f"周{number}", f"1390000001{number}"), title=title, text=body)
        for title, text in WANTED:
            requests.make_request(bureau, title=title, text=text)
    monkeypatch.setattr(actions, "today", lambda: date(2026, 3, 9))
    actions.take(SYSTEM, MONDAY)
    return Topic.objects.get()


def test_a_week_of_letters_and_requests_on_one_matter_is_one_topic(topic):
    assert topic.by_kind == {"letters": len(MIXER), "requests": len(WANTED)}
    assert "翠竹湾" in topic.name


def test_it_opens_to_both_for_who_sees_both_and_to_no_request_for_anybody_else(topic, client):
    reading = [rules.ANALYST, letters.MANAGER, disclosure.OVERSEER]
    sign_in(client, make_post(unit=make_root(), roles=reading, **SINCE))
    page = client.get(f"/office/topics/{topic.pk}/").content.decode()
    for said in ("/office/letters/", "/office/disclosure/", "公开申请", WANTED[0][0]):
        assert said in page, said
    sign_in(client, make_post(unit=make_unit(), roles=[rules.ANALYST], **SINCE))
    page = client.get(f"/office/topics/{topic.pk}/").content.decode()
    for said in ("/office/letters/", "/office/disclosure/", WANTED[0][0]):
        assert said not in page, said


def test_what_is_looked_at_is_masked_and_names_nobody(topic):
    found = texts.registered()["requests"].texts(start_of(MONDAY), end_of(MONDAY))
    said = "\n".join(each.text for each in found)
    assert "138****5678" in said
    for secret in ("13812345678", requests.CONTACT.name, requests.IDENTITY):
        assert secret not in said

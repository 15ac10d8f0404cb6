"""Can everybody answer, object, ask and read along: by keyboard, large, by ear, on a desk and on a phone?"""

import re
from datetime import date

import pytest

from tests.browser.conftest import settle
from tests.browser.test_intake import track
from tests.browser.test_pages import look, seated
from tests.browser.test_reading import VOICE, until
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.subsystems.participation.consultations.models import Opinion
from yiwang.subsystems.participation.consultations.tests import makers as consultations
from yiwang.subsystems.participation.interviews import rules as interviews
from yiwang.subsystems.participation.interviews.models import Question
from yiwang.subsystems.participation.interviews.tests import makers as studio
from yiwang.subsystems.participation.letters.actions import publishing
from yiwang.subsystems.participation.letters.tests import makers as letters
from yiwang.subsystems.participation.surveys.models import OpenSurvey
from yiwang.subsystems.participation.surveys.tests import makers as surveys
from yiwang.subsystems.participation.topics import actions as topics
from yiwang.subsystems.participation.topics.tests import makers as sources
from yiwang.subsystems.portal.tests.makers import make_site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def survey() -> OpenSurvey:
    make_site()
    asked = (
        surveys.question("q1", title="您常去哪个大厅？"),
        surveys.question("q2", kind="multiple", title="办过哪些事？", is_required=False),
        surveys.question("q3", kind="text", title="还想说什么？", is_required=False),
    )
    return surveys.publish(asked=asked)


def pressed(page, name: str, key: str) -> None:
    """Walk with the tabulator to the field of that name, then press the key."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()") == name:
            page.keyboard.press(key)
            return
    raise AssertionError(f"no way to {name} by keyboard")


@pytest.mark.tolerates("status of 422")
def test_a_survey_is_answered_by_keyboard_alone_and_its_results_are_read(page, survey, accessible):
    faults = []
    page.goto(f"/surveys/{survey.reference}/")
    faults += accessible(page, "survey")
    pressed(page, "提交回答", "Enter")
    page.get_by_text("第1题：").wait_for()
    look(page, "survey-refused")
    faults += accessible(page, "survey-refused")
    pressed(page, "q1", "Space")
    pressed(page, "q2", "Space")
    pressed(page, "q3", "End")
    page.keyboard.type("窗口再多开一个。")
    pressed(page, "提交回答", "Enter")
    page.get_by_role("heading", name="已收到您的回答").wait_for()
    faults += accessible(page, "survey-done")
    for _ in range(5):
        surveys.answer(survey, {"q1": "a"})
    surveys.counted(survey)
    page.get_by_role("link", name="查看目前的结果").click()
    page.get_by_role("heading", name="结果", exact=False).first.wait_for()
    look(page, "survey-results")
    faults += accessible(page, "survey-results")
    assert OpenSurvey.objects.get().received >= 3
    assert not faults, "\n".join(faults)


@pytest.mark.tolerates("status of 422")
def test_an_opinion_on_a_clause_is_handed_in_and_its_answer_found(page, accessible):
    make_site()
    consultation = consultations.publish()
    faults = []
    page.goto(f"/consultations/{consultation.reference}/")
    look(page, "consultation")
    faults += accessible(page, "draft")
    page.get_by_role("link", name="对第二条提意见").click()
    settle(page)
    part = page.locator("details.part[open]")
    assert "公园夜间开放" in part.inner_text()
    page.get_by_role("button", name="提交意见").click()
    page.locator(".note-danger, .field-error, [role=alert]").first.wait_for()
    look(page, "consultation-refused")
    faults += accessible(page, "write-refused")
    page.locator("details.part[open]").get_by_role("textbox").fill("夏天请开放到二十三时。")
    page.get_by_role("button", name="提交意见").click()
    page.get_by_role("heading", name="已收到您的").wait_for()
    faults += accessible(page, "receipt")
    number, code = re.findall(
        r"[A-Z]{2,4}\d{10,}|\w{4}-\w{4}-\w{4}", page.locator(".receipt-codes").inner_text()
    )
    track(page, number, code)
    page.get_by_text("夏天请开放到二十三时。").first.wait_for()
    look(page, "consultation-progress")
    faults += accessible(page, "progress")
    assert Opinion.objects.get().clause.label == "第二条"
    assert not faults, "\n".join(faults)


@pytest.mark.tolerates("status of 422")
def test_a_live_interview_is_read_and_asked_by_keyboard(page, accessible):
    make_site()
    made = studio.make_studio()
    interview = studio.make_interview(made, interviews.LIVE)
    studio.say(made, interview, "各位网友好，今天谈公租房。")
    address = f"/interviews/{studio.shown(interview).pk}/"
    faults = []
    page.goto(address)
    page.get_by_text("今天谈公租房").wait_for()
    look(page, "interview-live")
    faults += accessible(page, "live")
    studio.say(made, interview, "申请条件有三项。")
    page.locator("[data-reload]").focus()
    page.keyboard.press("Enter")
    page.get_by_text("申请条件有三项。").wait_for()
    pressed(page, "我要提问", "Enter")
    page.get_by_role("heading", name="我要提问").wait_for()
    faults += accessible(page, "ask")
    pressed(page, "text", "End")
    page.keyboard.type(studio.QUESTION)
    pressed(page, "nickname", "End")
    page.keyboard.type("小赵")
    pressed(page, "提交", "Enter")
    page.get_by_role("heading", name="已收到您的").wait_for()
    faults += accessible(page, "asked")
    studio.release(made, Question.objects.get())
    page.goto(address)
    page.get_by_text(studio.QUESTION).first.wait_for()
    look(page, "interview-asked")
    faults += accessible(page, "live-asked")
    assert not faults, "\n".join(faults)


def test_leaders_read_the_topics_of_the_week(page, accessible, monkeypatch):
    monkeypatch.setattr(topics, "today", lambda: date(2026, 5, 20))
    make_site()
    leader = sources.make_analyst()
    faults = []
    with sources.only_source(sources.make_items(votes=1)):
        topics.take(SYSTEM, sources.MONDAY)
        seated(page, leader)
        page.goto("/office/topics/")
        page.get_by_role("heading", name="本周热点").wait_for()
        look(page, "topics-week")
        faults += accessible(page, "week")
        page.get_by_role("region", name="本周热点列表").get_by_role("link").first.click()
        settle(page)
        assert "搅拌站" in page.get_by_role("main").inner_text()
        look(page, "topics-topic")
        faults += accessible(page, "topic")
    assert not faults, "\n".join(faults)


def test_for_elderly_people_it_is_large_and_read_aloud(page, accessible):
    make_site()
    hall = letters.make_hall()
    letter = letters.answered(hall, is_public=True)
    publishing.show(letters.by(hall.manager), letter.pk, publishing.suggested(letter))
    page.add_init_script(VOICE)
    page.context.add_cookies([{"name": "reading", "value": "light.elder.high", "url": page.base}])
    faults = []
    for name, address in (
        ("dialogue", "/dialogue/"),
        ("letters", "/letters/"),
        ("write", "/letters/to/mayor/"),
        ("replies", "/letters/replies/"),
        ("surveys", "/surveys/"),
        ("consultations", "/consultations/"),
        ("interviews", "/interviews/"),
        ("letter", f"/letters/replies/{letter.uid}/"),
    ):
        assert page.goto(address).status == 200, address
        look(page, f"elder-{name}")
        faults += accessible(page, name)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"
    page.get_by_role("button", name="朗读").click()
    until(page, "window.spoken.some(said => said.includes('线路故障'))")
    assert not faults, "\n".join(faults)

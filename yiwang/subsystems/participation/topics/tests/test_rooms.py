from datetime import date

import pytest

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.cases.tests.makers import at
from yiwang.kernel.deadlines.moments import end_of, start_of
from yiwang.kernel.intake import texts
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.subsystems.participation.consultations.tests import makers as consultations
from yiwang.subsystems.participation.letters import rules as letters
from yiwang.subsystems.participation.letters.tests.makers import (
    make_hall,
    make_letter,
    make_mailbox,
    make_petitions,
)
from yiwang.subsystems.participation.surveys.models import Remark
from yiwang.subsystems.participation.surveys.tests.makers import make_survey, publisher
from yiwang.subsystems.participation.topics import actions, rooms
from yiwang.subsystems.participation.topics.models import Topic
from yiwang.subsystems.participation.topics.tests.makers import MIXER

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 4)
SPAN = (start_of(DAY), end_of(DAY))


def said_in(kind: str) -> list[str]:
    return [each.text for each in texts.registered()[kind].texts(*SPAN)]


def test_letters_and_appeals_are_looked_at_but_petitions_and_informers_never() -> None:
    with at(f"{DAY} 10:00"):
        hall = make_hall()
        box = make_mailbox(hall.manager, code="appeals", kind=letters.APPEALS, leader="", name="咨询投诉")
        make_letter(hall, title="路灯坏了", text="青山路路灯坏了。", place="青山路")
        make_letter(hall, Contact("钱二", "13900000002"), mailbox=box, title="停水", text="停水两天了。")
        make_letter(
            hall, Contact("孙三", "13900000003"), type=letters.REPORT, title="举报", text="有人收礼。"
        )
        make_letter(hall, Contact("李四", "13900000004"), mailbox=make_petitions(hall), title="信访")
    assert said_in("letters") == ["路灯坏了\n青山路路灯坏了。"]
    assert said_in("appeals") == ["停水\n停水两天了。"]


def test_readers_who_second_a_letter_count_as_its_votes() -> None:
    with at(f"{DAY} 10:00"):
        letter = make_letter(make_hall(), title="路灯坏了", text="青山路路灯坏了。")
    type(letter).objects.filter(pk=letter.pk).update(seconded=3)
    assert [each.votes for each in texts.registered()["letters"].texts(*SPAN)] == [3]


def test_a_letter_is_opened_only_by_a_post_that_may_see_it() -> None:
    with at(f"{DAY} 10:00"):
        hall = make_hall()
        key = str(make_letter(hall, title="电话13812345678骚扰").pk)
        shown = rooms.shown_letters(hall.manager, [key])
        hidden = rooms.shown_letters(make_post(unit=make_unit()), [key])
    assert shown == {key: ("电话138****5678骚扰", f"/office/letters/{key}/")}
    assert hidden == {}


def test_words_from_a_survey_count_when_it_ended_and_open_to_its_own_unit() -> None:
    post = publisher()
    with at("2026-03-02 10:00"):
        survey = make_survey(post, closes_at=start_of(DAY))
    remark = Remark.objects.create(survey=survey, question="q1", text="大厅停车位太少")
    assert said_in("remarks") == ["大厅停车位太少"]
    assert str(remark.pk) in rooms.shown_remarks(post, [str(remark.pk)])
    assert rooms.shown_remarks(make_post(unit=make_unit()), [str(remark.pk)]) == {}


def test_opinions_on_drafts_are_looked_at_and_open_to_their_own_unit() -> None:
    post = consultations.publisher()
    held = consultations.publish(post)
    consultations.say(held, c1="建议增加夜间施工的限制。")
    (opinion,) = consultations.opinions(held)
    whole = texts.registered()["opinions"].texts(start_of(date(2000, 1, 1)), end_of(date(2100, 1, 1)))
    assert [each.text for each in whole] == [opinion.text]
    assert str(opinion.pk) in rooms.shown_opinions(post, [str(opinion.pk)])
    assert rooms.shown_opinions(make_post(unit=make_unit()), [str(opinion.pk)]) == {}


def test_a_week_of_real_letters_becomes_a_topic(monkeypatch: pytest.MonkeyPatch) -> None:
    with at(f"{DAY} 10:00"):
        hall = make_hall()
        for number, text in enumerate(MIXER):
            title, body = text.split("\n")
            make_letter(hall, Contact(f"周{number}", f"1390000001{number}"), title=title, text=body)
    monkeypatch.setattr(actions, "today", lambda: date(2026, 3, 9))
    assert actions.take(SYSTEM, date(2026, 3, 2)).by_kind == {"letters": 4}
    assert Topic.objects.get().number == 4

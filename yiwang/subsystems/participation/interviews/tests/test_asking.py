"""Is a question held until somebody has read it, and is its author told what becomes of it?"""

from dataclasses import replace

import pytest

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions.submissions import withdraw
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.participation.interviews import public, queries, rules
from yiwang.subsystems.participation.interviews.actions import asking, lines, planning, reference
from yiwang.subsystems.participation.interviews.models import Broadcast, BroadcastLine, Question
from yiwang.subsystems.participation.interviews.tests.makers import (
    QUESTION,
    ask,
    commits,
    facts,
    make_interview,
    make_question,
    release,
    shown,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview(studio):
    return make_interview(studio, rules.LIVE)


def steps_of(number):
    return [step.label for step in Submission.objects.get(number=number).steps.order_by("number")]


def sent(client, interview, **changes):
    data = {"token": codes.new_token(), "text": QUESTION, "nickname": "小赵", **changes}
    with commits():
        return client.post(f"/interviews/{shown(interview).pk}/ask/", data)


def test_a_question_is_asked_outside_and_held_inside(client, studio, interview):
    page = client.get(f"/interviews/{shown(interview).pk}/ask/")
    assert page.status_code == 200
    assert rules.PROMISE in page.content.decode()
    response = sent(client, interview)
    assert (response.status_code, response["Location"]) == (302, "/track/receipt/")
    question = Question.objects.get()
    assert (question.text, question.nickname, question.state) == (QUESTION, "小赵", rules.PENDING)
    assert QUESTION not in client.get(f"/interviews/{shown(interview).pk}/").content.decode()


def test_a_question_that_was_let_out_is_read_and_its_author_is_told(client, studio, interview):
    receipt = ask(interview)
    release(studio, Question.objects.get())
    assert QUESTION in client.get(f"/interviews/{shown(interview).pk}/").content.decode()
    assert steps_of(receipt.submission.number) == ["审核通过，已公开"]


def test_a_question_is_answered_by_moving_into_the_live_text(studio, interview):
    receipt = ask(interview)
    question = release(studio, Question.objects.get())
    before = BroadcastLine.objects.get()
    assert before.is_waiting
    with commits():
        lines.bring(actor(studio.editor), question.pk)
    after = BroadcastLine.objects.get()
    assert (after.is_waiting, after.number > before.number, after.changed > before.changed) == (
        False,
        True,
        True,
    )
    assert steps_of(receipt.submission.number)[-1] == "已请嘉宾回答"
    assert Submission.objects.get().state == "answered"
    with pytest.raises(Refused, match="已回答"):
        lines.bring(actor(studio.editor), question.pk)


def test_a_question_that_is_declined_is_answered_with_its_ground(studio, interview):
    receipt = ask(interview)
    with commits():
        asking.decline(actor(studio.moderator), Question.objects.get().pk, "unrelated")
    assert steps_of(receipt.submission.number) == ["未采用"]
    assert not BroadcastLine.objects.exists()
    with pytest.raises(Refused, match="未采用"):
        release(studio, Question.objects.get())


def test_a_ground_must_be_one_of_the_list(studio, interview):
    question = make_question(interview)
    with pytest.raises(Refused, match="请选择不采用的理由"):
        asking.decline(actor(studio.moderator), question.pk, "不喜欢")


def test_a_moderator_cannot_let_personal_information_out(studio, interview):
    question = make_question(interview)
    with pytest.raises(Refused, match="手机号码"):
        release(studio, question, "请打13812345678找我，什么时候修？")
    question.refresh_from_db()
    assert question.state == rules.PENDING


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": "我的电话是138 1234 5678，请回电"}, "手机号码"),
        ({"text": "太短"}, "再具体一些"),
        ({"text": ""}, "请填写您的提问"),
        ({"text": "问" * 501}, "不要超过500字"),
        ({"nickname": "13812345678"}, "称呼会公开显示"),
        ({"website": "http://spam.example"}, "不应填写"),
        ({"token": "forged"}, ""),
    ],
)
def test_a_bad_question_is_refused_in_place_and_keeps_what_was_typed(
    client, studio, interview, changes, said
):
    response = sent(client, interview, **changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert changes.get("text", QUESTION)[:300] in page
    assert not Question.objects.exists()


def test_hostile_text_is_shown_as_text(client, studio, interview):
    hostile = "<img src=x onerror=alert(1)>\"'</li><script>alert(2)</script>什么时候修？"
    ask(interview, hostile, "<b>张</b>")
    release(studio, Question.objects.get())
    page = client.get(f"/interviews/{shown(interview).pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(2)" in page
    data = client.get(f"/interviews/{shown(interview).pk}/news/?after=0").json()
    assert all("<script>alert" not in event["data"] for event in data["events"])


def test_a_flood_from_one_address_ends(client, studio, interview, monkeypatch):
    monkeypatch.setattr(public, "QUESTIONS", replace(public.QUESTIONS, most=2))
    for turn in range(2):
        assert sent(client, interview, text=f"第{turn}个问题是什么时候修？").status_code == 302
    refused = sent(client, interview, text="第三个问题是什么时候修？")
    assert refused.status_code == 429
    assert Question.objects.count() == 2


def test_a_flood_from_everywhere_is_held_up_to_a_limit_and_then_told(studio, interview, monkeypatch):
    monkeypatch.setattr(rules, "MOST_HELD", 2)
    for turn in range(2):
        make_question(interview, f"第{turn}个问题是什么时候修？")
    receipt = ask(interview, "第三个问题是什么时候修？")
    assert Question.objects.count() == 2
    assert steps_of(receipt.submission.number) == ["未能提交"]


def test_repeats_and_abuse_are_marked_for_the_moderator(studio, interview):
    reference.keep_words(actor(studio.moderator), ["笨蛋", " 笨蛋 ", ""])
    for text in ("什么时候修路啊？", "什么时候修路啊！", "你们都是笨蛋吗，什么时候修？"):
        make_question(interview, text)
    held = queries.queue(interview, rules.PENDING, 50)
    assert [each.flags for each in held] == [["相同提问2次"], ["相同提问2次"], ["疑似辱骂"]]


def test_the_queue_costs_the_same_with_one_question_or_many(studio, interview, django_assert_num_queries):
    for turn in range(4):
        make_question(interview, f"第{turn}个问题是什么时候修？")
    with django_assert_num_queries(3):
        assert len(queries.queue(interview, rules.PENDING, 50)) == 4


def test_no_question_is_taken_before_its_time_after_it_or_after_the_end(client, studio):
    early = make_interview(studio, rules.ANNOUNCED, asking_from=shifted(now(), hours=2))
    none = make_interview(studio, rules.ANNOUNCED, asking_from=None, asking_until=None)
    ended = make_interview(studio, rules.ENDED)
    for each in (early, none, ended):
        assert sent(client, each).status_code == 409
        assert "现在不接受提问" in client.get(f"/interviews/{shown(each).pk}/ask/").content.decode()
    assert not Question.objects.exists()


def test_a_question_to_an_interview_that_is_gone_is_answered(studio, interview):
    with commits():
        planning.withdraw(actor(studio.planner), interview.pk, "内容有误")
    receipt = ask(interview)
    assert steps_of(receipt.submission.number) == ["未能提交"]


def test_a_question_taken_back_before_it_was_read_is_not_read(studio, interview):
    receipt = ask(interview)
    with commits():
        withdraw(PUBLIC, receipt.submission.pk)
    assert Question.objects.get().state == rules.TAKEN_BACK
    with pytest.raises(Refused, match="提问人撤回"):
        release(studio, Question.objects.get())


def test_a_question_taken_back_after_it_is_public_stays_and_can_still_be_brought(studio, interview):
    receipt = ask(interview)
    question = release(studio, Question.objects.get())
    with commits():
        withdraw(PUBLIC, receipt.submission.pk)
    with commits():
        lines.bring(actor(studio.editor), question.pk)
    assert Question.objects.get().state == rules.ANSWERED


def test_questions_are_asked_of_the_interview_as_it_is_now(client, studio, interview):
    announced = make_interview(studio, rules.ANNOUNCED)
    with commits():
        planning.change(actor(studio.editor), announced.pk, facts(studio, title="换了主题"))
    sent(client, announced)
    assert Submission.objects.get().data["subject"] == "换了主题"
    assert Broadcast.objects.count() == 2

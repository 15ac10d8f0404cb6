"""How does a survey live, from draft to the destroyed key?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.participation.surveys import rules
from yiwang.subsystems.participation.surveys.actions import answering, building, crossing, emptying, running
from yiwang.subsystems.participation.surveys.models import (
    Answer,
    Draft,
    Once,
    OpenSurvey,
    Quota,
    Remark,
    Slip,
    Survey,
)
from yiwang.subsystems.participation.surveys.tests.makers import (
    ANSWERS,
    answer,
    counted,
    end,
    inner,
    make_survey,
    options,
    publish,
    publisher,
    question,
    told,
)

pytestmark = pytest.mark.django_db


def test_a_published_survey_is_shown_outside_and_announced_in_the_portal():
    shown = publish()
    assert shown.title == "办事大厅满意度调查"
    assert shown.unit_name == "市营商局"
    assert len(shown.asked) == 7
    announced = Publication.objects.get(origin_kind="surveys.survey")
    assert shown.address in announced.body
    assert inner(shown).sent_sequence == inner(shown).sequence == 1


def test_a_survey_whose_questions_do_not_fit_is_not_published_and_says_why():
    post = publisher()
    survey = make_survey(post, (question(options=options("甲")),))
    with pytest.raises(Refused, match="还不能发布：第1题：至少要有两个选项"):
        running.publish(by(post), survey.pk)


def test_an_editor_may_not_publish_and_another_unit_may_not_edit():
    post = publisher()
    survey = make_survey(post)
    editor = make_post(unit=post.unit, roles=[rules.EDITOR])
    stranger = make_post(unit=make_unit(), roles=[rules.PUBLISHER])
    with pytest.raises(Refused, match="没有“发布和停止网上调查”的权限"):
        running.publish(by(editor), survey.pk)
    with pytest.raises(Refused, match="没有“编制网上调查”的权限"):
        building.drop_question(by(stranger), survey.pk, "q1")
    assert not Survey.objects.visible_to(stranger).exists()


def test_questions_of_a_published_survey_do_not_change():
    post = publisher()
    survey = inner(publish(post))
    for deed in (
        lambda: building.drop_question(by(post), survey.pk, "q1"),
        lambda: building.move_question(by(post), survey.pk, "q1", 1),
        lambda: building.reframe(by(post), survey.pk, building.same_frame(survey, title="改")),
        lambda: building.discard(by(post), survey.pk),
        lambda: running.publish(by(post), survey.pk),
    ):
        with pytest.raises(Refused, match="已发布的调查不能再修改题目和设置"):
            deed()


def test_questions_are_added_moved_and_dropped_and_a_page_keeps_its_beginning():
    post = publisher()
    survey = make_survey(post, (question("q1"), question("q2", section="第二页"), question("q3")))
    building.move_question(by(post), survey.pk, "q1", -1)
    building.add_question(by(post), survey.pk, {"kind": "text", "title": "补充"})
    building.drop_question(by(post), survey.pk, "q2")
    survey.refresh_from_db()
    assert [(one.code, one.section) for one in survey.asked] == [("q1", ""), ("q3", "第二页"), ("q4", "")]
    with pytest.raises(Refused, match="这道题已经不存在"):
        building.drop_question(by(post), survey.pk, "q2")


def test_an_answer_lies_in_the_box_and_is_counted_when_the_box_is_emptied():
    shown = publish()
    for _ in range(7):
        answer(shown)
    assert Slip.objects.count() == Once.objects.count() == 7
    counted(shown)
    survey = inner(shown)
    assert (shown.received, survey.received) == (4, 4)
    assert shown.figures == survey.figures
    assert shown.figures["q1/a"] == 4
    assert shown.figures["q6/sum"] == 5000
    assert Slip.objects.count() == 3
    assert Answer.objects.filter(survey=survey).count() == 4
    assert Remark.objects.filter(survey=survey, text="窗口再多开一个。").count() == 4


def test_no_batch_is_smaller_than_a_cell_and_as_many_answers_stay_until_the_end():
    """Figures that move by one answer would tell what a neighbour has just said."""
    shown = publish(least_cell=5)
    for _ in range(9):
        answer(shown)
    assert counted(shown).received == 0
    answer(shown)
    assert counted(shown).received == 5
    answer(shown)
    assert counted(shown).received == 5
    assert counted(shown, is_over=True).received == 11


def test_the_same_browser_answers_once():
    shown = publish()
    answer(shown, token="ab" * 16)
    with pytest.raises(answering.AlreadyAnsweredError, match="每人只能参加一次，没有重复计数"):
        answer(shown, token="ab" * 16)
    assert Slip.objects.count() == 1


def test_the_same_person_answers_once_from_whatever_browser():
    shown = publish(once=rules.IDENTITY)
    answer(shown, identity="11010519491231002X")
    with pytest.raises(answering.AlreadyAnsweredError):
        answer(shown, identity="11010519491231002x")
    assert Once.objects.get().digest != "11010519491231002X"
    assert Slip.objects.count() == 1


def test_a_faulty_answer_leaves_no_trace_and_may_be_mended():
    shown = publish()
    with pytest.raises(answering.FaultyError) as refused:
        answer(shown, {"q1": "a"}, token="cd" * 16)
    assert set(refused.value.faults) == {"q3"}
    assert not Once.objects.exists()
    answer(shown, token="cd" * 16)


@pytest.mark.parametrize(
    ("opens", "closes", "sentence"),
    [(1, 2, "还没有开始"), (-2, -1, "已经结束")],
)
def test_before_and_after_its_time_nobody_answers(opens, closes, sentence):
    shown = publish()
    moment = now()
    OpenSurvey.objects.filter(pk=shown.pk).update(
        opens_at=shifted(moment, hours=opens), closes_at=shifted(moment, hours=closes)
    )
    with pytest.raises(Refused, match=sentence):
        answer(shown)


def test_a_limited_option_is_never_chosen_more_often_than_it_may_be():
    shown = publish(asked=(question(options=options("上午场", "下午场", a=2)),))
    answer(shown, {"q1": "a"})
    answer(shown, {"q1": "a"})
    with pytest.raises(Refused, match="“上午场”的名额已满") as refused:
        answer(shown, {"q1": "a"})
    assert refused.value.field == "q1"
    assert Quota.objects.get().taken == 2
    assert Once.objects.count() == Slip.objects.count() == 2
    answer(shown, {"q1": "b"})


def test_the_mark_of_a_state_secret_is_not_taken_in():
    shown = publish()
    with pytest.raises(Refused):
        answer(shown, {**ANSWERS, "q7": "机密★5年 附件内容"})
    assert not Slip.objects.exists()


def test_at_the_end_every_answer_is_counted_and_every_mark_and_the_key_are_destroyed():
    shown = publish(least_cell=5)
    for _ in range(7):
        answer(shown)
    counted(shown, is_over=True)
    survey = inner(shown)
    assert (shown.received, survey.received, survey.expected) == (7, 7, 7)
    assert survey.is_counted
    assert shown.sealed_at
    assert shown.key == ""
    assert not Once.objects.exists()
    assert not Draft.objects.exists()
    assert not Slip.objects.exists()
    with pytest.raises(Refused, match="已经结束"):
        answer(shown)


def test_the_key_outlives_the_end_by_the_time_of_grace():
    shown = publish()
    answer(shown)
    end(shown, shifted(now(), seconds=-5))
    with told():
        assert emptying.seal_ended() == 0
    shown.refresh_from_db()
    assert shown.key


def test_a_survey_without_answers_ends_too():
    shown = counted(publish(), is_over=True)
    assert shown.is_counted
    assert inner(shown).is_counted


def test_moving_the_end_reaches_the_public_and_a_survey_that_is_over_stays_over():
    post = publisher()
    shown = publish(post)
    later = shifted(now(), days=20)
    with told():
        running.move_end(by(post), inner(shown).pk, later)
    shown.refresh_from_db()
    assert shown.closes_at == later
    end(shown)
    with pytest.raises(Refused, match="调查已经结束，不能再改结束时间"):
        running.move_end(by(post), inner(shown).pk, later)


def test_a_stopped_survey_says_why_and_is_withdrawn_from_the_portal():
    post = publisher()
    shown = publish(post)
    with pytest.raises(Refused, match="请写明停止调查的原因"):
        running.stop(by(post), inner(shown).pk, " ")
    with told():
        running.stop(by(post), inner(shown).pk, "题目有误，改正后重新调查")
    shown.refresh_from_db()
    assert shown.is_withdrawn
    assert Publication.objects.get().is_withdrawn
    with pytest.raises(Refused, match="已经停止"):
        answer(shown)


def test_results_are_explained_only_after_the_end_and_without_anybodys_number():
    post = publisher()
    shown = publish(post)
    survey = inner(shown)
    with pytest.raises(Refused, match="调查还没有结束"):
        running.explain(by(post), survey.pk, "多数人希望延长服务时间，已经采纳。")
    end(shown)
    with pytest.raises(Refused, match="结果说明里有身份证号、手机号"):
        running.explain(by(post), survey.pk, "多数人同意，联系人13812345678。")
    with told():
        running.explain(by(post), survey.pk, "多数人希望延长服务时间，已经采纳。")
    shown.refresh_from_db()
    assert "延长服务时间" in shown.notice
    assert "延长服务时间" in Publication.objects.get().body


def test_words_are_masked_inside_and_shown_outside_only_after_somebody_looked():
    post = publisher()
    shown = publish(post, (question(kind="text"),))
    for text in ("请打13812345678找我", "多设座椅", "多设座椅"):
        answer(shown, {"q1": text})
    counted(shown, is_over=True)
    survey = inner(shown)
    suspicious = Remark.objects.get(is_suspicious=True)
    assert suspicious.text == "请打138****5678找我"
    plain = Remark.objects.filter(is_suspicious=False).first()
    with told():
        running.review_remarks(by(post), survey.pk, [plain.pk], "shown")
    shown.refresh_from_db()
    assert shown.texts == [{"question": "q1", "text": "多设座椅"}]
    with pytest.raises(Refused, match="请先选择要审看的内容"):
        running.review_remarks(by(post), survey.pk, [], "shown")


def test_an_older_edition_that_comes_later_changes_nothing():
    post = publisher()
    shown = publish(post)
    OpenSurvey.objects.filter(pk=shown.pk).update(sequence=9, title="更新的")
    with told():
        crossing.tell_again(by(post), inner(shown).pk)
    shown.refresh_from_db()
    assert shown.title == "更新的"


def test_a_half_filled_sheet_can_be_opened_only_with_the_token_of_its_browser():
    from yiwang.kernel.intake.browsers import Browser

    shown = publish()
    browser = Browser("12" * 16)
    answering.keep_draft(shown, browser, {"q7": "住在三楼"})
    kept = Draft.objects.get()
    assert "住在三楼" not in kept.sealed
    assert answering.draft_of(shown, browser) == {"q7": "住在三楼"}
    assert answering.draft_of(shown, Browser("34" * 16)) == {}
    Draft.objects.update(kept_on=shifted(kept.kept_on, days=-31))
    assert answering.forget_drafts() == 1


def test_single_answers_leave_no_entry_in_the_record_and_batches_do():
    shown = publish()
    before = Entry.objects.count()
    for _ in range(6):
        answer(shown)
    assert Entry.objects.count() == before
    counted(shown)
    assert Entry.objects.filter(act="surveys.box_empty").get().detail["count"] == 3
